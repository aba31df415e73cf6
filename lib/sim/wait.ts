/**
 * What a program yields in order to wait. A wait does nothing until it is yielded, and it has to be yielded
 * at once: so no program goes on in the belief that it has waited.
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
 * What a program waits for. Made by {@link Task.sleep}, {@link Task.rest}, {@link Task.until} and the verbs
 * of a core that wait.
 */
export class Wait {
  /** The task whose wait it is. */
  readonly taskName: string;
  /** What the program is held for; null if it only lets earlier tasks go first, or sleeps. */
  condition: Condition | null = null;
  /** Whether the task sleeps until another wakes it. */
  sleeps = false;
  /** Whether it sleeps because it has nothing to do. */
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
   * @param taskName the task
   */
  constructor(taskName: string) {
    this.taskName = taskName;
  }

  /** What is waited for, in words. */
  toString(): string {
    return this.describe(this.detail);
  }
}
