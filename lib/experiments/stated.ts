/** Numbers of the paper, taken from the claims: as marks in figures and as words in sentences. */
import type { Claim } from "../analysis/claims.ts";
import type { Stated } from "../plots/lines.ts";

/** A claim that states a number. */
type Stating = Pick<Claim, "expect"> & { readonly expect: { readonly about: number } };

/** The mark of a stated number at a place of the x axis, with what counts as agreement. */
export function markAt(x: number, { expect }: Stating): Stated {
  return { x, y: expect.about, ...("within" in expect ? { within: expect.within } : {}) };
}

/**
 * A stated number as people write it. (`toLocaleString` writes it so, too, but how English writes numbers
 * takes longer to load than all experiments, which state theirs when they are loaded.)
 */
export function numeral({ expect }: Stating): string {
  return String(expect.about).replace(/\B(?=(\d{3})+$)/g, ",");
}
