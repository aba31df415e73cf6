/**
 * What a member of a team does, whether it is a thread or a process. Members tell each other by words of
 * shared memory when a round begins and when it is over: who started them would need a processor for that.
 */
import { HostError, type Libc, openLibc } from "./libc.ts";
import { type HostProgramName, hostPrograms } from "./programs/all.ts";
import { LINE_WORDS, placeOf, SHARED_BYTES, type Thread } from "./programs/program.ts";
import type { Note } from "./stretches.ts";

/** What a member is to do. */
export interface Order extends Pick<Thread, "me" | "of" | "bytes" | "folder" | "file"> {
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
    /** What it noted while it warmed up, and in each round. */
    readonly notes: readonly (readonly Note[])[];
  }
  | { readonly kind: "failed"; readonly reason: string };

/** A word behind the programs', in a line of its own. */
const behind = (lines: number): number => SHARED_BYTES / 4 - lines * LINE_WORDS;
/** How many have arrived, how many rounds are over, and at which place all are. */
const ARRIVED = behind(3), OVER = behind(2), PLACE = behind(1);
/** More rounds than there are. */
const ALL = 2 ** 30;

/** Ends all rounds, those that have not begun as well. */
export function endAll(shared: Thread["shared"]): void {
  Atomics.store(shared, OVER, ALL);
}

/**
 * V8 compiles a program for good after so many calls (`unmap` after 16,000, which are then a third faster). A
 * team has so long for them, one member after the other: at once, `unmap` takes half of all rounds for them.
 */
const WARM_CALLS = 30_000, WARM_SECONDS = 0.4;
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
    const libc = openLibc(), { program, processor, rounds, me, of } = order;
    libc.pin(processor);
    let round = 0, at = 0;
    const isRoundOver = (): boolean => Atomics.load(shared, OVER) >= round;
    const here = (): number => placeOf(Atomics.load(shared, PLACE), of);
    const isOver = (): boolean => isRoundOver() || here() !== at;
    const { operate, operations = 1, finish } = hostPrograms[program]({ ...order, libc, shared, isOver });
    const once = (): number => operate(at) === false ? 0 : operations;
    const pace = paceOf(order.roundSeconds), notes: (readonly Note[])[] = [];
    try {
      tell({ kind: "ready" });
      wait();
      // Who waits sleeps: a processor that runs a thread of the process is interrupted when pages are unmapped.
      const sleepUntil = (arrived: number): void => {
        while (Atomics.load(shared, ARRIVED) < arrived && Atomics.load(shared, OVER) < ALL) libc.sleep();
      };
      sleepUntil(me);
      notes.push(warmUp(libc, Math.min(WARM_SECONDS, rounds * order.roundSeconds) / of, once));
      Atomics.add(shared, ARRIVED, 1);
      sleepUntil(of);
      while (++round <= rounds) {
        // All wait for the last, and none sleeps: so all begin within the time of a word's way.
        Atomics.add(shared, ARRIVED, 1);
        while (Atomics.load(shared, ARRIVED) < of * (1 + round) && !isRoundOver()) Atomics.pause();
        let done = 0;
        const own = [noteOf(libc, 0)], end = own[0]!.at + order.roundSeconds;
        while (!isRoundOver()) {
          for (let looks = pace.looks; looks > 0 && !isRoundOver(); looks--) {
            at = here();
            for (let i = operations > 1 ? 1 : BATCH; i > 0; i--) done += once();
          }
          if (me === 0) Atomics.add(shared, PLACE, 1);
          const note = noteOf(libc, done);
          pace.after(note.at - own.at(-1)!.at);
          own.push(note);
          if (note.at >= end && !isRoundOver()) Atomics.store(shared, OVER, round);
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

/** Calls a program so often, or for so long, and notes what that did. */
function warmUp(libc: Libc, seconds: number, once: () => number): readonly Note[] {
  const first = noteOf(libc, 0);
  let done = 0;
  for (let calls = 0; calls < WARM_CALLS && libc.seconds() - first.at < seconds; calls++) done += once();
  return [first, noteOf(libc, done)];
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
