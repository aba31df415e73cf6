/**
 * Whether rounds lie about two rates in place of one: a lock may be handed on from member to member, or stay
 * with one for a while; another processor may still hold the process's address space, or not. The median is
 * one of the two then, and says nothing of the other.
 */
import { measurementOf } from "./rounds.ts";

/** Rounds that lie about one rate. */
export interface Regime {
  /** Their median. */
  readonly value: number;
  /** How many they are. */
  readonly rounds: number;
}

/** Fewer rounds on either side are strays; fewer in all tell nothing. */
const LEAST_SHARE = 0.2, LEAST_ROUNDS = 10;
/** Nearer rates are one. */
const LEAST_RATIO = 1.1;
/** What of the variance is left within the two. Of even values it is a quarter, of normal ones a third. */
const MOST_WITHIN = 0.1;

/**
 * The two regimes, the lower first; nothing if there is one.
 *
 * @param values of the rounds
 * @example
 * ```ts
 * const rates = [10, 11, 10, 30, 31, 10, 30, 11, 30, 31];
 * console.log(regimesOf(rates)); // [{ value: 10, rounds: 5 }, { value: 30, rounds: 5 }]
 * ```
 */
export function regimesOf(values: readonly number[]): readonly [Regime, Regime] | undefined {
  if (values.length < LEAST_ROUNDS) return undefined;
  const sorted = values.toSorted((a, b) => a - b), least = Math.ceil(LEAST_SHARE * values.length);
  const splits = Array.from({ length: values.length - 2 * least + 1 }, (_, i) => (
    { low: sorted.slice(0, least + i), high: sorted.slice(least + i) }
  ));
  const within = ({ low, high }: typeof splits[0]): number => squares(low) + squares(high);
  const { low, high } = splits.reduce((best, split) => within(split) < within(best) ? split : best);
  const regime = (some: readonly number[]): Regime => (
    { value: measurementOf(some).value, rounds: some.length }
  );
  const two = [regime(low), regime(high)] as const;
  const isApart = two[1].value > LEAST_RATIO * two[0].value;
  return isApart && within({ low, high }) < MOST_WITHIN * squares(sorted) ? two : undefined;
}

/** Two regimes of operations a second as rows tell them: `137,000 in 7 rounds, 205,000 in 13`. */
export function regimesInWords(regimes: readonly [Regime, Regime]): string {
  const [low, high] = regimes.map(({ value, rounds }) =>
    `${Number(value.toPrecision(3)).toLocaleString("en")} in ${rounds}`
  );
  return `${low} rounds, ${high}`;
}

/** How far values are from their mean, squared and added up. */
function squares(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
