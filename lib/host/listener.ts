/** Hears what the members of a team tell, be they threads or processes, in whatever order it is asked for. */
import { HostError } from "./libc.ts";
import type { Told } from "./run_rounds.ts";
import type { MemberNotes } from "./stretches.ts";

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

/**
 * Lets the members of a team run: each is ready, begins, and finishes. After a failure, all others undo what
 * they did before it is thrown.
 *
 * @param listeners one a member
 * @param begin lets them begin; they may have begun
 * @param endRounds ends all rounds, those that have not begun as well
 * @returns what each noted
 * @throws {HostError} when one has failed
 */
export async function runMembers(
  listeners: readonly Listener[],
  begin: () => void,
  endRounds: () => void,
): Promise<readonly MemberNotes[]> {
  const all = <Kind extends Told["kind"]>(kind: Kind) =>
    Promise.all(listeners.map((listener) => listener.next(kind)));
  try {
    await all("ready");
    begin();
    return (await all("finished")).map(({ notes }) => notes);
  } finally {
    // Whoever has not failed runs out of rounds now, and undoes what it did.
    endRounds();
    begin();
    await Promise.allSettled(listeners.map((listener) => listener.next("finished")));
  }
}
