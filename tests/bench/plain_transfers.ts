/**
 * The least that a contended run has to do, in plain typed arrays and one loop: no programs, no names, no
 * counters, no links between chips. What Corey Lab's simulation takes on top of this is the price of
 * simulating programs.
 */
import type { Work } from "./contended.ts";

const CORES = 16, LINES = 64, L1_SETS = 128, L1_WAYS = 8, L2_SETS = 512, L2_WAYS = 16;
const MODIFIED = 4, OWNED = 3, SHARED = 1;

/** Is the line in its set? If so it becomes the newest there. */
function lookUp(tags: Int32Array, first: number, ways: number, line: number): boolean {
  for (let at = first; at < first + ways; at++) {
    if (tags[at] !== line) continue;
    for (; at > first; at--) tags[at] = tags[at - 1]!;
    tags[first] = line;
    return true;
  }
  return false;
}

function insert(tags: Int32Array, first: number, ways: number, line: number): void {
  for (let at = first + ways - 1; at > first; at--) tags[at] = tags[at - 1]!;
  tags[first] = line;
}

function remove(tags: Int32Array, first: number, ways: number, line: number): void {
  for (let at = first; at < first + ways; at++) {
    if (tags[at] !== line) continue;
    for (; at < first + ways - 1; at++) tags[at] = tags[at + 1]!;
    tags[at] = -1;
    return;
  }
}

/**
 * As many steps, look-ups and transfers as the work has, spread evenly. Lines go from core to core, each
 * read, then written.
 */
export function plainTransfers({ steps, accesses, transfers }: Work): number {
  const l1 = new Int32Array(CORES * L1_SETS * L1_WAYS).fill(-1),
    l2 = new Int32Array(CORES * L2_SETS * L2_WAYS).fill(-1);
  const owner = new Int16Array(LINES).fill(-1),
    state = new Uint8Array(LINES),
    holders = new Uint32Array(LINES);
  const words = new Int32Array(LINES * 16), busyUntil = new Float64Array(LINES);
  const times = new Float64Array(CORES), ids = Int32Array.from({ length: CORES }, (_, i) => i);
  const hitsPerStep = (accesses - transfers) / steps, transfersPerStep = transfers / steps;
  let hitsDue = 0, transfersDue = 0, sum = 0;
  for (let step = 0; step < steps; step++) {
    const core = ids[0]!, l1OfCore = core * L1_SETS * L1_WAYS, l2OfCore = core * L2_SETS * L2_WAYS;
    let now = times[0]!;
    for (hitsDue += hitsPerStep; hitsDue >= 1; hitsDue--) {
      // A line of the core's own, after the first time a hit.
      const line = 64 + core, first = l1OfCore + line % L1_SETS * L1_WAYS;
      if (!lookUp(l1, first, L1_WAYS, line)) insert(l1, first, L1_WAYS, line);
      now += 3;
      sum += words[(step & (LINES - 1)) << 4]!;
    }
    for (transfersDue += transfersPerStep; transfersDue >= 1; transfersDue--) {
      const line = step & (LINES - 1), write = (step & 64) !== 0;
      const first = line % L1_SETS * L1_WAYS;
      const here = lookUp(l1, l1OfCore + first, L1_WAYS, line) ||
        lookUp(l2, l2OfCore + line % L2_SETS * L2_WAYS, L2_WAYS, line);
      const start = now >= busyUntil[line]! ? now : busyUntil[line]!;
      if (write) {
        for (let others = holders[line]! & ~(1 << core); others !== 0; others &= others - 1) {
          remove(l1, (31 - Math.clz32(others & -others)) * L1_SETS * L1_WAYS + first, L1_WAYS, line);
        }
        holders[line] = 0;
        owner[line] = core;
        state[line] = MODIFIED;
        words[line << 4]!++;
      } else if (owner[line]! >= 0) {
        state[line] = OWNED;
      } else {
        state[line] = SHARED;
      }
      if (!here) insert(l1, l1OfCore + first, L1_WAYS, line);
      holders[line]! |= 1 << core;
      now = busyUntil[line] = start + 200;
    }
    // The core goes back into the heap, and the earliest comes out.
    let hole = 0;
    now++;
    for (let child = 1; child < CORES; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < CORES && earlier(times, ids, right, times[child]!, ids[child]!)) child = right;
      if (!earlier(times, ids, child, now, core)) break;
      times[hole] = times[child]!;
      ids[hole] = ids[child]!;
      hole = child;
    }
    times[hole] = now;
    ids[hole] = core;
  }
  return sum + times[0]!;
}

function earlier(times: Float64Array, ids: Int32Array, place: number, time: number, id: number): boolean {
  return times[place]! < time || (times[place] === time && ids[place]! < id);
}
