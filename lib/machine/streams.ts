/**
 * How a core reads or fills consecutive bytes. Of a page that is cleared the lines are in no cache: for them
 * `fill` does what `Memory.write` does, in one loop. That is half of what a page fault costs the host, and
 * with a call a line it would take a sixth longer.
 */
import { countAccess } from "./counters.ts";
import type { Memory } from "./memory.ts";
import { Source } from "./observer.ts";
import { FRAMES_ADDRESS } from "./physical_memory.ts";
import { State } from "./protocol.ts";

/**
 * Streams of several cores compete for links and memory, and none may book its way for a whole page before
 * the others have asked: after so many bytes a program lets them have their turn (`yield`). Few enough not to
 * matter: half of it changes the reduce phase of MapReduce on sixteen cores by two per cent.
 */
export const STEP_BYTES = 512;

/** Loads of bytes as the prefetcher delivers them: the cycle at which the core has the last line. */
export function streamRead(
  memory: Memory,
  thread: number,
  address: number,
  byteCount: number,
  now: number,
): number {
  memory.physical.checkRange(address, byteCount, thread);
  if (memory.ofThePast) return now;
  const { streaming, caches } = memory,
    { bytes, shift } = memory.layout.lines,
    l1 = caches.l1[caches.coreOf[thread]!]!;
  for (let at = address - address % bytes; at < address + byteCount; at += bytes) {
    now = l1.hit(at >>> shift) ? now + streaming.l1 : memory.read(thread, at, now, streaming);
  }
  return now;
}

/**
 * Stores that fill bytes, one line after the other: the cycle at which the core owns the last line.
 */
export function fill(
  memory: Memory,
  thread: number,
  address: number,
  byteCount: number,
  now: number,
): number {
  const { directory, caches, interconnect, counters, clearing, rules, distances } = memory;
  const { bytes, shift } = memory.layout.lines, core = caches.coreOf[thread]!, chip = caches.chipOf[core]!;
  memory.physical.checkRange(address, byteCount, thread);
  if (memory.ofThePast) return now;
  const filled = rules.afterStore[State.Invalid]!;
  for (let at = address - address % bytes; at < address + byteCount; at += bytes) {
    const line = at >>> shift;
    // Lines of structures queue, and lines of page frames do not.
    if (at < FRAMES_ADDRESS || !directory.claim(line, core, filled)) {
      now = memory.write(thread, at, now, clearing);
      continue;
    }
    const home = memory.physical.homeOf(line), wait = interconnect.fetch(now, chip, home);
    const done = now + wait + clearing.dram[distances.toMemory(chip, home)]!;
    caches.fill(core, line, now);
    countAccess(counters, thread, Source.Dram, done - now, wait);
    memory.observer?.access?.({
      core: thread,
      address: at,
      source: Source.Dram,
      from: home,
      cycles: done - now,
      queueCycles: wait,
      atCycles: now,
    });
    now = done;
  }
  return now;
}
