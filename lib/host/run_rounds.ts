/**
 * What a member of a team does, whether it is a thread or a process. Members tell each other by words of
 * shared memory when a round begins and when it is over: who started them would need a processor for that.
 */
import { HostError, type Libc, openLibc } from "./libc.ts";
import { type HostProgramName, hostPrograms } from "./programs/all.ts";
import { LINE_WORDS, SHARED_BYTES, type Thread } from "./programs/program.ts";
import type { Note } from "./stretches.ts";

/** What a member is to do. */
export interface Order extends Pick<Thread, "me" | "of" | "bytes" | "file"> {
  readonly program: HostProgramName;
  /** The processor that it is pinned to. */
  readonly processor: number;
  /** How many rounds. */
  readonly rounds: number;
  /** How long a round is. */
  readonly roundSeconds: number;
}

/** What a member says: ready, all done and undone, or why not. */
export type Told =
  | { readonly kind: "ready" }
  | {
    readonly kind: "finished";
    /** What it noted in each round. */
    readonly notes: readonly (readonly Note[])[];
  }
  | { readonly kind: "failed"; readonly reason: string };

/** Words of the shared memory, behind the programs': how many have arrived, how many rounds are over. */
const ARRIVED = SHARED_BYTES / 4 - 2 * LINE_WORDS, OVER = SHARED_BYTES / 4 - LINE_WORDS;
/** More rounds than there are. */
const ALL = 2 ** 30;

/** Ends all rounds, those that have not begun as well. */
export function endAll(shared: Thread["shared"]): void {
  Atomics.store(shared, OVER, ALL);
}

/** From one note to the next; where rounds are short, a twentieth of one. */
const NOTE_SECONDS = 0.000_25;
/** Operations between two looks at whether the round is over, where they are short. */
const BATCH = 16;

/**
 * Pins the member, makes its program ready, runs the rounds, and undoes what it did.
 *
 * @param wait waits for the first round
 */
export function runRounds(
  order: Order,
  shared: Thread["shared"],
  wait: () => void,
  tell: (told: Told) => void,
): void {
  try {
    const libc = openLibc(), { program, processor, rounds, of } = order;
    libc.pin(processor);
    let round = 0;
    const isOver = (): boolean => Atomics.load(shared, OVER) >= round;
    const { operate, operations = 1, finish } = hostPrograms[program]({ ...order, libc, shared, isOver });
    const pace = paceOf(order.roundSeconds), notes: Note[][] = [];
    try {
      tell({ kind: "ready" });
      wait();
      while (++round <= rounds) {
        // All wait for the last, and none sleeps: so all begin within the time of a word's way.
        Atomics.add(shared, ARRIVED, 1);
        while (Atomics.load(shared, ARRIVED) < of * round && !isOver()) Atomics.pause();
        let times = 0;
        const own = [noteOf(libc, 0)], end = own[0]!.at + order.roundSeconds;
        while (!isOver()) {
          for (let looks = pace.looks; looks > 0 && !isOver(); looks--) {
            for (let i = operations > 1 ? 1 : BATCH; i > 0; i--) if (operate() !== false) times++;
          }
          const note = noteOf(libc, times * operations);
          pace.after(note.at - own.at(-1)!.at);
          own.push(note);
          if (note.at >= end && !isOver()) Atomics.store(shared, OVER, round);
        }
        notes.push(own);
      }
    } finally {
      finish?.();
    }
    tell({ kind: "finished", notes });
  } catch (error) {
    endAll(shared);
    if (!(error instanceof HostError)) throw error;
    tell({ kind: "failed", reason: error.message });
  }
}

/** A note; if the processor is lost while it is made, another: its time and its counts go together. */
function noteOf(libc: Libc, operations: number): Note {
  for (;;) {
    const counts = libc.threadCounts();
    const note = { at: libc.seconds(), operations, processorSeconds: libc.threadSeconds(), ...counts };
    if (libc.threadCounts().preemptions === counts.preemptions) return note;
  }
}

/** How many looks it is from one note to the next: to read the clock at each would take longer than most. */
function paceOf(roundSeconds: number) {
  const wanted = Math.min(NOTE_SECONDS, roundSeconds / 20);
  return {
    looks: 1,
    after(seconds: number): void {
      this.looks = Math.max(1, Math.min(2 * this.looks, Math.round(this.looks * wanted / seconds)));
    },
  };
}
