/**
 * What a program yields in order to wait. A wait does nothing until it is yielded, and it has to be yielded
 * at once: then the scheduler knows that nobody goes on who believes to have waited.
 *
 * A task has one wait, which is used over and over, so that waiting allocates nothing.
 */

/** Says what a sleeping task waits for, from the number given to `sleep`; used only in error messages. */
export type WaitDescription = (detail: number) => string;

/**
 * Something to wait for: true when it is there, false to be asked again at the task's clock, or the wait
 * after which to ask again.
 */
export type Condition = () => boolean | Wait;

/**
 * See the head of this file. Made by {@link Task.sleep}, {@link Task.rest}, {@link Task.until} and the verbs
 * of a core that wait.
 */
export class Wait {
  /** What the program is held for; null if it is for nothing but who is earlier, or asleep. */
  condition: Condition | null = null;
  /** Whether the task sleeps until somebody wakes it. */
  sleeps = false;
  /** Whether it does for want of anything to do. */
  isIdle = false;
  /** Whether it was made and has yet to be yielded. */
  isOpen = false;
  /** The task's clock when it was made. */
  madeAt = 0;
  /** What is waited for: see {@link Wait.toString}. */
  describe: WaitDescription = () => "nothing";
  /** The number that goes with {@link Wait.describe}. */
  detail = 0;

  /**
   * The wait of one task.
   *
   * @param taskName whose it is
   */
  constructor(readonly taskName: string) {}

  /** What is waited for, in words. */
  toString(): string {
    return this.describe(this.detail);
  }
}
