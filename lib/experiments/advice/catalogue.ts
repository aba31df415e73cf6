/** All remedies of the lab. */
import { coreys } from "./coreys.ts";
import { countForEach, tableForEach } from "./one_for_each_core.ts";
import { queueLock, readCopyUpdate, readersLock } from "./other_locks.ts";
import { anyNumber, batches, fewerWakeUps, moreServers, ring } from "./other_programs.ts";
import { padding } from "./padding.ts";
import { firstTouch, interleave } from "./placement.ts";
import type { Remedy } from "./remedy.ts";

/**
 * The remedies, those first that ask least of a program: of two that gain the same, the first is advised.
 *
 * @example
 * ```ts
 * import { remedies } from "corey-lab/experiments";
 * for (const { name, price, notWhere } of remedies) console.log(`${name}: ${price} Not for: ${notWhere}`);
 * ```
 */
export const remedies: readonly Remedy[] = [
  firstTouch,
  interleave,
  padding,
  queueLock,
  readersLock,
  readCopyUpdate,
  countForEach,
  tableForEach,
  ...coreys,
  batches,
  ring,
  fewerWakeUps,
  moreServers,
  anyNumber,
];
