/**
 * Counts that many cores change, as perfbook's benchmarks have them: readers of a lock, users of a list's
 * elements. What stands on the count's line beside it is read as well, and each read may find the line gone.
 */
import { fieldsAt, int32, lineAligned, struct, word64 } from "../../machine/layout.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import type { Contention } from "./contention.ts";

/** `pthread_rwlock_t` of glibc 2.25 and later, and the benchmark's own variables behind it. */
const readers = struct("rwlock", { readers: lineAligned(int32), writer: int32, holdTime: int32, run: int32 });

/**
 * Readers of a lock that nobody writes (CodeSamples/toolsoftrade/rwlockscale.c): taken by an addition, given
 * back by compare-and-swap. While it is held, the program waits some times a microsecond, and each time looks
 * at how often it has to. That its variables are on the lock's line is assumed: they follow it in the source.
 */
export const readLock: Contention = (machine, { own, looks }) => {
  const at = machine.memory.place(readers);
  return function* (core) {
    core.load(at.run);
    core.load(at.writer);
    yield;
    core.fetchAdd(at.readers, 8);
    for (let look = 0; look < looks; look++) {
      yield;
      core.load(at.holdTime);
      core.compute(own);
    }
    core.load(at.writer);
    yield;
    let seen = core.load(at.readers);
    for (;;) {
      yield;
      const there = machine.memory.words[at.readers >>> 2]!;
      if (core.compareAndSwap(at.readers, seen, seen - 8)) break;
      seen = there;
    }
  };
};

/** An element of the list, of 40 bytes; `malloc` puts them 48 apart. */
const element = struct("route_entry", {
  count: int32,
  next: word64,
  key: word64,
  value: word64,
  freed: int32,
});
const MALLOC_BYTES = 48, ELEMENTS = 10;
const list = struct("routes", {
  first: lineAligned(word64),
  elements: lineAligned({ bytes: MALLOC_BYTES, align: 64, count: ELEMENTS }),
});

/**
 * A look-up in a list of ten elements, hand over hand (CodeSamples/defer/route_refcnt.c): each element's count
 * goes up, then the one's before down again.
 */
export const countedList: Contention = (machine, { own }, random) => {
  const at = machine.memory.place(list);
  const elements = Array.from(
    { length: ELEMENTS },
    (_, i) => fieldsAt(element, at.elements + i * MALLOC_BYTES),
  );
  function* countUp(core: Core, { count, freed }: (typeof elements)[number]): Program {
    for (;;) {
      core.load(freed);
      yield;
      const seen = core.load(count);
      yield;
      if (core.compareAndSwap(count, seen, seen + 1)) return;
    }
  }
  return function* (core) {
    const last = random.below(ELEMENTS);
    core.load(at.first);
    for (const [i, here] of elements.entries()) {
      yield* countUp(core, here);
      core.load(here.key);
      core.compute(own);
      if (i === last) {
        core.load(here.value);
        yield;
        core.fetchAdd(here.count, -1);
        return;
      }
      yield;
      core.fetchAdd(here.count, -1);
      core.load(here.next);
    }
  };
};
