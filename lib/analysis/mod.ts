/**
 * Rows and counters in, insight out: claims held against rows, models of queues and of locks,
 * diagnoses.
 * @module
 */

export type { Claim, Expected, Gap } from "./claims.ts";
export { paperNumbers, paperNumbersLine } from "./paper_numbers.ts";
export { asRecorded, judge, type Verdict, verdictRows } from "./verdicts.ts";
export {
  farthest,
  largest,
  quotients,
  ratio,
  type Reading,
  type Series,
  series,
  smallest,
  steps,
  value,
  valueOf,
} from "./readings.ts";
export { type Fitted, fitUsl, type UslFit, uslRows } from "./usl.ts";
export { type Balance, meanValueAnalysis, type MvaOptions, mvaRows, type Station } from "./mva.ts";
export {
  type TicketLockBalance,
  ticketLockBalance,
  type TicketLockModel,
  type TicketLockRows,
  ticketLockRows,
} from "./ticket_markov.ts";
export { type Costs, costsOf, type StructureCost } from "./costs.ts";
export type { Abstraction, Finding, HardwareCost } from "./finding.ts";
export { diagnose, type Diagnosis, diagnosisRows } from "./diagnosis.ts";
export { fieldReport, sharingByCore, sharingReport } from "./sharing_report.ts";
export { stallsByStructure } from "./stalls_by_structure.ts";
