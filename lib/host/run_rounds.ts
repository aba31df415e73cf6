/** What a member of a team does, whether it is a thread or a process. */
import { HostError, type Libc, openLibc } from "./libc.ts";
import { type HostProgramName, hostPrograms } from "./programs/all.ts";
import { endAll, meetingOf } from "./meeting.ts";
import { type NoteTaker, noteTaker } from "./notes.ts";
import type { Thread } from "./programs/program.ts";
import type { MemberNotes, Note } from "./stretches.ts";

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
    readonly notes: MemberNotes;
  }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * V8 compiles a program, and the loop that calls it, for good after some ten thousand calls; those of `unmap`
 * are then a third faster. A team has so long for them, one member after the other: at once, `unmap` takes
 * half of all rounds for them.
 */
const WARM_CALLS = 60_000, WARM_SECONDS = 0.5;
/** From one note to the next; where rounds are short, a twentieth of one. */
const NOTE_SECONDS = 0.000_25;
/** No more calls than these between two looks at whether the round is over, and where all are. */
const MOST_CALLS = 64;

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
    using taker = noteTaker(libc);
    const meeting = meetingOf(shared, of), pace = paceOf(order.roundSeconds), notes: (readonly Note[])[] = [];
    let round = 0, at = 0;
    const isOver = (): boolean => meeting.isOver(round) || meeting.place() !== at;
    const { operate, operations = 1, finish } = hostPrograms[program]({ ...order, libc, shared, isOver });
    /** One loop for the warm-up and for all rounds: it is compiled before the first of them. */
    const call = (times: number): number => {
      const here = at = meeting.place();
      let done = 0;
      for (let i = 0; i < times; i++) if (operate(here) !== false) done += operations;
      return done;
    };
    try {
      tell({ kind: "ready" });
      wait();
      // Who waits here sleeps: a processor that runs a thread is interrupted when another unmaps pages.
      while (!meeting.haveArrived(me)) libc.sleep();
      notes.push(warmUp(libc, taker, Math.min(WARM_SECONDS, rounds * order.roundSeconds) / of, call));
      meeting.arrive();
      while (!meeting.haveArrived(of)) libc.sleep();
      while (++round <= rounds) {
        // All wait for the last, and none sleeps: so all begin within the time of a word's way.
        meeting.arrive();
        while (!meeting.haveArrived(of * (1 + round))) Atomics.pause();
        let done = 0;
        const own = [taker.note(0)], end = own[0]!.at + order.roundSeconds;
        while (!meeting.isOver(round)) {
          for (let calls = pace.calls; calls > 0 && !meeting.isOver(round); calls -= MOST_CALLS) {
            done += call(Math.min(calls, MOST_CALLS));
          }
          if (me === 0) meeting.move();
          const note = taker.note(done);
          pace.after(note.at - own.at(-1)!.at);
          own.push(note);
          if (note.at >= end) meeting.end(round);
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

/** Calls a program so often, or for so long, as rounds do, and notes what that did. */
function warmUp(libc: Libc, taker: NoteTaker, seconds: number, call: (times: number) => number): Note[] {
  const first = taker.note(0), end = first.at + seconds;
  let done = 0;
  for (let calls = 0; calls < WARM_CALLS && libc.seconds() < end; calls += MOST_CALLS) {
    done += call(MOST_CALLS);
  }
  return [first, taker.note(done)];
}

/** How many calls it is from one note to the next: to read the clock at each would take longer than most. */
function paceOf(roundSeconds: number) {
  const wanted = Math.min(NOTE_SECONDS, roundSeconds / 20);
  return {
    calls: 1,
    after(seconds: number): void {
      this.calls = Math.max(1, Math.min(2 * this.calls, Math.round(this.calls * wanted / seconds)));
    },
  };
}
