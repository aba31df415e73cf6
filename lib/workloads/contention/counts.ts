/**
 * Counts that many cores change, as perfbook's benchmarks have them: readers of a lock, users of a list's
 * elements.
 */
import { array, bytes, fieldsAt, int32, lineAligned, struct, word64 } from "../../machine/layout.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { casUntil } from "./cas_until.ts";
import type { Contention } from "./contention.ts";

/** A lock and, beside it, what the benchmark's loops look at: variables of one file, all zero at first. */
const rwlock = struct("rwlock", { readers: int32, holdtime: word64, goflag: int32 });

/**
 * Readers of a lock that nobody writes (CodeSamples/toolsoftrade/rwlockscale.c, on glibc 2.25 or later):
 * taken by an addition, given back by compare-and-swap. Who holds it looks each microsecond whether that is
 * long enough.
 */
export const readLock: Contention = ({ machine, arbiter, pauses: { own, held } }) => {
  const { readers, holdtime, goflag } = machine.memory.place(rwlock);
  const microsecond = machine.spec.clockHertz.value / 1e6;
  return function* (core) {
    yield;
    core.load(goflag);
    yield* arbiter.fetchAdd(core, readers, 8);
    core.load(holdtime);
    for (let left = held; left > 0; left -= microsecond) {
      core.compute(Math.min(left, microsecond));
      yield;
      core.load(holdtime);
    }
    core.compute(own);
    yield* casUntil(arbiter, core, readers, -8);
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
  elements: lineAligned(array(bytes(MALLOC_BYTES), ELEMENTS)),
});

/**
 * A look-up in a list of ten elements, hand over hand (CodeSamples/defer/route_refcnt.c): each element's
 * count goes up, then the one's before down again.
 */
export const countedList: Contention = ({ machine, arbiter, random, pauses: { own } }) => {
  const at = machine.memory.place(list);
  const elements = Array.from(
    { length: ELEMENTS },
    (_, i) => fieldsAt(element, at.elements + i * MALLOC_BYTES),
  );
  function* countUp(core: Core, { count, freed }: (typeof elements)[number]): Program {
    for (;;) {
      core.load(freed);
      const seen = yield* arbiter.load(core, count);
      if ((yield* arbiter.compareExchange(core, count, seen, seen + 1)) === seen) return;
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
        yield* arbiter.fetchAdd(core, here.count, -1);
        return;
      }
      yield* arbiter.fetchAdd(core, here.count, -1);
      core.load(here.next);
    }
  };
};
