/** Hears what a thread or process of a team tells, in whatever order it is asked for. */
import { HostError } from "./libc.ts";
import type { Told } from "./run_rounds.ts";

/** What one member of a team has told. */
export class Listener {
  readonly #heard: Told[] = [];
  #more = Promise.withResolvers<void>();

  /** Is called with all that it tells. */
  hear(told: Told): void {
    this.#heard.push(told);
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  /**
   * What it tells of a kind, as soon as it does.
   *
   * @throws {HostError} when it has failed
   */
  async next<Kind extends Told["kind"]>(kind: Kind): Promise<Extract<Told, { kind: Kind }>> {
    for (;;) {
      const failed = this.#heard.find((told) => told.kind === "failed");
      if (failed) throw new HostError(failed.reason);
      const told = this.#heard.find((told) => told.kind === kind);
      if (told) return told as Extract<Told, { kind: Kind }>;
      await this.#more.promise;
    }
  }
}
