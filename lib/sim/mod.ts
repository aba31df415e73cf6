/**
 * Simulated time: programs that take turns, what they wait for, seeded random numbers. Nothing in it
 * knows of computers.
 * @module
 */

export { type Program, Task, type Timetable } from "./task.ts";
export { type Condition, Wait, type WaitDescription } from "./wait.ts";
export { mustRun } from "./must_run.ts";
export { type Cost, noCost } from "./cost.ts";
export { Scheduler, type SchedulerOptions } from "./scheduler.ts";
export { ClockError, DeadlockError, ProgramError, RunawayError } from "./errors.ts";
export { Calendar } from "./calendar.ts";
export { Random } from "./random.ts";
