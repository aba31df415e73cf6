/** Honest hand-ins to the small assignment of `hostile.ts`: the same number, and locks of five kinds. */
import type { Attack } from "./hostile.ts";

/** What stands in `place`, besides `word`. */
const locks: Readonly<Record<string, string>> = {
  ticket: `return {
    *acquire(core) {
      yield;
      const mine = core.fetchAdd(word, 1 << 16) >>> 16;
      yield core.spinUntil(word, (value) => (value & 0xffff) === mine);
      core.acquired(word);
    },
    *release(core) {
      yield;
      core.released(word);
      core.update(word, (value) => (value & ~0xffff) | ((value + 1) & 0xffff));
    },
  };`,
  backOff: `return {
    *acquire(core) {
      for (let pause = 50;; pause = Math.min(2 * pause, 2000)) {
        yield core.spinUntil(word, (value) => value === 0);
        yield;
        if (core.swap(word, 1) === 0) break;
        yield core.backOff(word, pause * Math.random());
      }
      core.acquired(word);
    },
    *release(core) {
      yield;
      core.released(word);
      core.publish(word, 0);
    },
  };`,
  mcs: `const nodes = machine.cores.map(({ chip }) => machine.memory.place(cell, chip));
  return {
    *acquire(core) {
      const me = core.number + 1, node = nodes[core.number];
      core.store(node.next, 0);
      core.store(node.value, 1);
      yield;
      const before = core.swap(word, me);
      if (before !== 0) {
        yield;
        core.publish(nodes[before - 1].next, me);
        yield core.spinUntil(node.value, (waits) => waits === 0);
      }
      core.acquired(word);
    },
    *release(core) {
      const me = core.number + 1, node = nodes[core.number];
      yield;
      core.released(word);
      if (core.compareAndSwap(word, me, 0)) return;
      yield core.spinUntil(node.next, (next) => next !== 0);
      const next = core.load(node.next);
      yield;
      core.publish(nodes[next - 1].value, 0);
    },
  };`,
  clh: `const mine = new Map(), before = new Map();
  machine.memory.initialise(word, machine.memory.place(cell).value);
  return {
    *acquire(core) {
      if (!mine.has(core)) mine.set(core, machine.memory.place(cell, core.chip).value);
      core.store(mine.get(core), 1);
      yield;
      before.set(core, core.swap(word, mine.get(core)));
      yield core.spinUntil(before.get(core), (held) => held === 0);
      core.acquired(word);
    },
    *release(core) {
      yield;
      core.released(word);
      core.publish(mine.get(core), 0);
      mine.set(core, before.get(core));
    },
  };`,
  anderson: `const slots = machine.cores.map(() => machine.memory.place(cell).value), held = [];
  machine.memory.initialise(slots[0], 1);
  return {
    *acquire(core) {
      yield;
      const mine = held[core.number] = core.fetchAdd(word, 1) % slots.length;
      yield core.spinUntil(slots[mine], (may) => may === 1);
      core.acquired(word);
    },
    *release(core) {
      const mine = held[core.number];
      core.store(slots[mine], 0);
      yield;
      core.released(word);
      core.publish(slots[(mine + 1) % slots.length], 1);
    },
  };`,
};
/** One is not fair; the other takes another slot each time, which costs a miss also when nobody else asks. */
const imperfect = ["backOff", "anderson"];
const cell = 'struct("cell", { value: lineAligned(int32), next: int32 })';

/**
 * Honest students, each of whom has written something else.
 *
 * @param count how many
 */
export function honest(count: number): Record<string, Attack> {
  const kinds = Object.entries(locks);
  return Object.fromEntries(Array.from({ length: count }, (_, i): [string, Attack] => {
    const [name, place] = kinds[i % kinds.length]!, student = `${name}-${i}`;
    return [student, {
      n: `const ${name}${i} = ${i + 2};\nanswer["n"] = ${name}${i} * a - ${i - 1} * a;`,
      lock: `import { int32, lineAligned, struct } from "corey-lab";
const cell = ${cell};
answer["lock"] = { name: "${student}", fair: ${name !== "backOff"}, place: (machine, word) => {
  ${place}
} };`,
      points: [2, imperfect.includes(name) ? 3.33 : 4],
    }];
  }));
}
