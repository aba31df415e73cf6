/** The read-write locks of `lib/locks`. */
import assert from "node:assert/strict";
import {
  mcsReadWrite,
  perfectReadWrite,
  readWrite,
  scalableReadWrite,
  splitReadWrite,
} from "corey-lab/locks";
import { placed, readWriteContract, writerAmongReaders } from "./read_write_contract.ts";

readWriteContract(readWrite, false);
readWriteContract(scalableReadWrite, true);
readWriteContract(mcsReadWrite, false);
readWriteContract(splitReadWrite, false);
readWriteContract(perfectReadWrite, true);

Deno.test("scalable rwlock lets a writer in as soon as those before it are done, however many readers come after", () => {
  const { writesAt, readsMeanwhile } = writerAmongReaders(scalableReadWrite, 200_000);
  // Fifteen readers at most are inside or before it in the queue, none reads twice; all others are behind it.
  assert.ok(readsMeanwhile <= 15, `${readsMeanwhile} reads went first`);
  assert.ok(writesAt < 50_000, `it writes at ${writesAt}`);
});

Deno.test("split rwlock lets a writer in although readers overlap: those who come after it wait outside", () => {
  const { writesAt, readsMeanwhile } = writerAmongReaders(splitReadWrite, 200_000);
  assert.ok(readsMeanwhile <= 15, `${readsMeanwhile} reads went first`);
  assert.ok(writesAt < 50_000, `it writes at ${writesAt}`);
});

Deno.test("rwlock lets readers that overlap starve a writer: Linux 2.6.25 does not queue", () => {
  const { writesAt } = writerAmongReaders(readWrite, 1_000_000);
  assert.equal(writesAt, Infinity);
});

Deno.test("scalable rwlock lets a writer in before readers that asked after it, and readers before a writer that did", () => {
  const { machine, lock } = placed(scalableReadWrite), order: string[] = [];
  // One reader holds the lock from cycle 0 to about 20,000; the others ask 2000 cycles apart.
  "RrrWrrWW".split("").forEach((kind, i) => {
    const core = machine.cores[i]!;
    core.start((function* () {
      core.compute(2000 * i);
      if (kind === "W") yield* lock.acquireWrite(core);
      else yield* lock.acquireRead(core);
      order.push(`${kind}${i}`);
      core.compute(kind === "R" ? 20_000 : 5000);
      if (kind === "W") yield* lock.releaseWrite(core);
      else yield* lock.releaseRead(core);
    })());
  });
  machine.run();
  assert.deepEqual(order, ["R0", "r1", "r2", "W3", "r4", "r5", "W6", "W7"]);
});
