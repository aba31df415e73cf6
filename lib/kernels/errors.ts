/** What a kernel says when a call cannot be done. */
export class KernelError extends Error {
  /** The name of the class. */
  override readonly name = "KernelError";

  /**
   * Says which call failed and why.
   *
   * @param call the call, by the name the kernel gives it: `close`
   * @param reason a short code: `EBADF`
   * @param detail what was wrong, with the IDs concerned
   */
  constructor(readonly call: string, readonly reason: string, detail: string) {
    super(`${call}: ${reason}, ${detail}`);
  }
}
