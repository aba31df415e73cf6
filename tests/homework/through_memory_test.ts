/**
 * Locks whose cores learn of each other through memory pass, however they are written; those that only touch
 * memory, and keep what counts in variables, do not.
 */
import assert from "node:assert/strict";
import { Random } from "corey-lab/sim";
import { lockTrials } from "corey-lab/homework";
import { int32, lineAligned, type Machine, opteron16, pipe, struct } from "corey-lab/machine";
import { withChips, withCoresPerChip } from "corey-lab/machine";
import {
  type Lock,
  type LockKind,
  mcs,
  readWrite,
  scalableReadWrite,
  splitReadWrite,
  ticket,
  unfair,
  writersOf,
} from "corey-lab/locks";
import { checkThroughMemory } from "../../lib/homework/through_memory.ts";

const small = pipe(opteron16, withChips(2), withCoresPerChip(3));
const cell = struct("cell", { value: lineAligned(int32), next: int32 });
const lock = (name: string, place: (machine: Machine, word: number) => Lock): LockKind => (
  { name, fair: false, place }
);
/** Test, then test and set; what to do when another was faster. */
const testAndSet = (name: string, meanwhile: () => (tries: number) => number): LockKind =>
  lock(name, (_, word) => {
    const cycles = meanwhile();
    return {
      *acquire(core) {
        for (let tries = 0;; tries++) {
          yield core.spinUntil(word, (value) => value === 0);
          yield;
          if (core.swap(word, 1) === 0) break;
          yield core.backOff(word, cycles(tries));
        }
        core.acquired(word);
      },
      *release(core) {
        yield;
        core.released(word);
        core.publish(word, 0);
      },
    };
  });

/** Each core spins on the node of the one before it, and takes that node over. */
const clh = lock("CLH", (machine, tail) => {
  const { memory } = machine;
  const first = memory.place(cell).value;
  memory.initialise(tail, first);
  const mine = machine.cores.map(() => 0), before = machine.cores.map(() => 0);
  return {
    *acquire(core) {
      const node = mine[core.number] ||= memory.place(cell, core.chip).value;
      core.store(node, 1);
      yield;
      before[core.number] = core.swap(tail, node);
      yield core.spinUntil(before[core.number]!, (held) => held === 0);
      core.acquired(tail);
    },
    *release(core) {
      yield;
      core.released(tail);
      core.publish(mine[core.number]!, 0);
      mine[core.number] = before[core.number]!;
    },
  };
});

/** An array of flags, on each of which one core spins. */
const anderson = lock("Anderson", (machine, next) => {
  const slots = machine.cores.map(() => machine.memory.place(cell).value);
  machine.memory.initialise(slots[0]!, 1);
  let holders = 0; // of no lock's concern, but who holds it may note it
  return {
    *acquire(core) {
      yield;
      holders = core.fetchAdd(next, 1) % slots.length;
      const mine = holders;
      yield core.spinUntil(slots[mine]!, (may) => may === 1);
      holders = mine;
      core.acquired(next);
    },
    *release(core) {
      const mine = holders;
      core.store(slots[mine]!, 0);
      yield;
      core.released(next);
      core.publish(slots[(mine + 1) % slots.length]!, 1);
    },
  };
});

/** MCS with a node of each acquire's own, whose address stands in memory. */
const nodesForEach = lock("MCS, nodes for each", ({ memory }, tail) => {
  const mine = new Map<number, { value: number; next: number }>();
  return {
    *acquire(core) {
      const node = memory.place(cell, core.chip);
      mine.set(core.number, node);
      core.store(node.value, 1);
      yield;
      const before = core.swap(tail, node.value);
      if (before !== 0) {
        yield;
        core.publish(before + 4, node.value);
        yield core.spinUntil(node.value, (waits) => waits === 0);
      }
      core.acquired(tail);
    },
    *release(core) {
      const node = mine.get(core.number)!;
      yield;
      core.released(tail);
      if (core.compareAndSwap(tail, node.value, 0)) return;
      yield core.spinUntil(node.next, (next) => next !== 0);
      const next = core.load(node.next);
      yield;
      core.publish(next, 0);
    },
  };
});

