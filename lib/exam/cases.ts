/** All questions "does Corey solve this contention?", in the order of the notebook. */
import { InputError } from "../input/check.ts";
import type { ExamCase } from "./case.ts";
import { descriptorTable, directoryEntry, ownDescriptors } from "./cases/descriptors.ts";
import { bufferCacheBlock, logLock, runQueue } from "./cases/kernel_data.ts";
import { freePageList, memoryBound, pageTableUpdates, shootdowns } from "./cases/memory.ts";
import { acceptQueue, driverRing } from "./cases/network.ts";

/** The questions. */
export const contentionCases: readonly ExamCase[] = [
  descriptorTable,
  ownDescriptors,
  driverRing,
  pageTableUpdates,
  shootdowns,
  directoryEntry,
  freePageList,
  runQueue,
  acceptQueue,
  bufferCacheBlock,
  logLock,
  memoryBound,
];

/**
 * The question of a name.
 *
 * @throws {InputError} that lists the names, if there is none
 * @example
 * ```ts
 * import { answerRows, caseNamed } from "corey-lab/exam";
 * console.log(answerRows(caseNamed("log lock")));
 * ```
 */
export function caseNamed(name: string): ExamCase {
  const found = contentionCases.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = contentionCases.map(({ name }) => name);
  throw new InputError(`there is no question about ${name}: expected ${names.join(", ")}`);
}
