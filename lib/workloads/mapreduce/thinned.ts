/**
 * Which words stand for a text that is too long to be simulated whole: those of every so many-th column of the tables, with their arrays in
 * full length. A word that is so frequent that one task would become long by being chosen is there in any case, with an array that is
 * shorter by that factor. So there are as many positions, arrays and columns as in a text shorter by the factor, but arrays as long as in
 * the long one.
 */
import { COLUMNS } from "./dictionary.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Words with a larger share of the text are cut. */
const LARGEST_SHARE = 0.0025;

/** Words that stand for all. */
export interface Thinned {
  /** The columns, the largest first, so that cores are done at about the same time. */
  readonly columns: readonly number[];
  /** The words by rank, and what share of all positions the array of each has. */
  readonly shares: ReadonlyMap<number, number>;
  /** The sum of the shares. */
  readonly share: number;
}

/** One in so many columns of a vocabulary. */
export function thinned({ shares, dictionary }: Vocabulary, factor: number): Thinned {
  const ranks: number[][] = Array.from({ length: COLUMNS }, () => []), ofColumn = new Float64Array(COLUMNS);
  for (const [rank, share] of shares.entries()) {
    const column = dictionary.columns[rank]!;
    ranks[column]!.push(rank);
    if (share <= LARGEST_SHARE) ofColumn[column]! += share;
  }
  const bySize = [...ofColumn.keys()].sort((a, b) => ofColumn[b]! - ofColumn[a]! || a - b);
  const columns = new Set(bySize.filter((_, i) => i % factor === Math.floor(factor / 2)));
  const chosen = new Map<number, number>();
  for (const [rank, share] of shares.entries()) {
    const column = dictionary.columns[rank]!, frequent = share > LARGEST_SHARE;
    if (!frequent && !columns.has(column)) continue;
    columns.add(column);
    chosen.set(rank, frequent ? share / factor : share);
  }
  return { columns: [...columns], shares: chosen, share: [...chosen.values()].reduce((a, b) => a + b, 0) };
}
