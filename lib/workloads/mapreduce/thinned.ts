/**
 * Which words stand for a text that is too long to be simulated whole: those of every so many-th column of
 * the tables, with their arrays in full length. A word that is so frequent that one task would become long by
 * being chosen is there in any case, with an array that is shorter by that factor. So there are as many
 * positions, arrays and columns as in a text shorter by the factor, but arrays as long as in the long one.
 */
import { COLUMNS } from "./dictionary.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Words with a larger share of the text are cut. */
const LARGEST_SHARE = 0.0025;

/** Words that stand for all. */
export interface Thinned {
  /** The columns, the largest first, so that cores are done at about the same time. */
  readonly columns: readonly number[];
  /** The words by rank, and how many times as long as it is here the array of each would be. */
  readonly cut: ReadonlyMap<number, number>;
  /** What share of all positions they have. */
  readonly share: number;
}

/** One in so many columns of a vocabulary. */
export function thinned({ shares, dictionary }: Vocabulary, factor: number): Thinned {
  const ofColumn = new Float64Array(COLUMNS);
  for (const [rank, share] of shares.entries()) {
    if (share <= LARGEST_SHARE) ofColumn[dictionary.columns[rank]!]! += share;
  }
  const bySize = [...ofColumn.keys()].sort((a, b) => ofColumn[b]! - ofColumn[a]! || a - b);
  const chosen = new Set(bySize.filter((_, i) => i % factor === Math.floor(factor / 2)));
  const columns = new Set(chosen), cut = new Map<number, number>();
  let share = 0;
  for (const [rank, ofWord] of shares.entries()) {
    const column = dictionary.columns[rank]!, times = ofWord > LARGEST_SHARE ? factor : 1;
    if (times === 1 && !chosen.has(column)) continue;
    columns.add(column);
    cut.set(rank, times);
    share += ofWord / times;
  }
  return { columns: [...columns], cut, share };
}
