/** Why a release yields first: what goes wrong in simulated time if it does not. */
import assert from "node:assert/strict";
import { type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { type LockKind, ticket } from "corey-lab/locks";
import { assertAlone, type Stay } from "./contract.ts";

/** A ticket lock whose release does not yield. A plain store evades the check that `update` makes. */
const hasty: LockKind = {
  name: "hasty",
  fair: true,
  place: (machine, word) => ({
    acquire: (core) => ticket.place(machine, word).acquire(core),
    // deno-lint-ignore require-yield
    *release(core) {
      core.released(word);
      const value = core.load(word);
      core.store(word, (value & ~0xffff) | ((value + 1) & 0xffff));
    },
  }),
};

/** Two cores that stay inside for 1000 cycles each; the second asks while the first is inside. */
function stays(kind: LockKind): Stay[] {
  const machine = new Machine(opteron16), stays: Stay[] = [];
  const lock = kind.place(machine, machine.memory.place(struct("locked", { lock: int32 })).lock);
  for (const core of machine.cores.slice(0, 2)) {
    core.start((function* () {
      core.compute(500 * core.number);
      yield* lock.acquire(core);
      const from = core.now;
      core.compute(1000);
      stays.push({ core: core.number, from, until: core.now });
      yield* lock.release(core);
    })());
  }
  machine.run();
  return stays;
}

Deno.test("ticket lock that does not yield before its release lets two cores in at the same simulated time", () => {
  assertAlone(stays(ticket));
  const [first, second] = stays(hasty);
  // Core 0 goes through acquire, 1000 cycles and release in one step. Core 1, whose turn is at cycle 502,
  // finds the lock free.
  assert.ok(second!.from < first!.until, `core 1 came in at ${second!.from}, core 0 left at ${first!.until}`);
  assert.throws(() => assertAlone(stays(hasty)), /core 1 came in/, "which the contract tests notice");
});

Deno.test("Core.update() and publish() refuse such a release, so a lock written in them cannot be hasty", () => {
  const machine = new Machine(opteron16), core = machine.cores[0] as Core;
  const { lock: word } = machine.memory.place(struct("locked", { lock: int32 }));
  core.start((function* () {
    yield* ticket.place(machine, word).acquire(core);
    core.compute(1000);
    core.update(word, (value) => value + 1);
  })());
  assert.throws(() => machine.run(), /core 0 must yield right before update of locked\.lock/);
});
