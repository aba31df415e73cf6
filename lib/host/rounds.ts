/** What rounds of a program gave, in one number and how far it can be relied on. */

/** What all members of a team did together in one round. */
export interface Round {
  /** How often they did what is counted, all together. */
  readonly operations: number;
  /** How long it took them. */
  readonly seconds: number;
  /** How long each had a processor meanwhile, on average. */
  readonly processorSeconds: number;
  /** Page faults that no disk was needed for. */
  readonly softFaults: number;
  /** Operations of each member. */
  readonly perThread: readonly number[];
  /**
   * The share of the round in which all members had their processors: the counts above are of that time. At
   * 0 there was none, and they are of the whole round.
   */
  readonly together: number;
}

/** What a team did. */
export interface TeamRun {
  /** What came of each round. */
  readonly rounds: readonly Round[];
  /** All that it did, at any time. */
  readonly operations: number;
  /** How often the system gave a processor of the team to another program. */
  readonly preemptions: number;
}

/** A figure of many rounds. */
export interface Measurement {
  /** The median. */
  readonly value: number;
  /** How far apart the middle eight tenths of the rounds are, as a share of the median. */
  readonly spread: number;
}

/** The median of numbers, and their spread. */
export function measurementOf(values: readonly number[]): Measurement {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const value = at(0.5);
  return { value, spread: value === 0 ? 0 : (at(0.9) - at(0.1)) / value };
}

/** Operations a second of all members together. */
export function rateOf(rounds: readonly Round[]): Measurement {
  return measurementOf(ratesOf(rounds));
}

/** Operations a second of all members together, round by round. */
export function ratesOf(rounds: readonly Round[]): number[] {
  return together(rounds).map(({ operations, seconds }) => operations / seconds);
}

/**
 * Operations a second of one member that waits for nobody, while it has a processor: what other programs take
 * does not count.
 */
export function ownRateOf(rounds: readonly Round[]): Measurement {
  return measurementOf(
    together(rounds).map(({ operations, processorSeconds }) => operations / processorSeconds),
  );
}

/** Rounds without time together say what a member does alone: they count if there are no others. */
function together(rounds: readonly Round[]): readonly Round[] {
  const some = rounds.filter(({ together }) => together > 0);
  return some.length > 0 ? some : rounds;
}
