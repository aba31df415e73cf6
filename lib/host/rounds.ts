/** What rounds of a program gave, in one number and how far it can be relied on. */

/** What one member of a team did in one round. */
export interface MemberRound {
  /** How often it did what is counted. */
  readonly operations: number;
  /** How long the round was for it. */
  readonly seconds: number;
  /** How long it had a processor meanwhile. */
  readonly processorSeconds: number;
  /** Page faults that no disk was needed for. */
  readonly softFaults: number;
}

/** What all together did in one round. */
export interface Round extends MemberRound {
  /** Operations of each member. */
  readonly perThread: readonly number[];
}

/** What a team did. */
export interface TeamRun {
  /** What came of each round. */
  readonly rounds: readonly Round[];
  /** How often the system gave a processor of the team to another program. */
  readonly preemptions: number;
}

/** One round of a team, from what each of its members did. */
export function roundOf(shares: readonly MemberRound[]): Round {
  const sum = (of: (share: MemberRound) => number): number =>
    shares.reduce((all, share) => all + of(share), 0);
  return {
    operations: sum(({ operations }) => operations),
    seconds: sum(({ seconds }) => seconds) / shares.length,
    processorSeconds: sum(({ processorSeconds }) => processorSeconds) / shares.length,
    softFaults: sum(({ softFaults }) => softFaults),
    perThread: shares.map(({ operations }) => operations),
  };
}

/** The sum of what members of a team say when they are finished. */
export function preemptionsOf(finished: readonly { readonly preemptions: number }[]): number {
  return finished.reduce((sum, { preemptions }) => sum + preemptions, 0);
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
  return measurementOf(rounds.map(({ operations, seconds }) => operations / seconds));
}

/**
 * Operations a second of one member that waits for nobody, while it has a processor: what other programs take
 * does not count.
 */
export function ownRateOf(rounds: readonly Round[]): Measurement {
  return measurementOf(rounds.map(({ operations, processorSeconds }) => operations / processorSeconds));
}
