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
export { brokenProtocol, isCoherent, type LineReading, readingsOf } from "./broken_protocol.ts";
export { asFound, drawnTrouble, type Troubled, type TroubledDesign } from "./troubled.ts";
