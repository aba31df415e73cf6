/** What a kernel says when a call cannot be done. */
export class KernelError extends Error {
  override readonly name = "KernelError";

  /**
   * @param call the call, by the name the kernel gives it: `close`
   * @param reason a short code: `EBADF`
   * @param detail what was wrong, with the IDs concerned
   */
  constructor(readonly call: string, readonly reason: string, detail: string) {
    super(`${call}: ${reason}, ${detail}`);
  }
}
