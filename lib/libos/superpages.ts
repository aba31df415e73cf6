/**
 * Pages of an allocator, by the buddy system: what is free are pieces of 2^order pages; a piece that is too
 * large is cut in halves, and a half that comes back joins its other half if that is free. After Streamflow
 * (`buddy_alloc`, `buddy_free`, `get_free_superpage`).
 */

/** Orders of pieces: 1 to 2,048 pages (`BUDDY_ORDER_MAX` on x86-64). */
const ORDERS = 12;
/** Pages of a superpage (`SUPERPAGE_SIZE`, 8 MB). */
export const SUPERPAGE_PAGES = 2 ** (ORDERS - 1);

/** A stretch of address space that pieces are cut from. */
export interface Superpage {
  /** Its first page. */
  readonly firstPage: number;
  /**
   * First pages of the free pieces of each order, counted from the superpage's; the last is the next to go.
   */
  readonly free: number[][];
}

/** A piece that is in use. */
export interface Piece {
  /** Its first page. */
  readonly firstPage: number;
  /** Its size: 2^order pages. */
  readonly order: number;
  /** Where it was cut from. */
  readonly superpage: Superpage;
}

/** The superpages of one arena. */
export class Superpages {
  /** The newest first. */
  readonly #all: Superpage[] = [];

  /** A superpage that has just been mapped. */
  add(firstPage: number): void {
    const free: number[][] = Array.from({ length: ORDERS }, () => []);
    free[ORDERS - 1]!.push(0);
    this.#all.unshift({ firstPage, free });
  }

  /** A piece of so many pages, rounded up to a power of two; undefined if no superpage has one. */
  take(pages: number): Piece | undefined {
    const order = Math.ceil(Math.log2(pages));
    for (const superpage of this.#all) {
      const { free, firstPage } = superpage;
      let from = order;
      while (from < ORDERS && free[from]!.length === 0) from++;
      if (from === ORDERS) continue;
      let at = free[from]!.pop()!;
      // The right half goes on being cut.
      for (; from > order; at += 2 ** from) free[--from]!.push(at);
      return { firstPage: firstPage + at, order, superpage };
    }
    return undefined;
  }

  /**
   * Takes a piece back. If nothing of its superpage is in use any more, that is gone from here: the first of
   * its pages.
   */
  give({ firstPage, order, superpage }: Piece): number | undefined {
    const { free } = superpage;
    let at = firstPage - superpage.firstPage;
    for (; order < ORDERS - 1; order++) {
      const others = free[order]!, other = others.indexOf(at ^ (2 ** order));
      if (other < 0) {
        others.push(at);
        return undefined;
      }
      others.splice(other, 1);
      at &= ~(2 ** order);
    }
    this.#all.splice(this.#all.indexOf(superpage), 1);
    return superpage.firstPage;
  }
}
