/**
 * The exam: its three kinds of questions, with answers that run. Does Corey solve this contention? Compare
 * Corey and Linux on shared and private memory. Explain how Corey implements kernel cores.
 * @module
 */

export {
  answerRows,
  effectOf,
  type ExamCase,
  type Means,
  measured,
  type RunAt,
  type Way,
  way,
} from "./case.ts";
export { caseNamed, contentionCases } from "./cases.ts";
export { type Kept, keptStructure, useStructure } from "./kept_structure.ts";
export { privateStream } from "./private_stream.ts";
export { type MemoryUse, sentenceOn, sharedAndPrivate } from "./shared_and_private.ts";
export { threeCores, traceKernelCore } from "./kernel_core_trace.ts";
export { type Checked, kinds, type Question, type QuestionKind, type Solution } from "./question.ts";
export { nowYou, type Wanted } from "./now_you.ts";
