/**
 * Words of shared memory, behind those of the programs, by which the members of a team tell each other how
 * far they are: who started them would need a processor for that.
 */
import { LINE_WORDS, placeOf, type Thread } from "./programs/program.ts";

type Shared = Thread["shared"];

/** How often one has arrived, how many rounds are over, and how often all have moved to the next place. */
const wordsOf = ({ length }: Shared) => (
  { arrived: length - 3 * LINE_WORDS, over: length - 2 * LINE_WORDS, moved: length - LINE_WORDS }
);
/** More rounds than there are. */
const ALL = 2 ** 30;

/** Ends all rounds, those that have not begun as well. */
export function endAll(shared: Shared): void {
  Atomics.store(shared, wordsOf(shared).over, ALL);
}

/** The meeting of so many members of a team. */
export function meetingOf(shared: Shared, members: number) {
  const { arrived, over, moved } = wordsOf(shared);
  return {
    /** Says that one more has arrived at where all wait for each other. */
    arrive: (): void => void Atomics.add(shared, arrived, 1),
    /** Whether so many have arrived, or nobody need wait any more. */
    haveArrived: (many: number): boolean =>
      Atomics.load(shared, arrived) >= many || Atomics.load(shared, over) === ALL,
    /** Whether a round is over; the first is 1. */
    isOver: (round: number): boolean => Atomics.load(shared, over) >= round,
    /** Ends a round, unless it is over. */
    end: (round: number): void => void Atomics.compareExchange(shared, over, round - 1, round),
    /** The first of the words that the programs are to use. */
    place: (): number => placeOf(Atomics.load(shared, moved), members),
    /** Sends all to the next place. */
    move: (): void => void Atomics.add(shared, moved, 1),
  };
}
