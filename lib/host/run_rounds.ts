/** What a thread of a team does, whoever tells it when rounds begin and end. */
import { HostError, openLibc } from "./libc.ts";
import { type HostProgramName, hostPrograms } from "./programs/all.ts";
import type { Thread } from "./programs/program.ts";
import type { MemberRound } from "./rounds.ts";
import { preemptions, softFaults } from "./thread_counts.ts";

/** What a thread is to do. */
export interface Order extends Pick<Thread, "me" | "of" | "bytes" | "file"> {
  readonly program: HostProgramName;
  /** The processor that it is pinned to. */
  readonly processor: number;
  /** How many rounds. */
  readonly rounds: number;
}

/** Who tells when rounds begin and end. Rounds are counted from 1. */
export interface Starter {
  readonly shared: Thread["shared"];
  /** Waits for a round to begin. */
  begin(round: number): void;
  /** Whether it is over. */
  isOver(round: number): boolean;
}

/** What a thread says: ready, done with a round, all undone that it did; or why not. */
export type Told =
  | { readonly kind: "ready" }
  | ({ readonly kind: "round" } & MemberRound)
  | {
    readonly kind: "finished";
    /** How often the system gave its processor to another program while it ran. */
    readonly preemptions: number;
  }
  | { readonly kind: "failed"; readonly reason: string };

/** Operations between two looks at whether the round is over. */
const BATCH = 16;

/** Pins the thread, makes its program ready, runs the rounds, and undoes what it did. */
export function runRounds(order: Order, starter: Starter, tell: (told: Told) => void): void {
  try {
    const libc = openLibc(), { program, processor, rounds } = order;
    libc.pin(processor);
    let round = 0;
    const thread = { ...order, libc, shared: starter.shared, isOver: () => starter.isOver(round) };
    const { operate, operations = 1, finish } = hostPrograms[program](thread);
    const before = preemptions();
    try {
      tell({ kind: "ready" });
      while (++round <= rounds) {
        starter.begin(round);
        const faulted = softFaults(), ran = libc.threadSeconds(), began = performance.now();
        let times = 0;
        while (!starter.isOver(round)) {
          for (let i = 0; i < BATCH; i++) if (operate() !== false) times++;
        }
        const seconds = (performance.now() - began) / 1000;
        const processorSeconds = libc.threadSeconds() - ran, faults = softFaults() - faulted;
        tell({
          kind: "round",
          operations: times * operations,
          seconds,
          processorSeconds,
          softFaults: faults,
        });
      }
    } finally {
      finish?.();
    }
    tell({ kind: "finished", preemptions: preemptions() - before });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    tell({ kind: "failed", reason: error.message });
  }
}
