/**
 * What the assignments in `data/homework` are made of.
 * @module
 */

export {
  answers,
  assignment,
  check,
  type Expectation,
  key,
  otherwise,
  right,
  type SealedAnswers,
  type SealedKey,
  type SealedKeys,
  sealedKeys,
  sealedText,
  wrong,
} from "./check.ts";
export type { SealCost } from "./seal.ts";
export type { Grid } from "./answer.ts";
export { Draw, variantOf } from "./draw.ts";
export type { Feedback } from "./feedback.ts";
export { award } from "./award.ts";
export { examine, type Trial } from "./examine.ts";
export { type LockTrial, lockTrials } from "./lock_trials.ts";
export { ownLock } from "./own_lock.ts";
export {
  brokenProtocol,
  heldTogether,
  type LineReading,
  readingsOf,
  staleProgram,
} from "./broken_protocol.ts";
export { asFound, drawnUses, type Troubled, troubled, type TroubledDesign, type Uses } from "./troubled.ts";
