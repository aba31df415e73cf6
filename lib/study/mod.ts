/**
 * Sweeps as files: measured on all cores, on other computers, across kills; their results kept in small files
 * and merged.
 * @module
 */

export { type AnySweep, type At, type Axes, type Study, study, type StudyDefinition } from "./study.ts";
export type { Measuring } from "./measure.ts";
export { merged, type MergedOptions, run, type StudyModule, type StudyOptions } from "./run.ts";
