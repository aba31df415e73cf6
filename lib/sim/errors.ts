/** What can go wrong with simulated time itself. A simulation ends with one of these; it never hangs. */

/** Every program waits for another: the message says who waits for what. */
export class DeadlockError extends Error {
  /** The name of the class. */
  override readonly name = "DeadlockError";
}

/** The run took more steps than its bound: a program loops without making progress. */
export class RunawayError extends Error {
  /** The name of the class. */
  override readonly name = "RunawayError";
}

/** A clock went backwards or is not a number: a cost was negative or `NaN`. */
export class ClockError extends Error {
  /** The name of the class. */
  override readonly name = "ClockError";
}

/** A program breaks a rule of programs: the message says which one did what, and what to write instead. */
export class ProgramError extends Error {
  /** The name of the class. */
  override readonly name = "ProgramError";
}
