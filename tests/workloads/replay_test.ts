/** Recorded traces, replayed: counts by hand, counts of a plain model, and what is no trace. */
import assert from "node:assert/strict";
import { opteron16 } from "corey-lab";
import { parseDin, replay } from "corey-lab/workloads";
import fc from "fast-check";

Deno.test("two cores that write one word in turn take the line from each other", () => {
  const rows = replay(opteron16, parseDin("1 1000 0\n1 1008 1\n1 1000 0\n0 1004 0\n"));
  const { cycles: _, ...first } = rows[0]!;
  assert.deepEqual(first, {
    core: 0,
    accesses: 3,
    l1Hits: 1,
    l2Hits: 0,
    l3Hits: 0,
    sameChipTransfers: 1,
    remoteTransfers: 0,
    dramReads: 1,
    upgrades: 0,
  });
  assert.equal(rows[1]!.sameChipTransfers, 1);
  assert.equal(rows[2]!.accesses, 0);
});

Deno.test("readers share a line; the first write of one of them is an upgrade", () => {
  const rows = replay(opteron16, parseDin("1 1000 0\n2 1000 4\n1 1000 0\n"));
  assert.equal(rows[4]!.remoteTransfers, 1);
  assert.equal(rows[0]!.upgrades, 1);
});

Deno.test("a line that was read lately hits as often as in an LRU list of one set", () => {
  // Addresses that are as far apart as a way is large fall into one set of the L1.
  const { ways, bytes } = opteron16.l1, apart = bytes.value / ways.value;
  const trace = fc.array(fc.nat(ways.value + 3), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(trace, (lines) => {
      const stack: number[] = [];
      let hits = 0;
      for (const line of lines) {
        const at = stack.indexOf(line);
        if (at >= 0 && at < ways.value) hits++;
        if (at >= 0) stack.splice(at, 1);
        stack.unshift(line);
      }
      const [row] = replay(opteron16, {
        cores: lines.map(() => 0),
        addresses: lines.map((line) => line * apart),
        writes: lines.map(() => 0),
      });
      assert.equal(row!.l1Hits, hits);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a line that is no access is refused with its number, and a core that is not there", () => {
  assert.throws(
    () => parseDin("# a comment\n0 10\n7 10\n"),
    /^InputError: line 3 of the trace: expected 0, 1 or 2/,
  );
  assert.throws(
    () => replay(opteron16, parseDin("0 10 16")),
    /access 0 is by core 16: the machine has 16/,
  );
  assert.throws(
    () => replay(opteron16, { cores: [0], addresses: [], writes: [] }),
    /expected as many of each/,
  );
});