const honest: readonly LockKind[] = [
  ticket,
  mcs,
  unfair,
  writersOf(readWrite),
  writersOf(scalableReadWrite),
  writersOf(splitReadWrite),
  testAndSet("test and set", () => () => 0),
  testAndSet("exponential back-off", () => (tries) => 50 * 2 ** Math.min(tries, 6)),
  testAndSet("back-off by lot", () => () => Math.floor(1000 * Math.random())),
  testAndSet("back-off by a common lot", () => {
    const random = new Random(1);
    return () => random.below(1000);
  }),
  clh,
  anderson,
  nodesForEach,
];
for (const kind of honest) {
  Deno.test(`${kind.name} lock goes through memory`, () => {
    for (const spec of [small, opteron16]) checkThroughMemory(kind, spec);
  });
}

/** A queue of JavaScript's; `touches` is what it does to memory, as locks do. */
const queueOf = (name: string, kept: (machine: Machine) => number[]): LockKind =>
  lock(name, (machine, word) => {
    const queue = kept(machine),
      cells = machine.cores.map(({ chip }) => machine.memory.place(cell, chip).value);
    return {
      *acquire(core) {
        yield;
        core.swap(word, core.number + 1);
        queue.push(core.number);
        yield core.spinUntil(cells[core.number]!, () => queue[0] === core.number);
        core.acquired(word);
      },
      *release(core) {
        yield;
        core.released(word);
        queue.shift();
        core.publish(cells[queue[0] ?? core.number]!, 1);
      },
    };
  });
const common: number[] = [];

const deceiving: readonly LockKind[] = [
  queueOf("a queue in a closure", () => []),
  queueOf("a queue in the module", () => common),
  queueOf("a queue on the machine", (machine) => (machine as unknown as { queue: number[] }).queue ??= []),
  lock("a flag beside a word that is never read", (_, word) => {
    let held = false;
    return {
      *acquire(core) {
        for (;;) {
          yield;
          core.fetchAdd(word, 1);
          if (!held) break;
          yield core.backOff(word, 30);
        }
        held = true;
        core.acquired(word);
      },
      *release(core) {
        yield;
        core.released(word);
        core.fetchAdd(word, 1);
        held = false;
      },
    };
  }),
  lock("a queue whose links only are in a closure", (machine, word) => {
    const after = new Map<number, number>();
    const cells = machine.cores.map(({ chip }) => machine.memory.place(cell, chip).value);
    return {
      *acquire(core) {
        core.store(cells[core.number]!, 1);
        yield;
        const before = core.swap(word, core.number + 1);
        if (before !== 0) {
          after.set(before - 1, core.number);
          yield core.spinUntil(cells[core.number]!, (waits) => waits === 0);
        }
        core.acquired(word);
      },
      *release(core) {
        yield;
        core.released(word);
        if (core.compareAndSwap(word, core.number + 1, 0)) return;
        const next = after.get(core.number)!;
        yield;
        core.publish(cells[next]!, 0);
      },
    };
  }),
];
for (const kind of deceiving) {
  Deno.test(`${kind.name} is no lock: its cores learn of each other by variables`, () => {
    assert.throws(
      () => lockTrials(kind, small)[0]!.try(),
      /cores tell each other something by other means than memory: left alone, core \d/,
    );
  });
}

/** Lets each core in so many cycles after the one before it, and reads a word for the sake of it. */
const byTheClock = (cycles: number): LockKind =>
  lock("by the clock", (_, word) => {
    let free = 0;
    return {
      *acquire(core) {
        yield;
        core.fetchAdd(word, 1);
        const mine = Math.max(free, core.now);
        free = mine + cycles;
        core.compute(mine - core.now);
        yield;
        core.load(word);
        core.acquired(word);
      },
      *release(core) {
        yield;
        core.released(word);
        core.fetchAdd(word, 1);
      },
    };
  });
Deno.test("a lock by the clock lets a second core in, or is too slow", () => {
  assert.throws(() => lockTrials(byTheClock(15_000), small)[0]!.try(), /let core \d in while core \d holds/);
  assert.throws(() => lockTrials(byTheClock(25_000), small)[0]!.try(), /a hand-over takes \d+ cycles/);
});
