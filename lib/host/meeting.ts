/**
 * Words of shared memory, behind those of the programs, by which the members of a team tell each other how
 * far they are: who started them would need a processor for that.
 */
import { LINE_WORDS, placeOf, SHARED_BYTES, type Thread } from "./programs/program.ts";

type Shared = Thread["shared"];

/** A word in a line of its own. */
const behind = (lines: number): number => SHARED_BYTES / 4 - lines * LINE_WORDS;
/** How often one has arrived, how many rounds are over, and how often all have moved to the next place. */
const ARRIVED = behind(3), OVER = behind(2), PLACE = behind(1);
/** More rounds than there are. */
const ALL = 2 ** 30;

/** Ends all rounds, those that have not begun as well. */
export function endAll(shared: Shared): void {
  Atomics.store(shared, OVER, ALL);
}

/** How the members of a team meet. */
export type Meeting = ReturnType<typeof meetingOf>;

/** The meeting of so many members. */
export function meetingOf(shared: Shared, members: number) {
  return {
    /** Says that one more has arrived at where all wait for each other. */
    arrive: (): void => void Atomics.add(shared, ARRIVED, 1),
    /** Whether so many have arrived, or nobody need wait any more. */
    haveArrived: (many: number): boolean =>
      Atomics.load(shared, ARRIVED) >= many || Atomics.load(shared, OVER) === ALL,
    /** Whether a round is over; the first is 1. */
    isOver: (round: number): boolean => Atomics.load(shared, OVER) >= round,
    /** Ends a round, unless it is over. */
    end: (round: number): void => void Atomics.compareExchange(shared, OVER, round - 1, round),
    /** The first of the words that the programs are to use. */
    place: (): number => placeOf(Atomics.load(shared, PLACE), members),
    /** Sends all to the next place. */
    move: (): void => void Atomics.add(shared, PLACE, 1),
  };
}
