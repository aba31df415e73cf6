/** What a thread of a team is told. */
import type { Order } from "./run_rounds.ts";

/** What a thread is to do, and the memory by which it hears when. */
export interface ThreadOrder extends Order {
  /** Memory that all threads see. */
  readonly shared: SharedArrayBuffer;
  /** Two words: rounds that have begun, {@link BEGUN}, and rounds that are over, {@link OVER}. */
  readonly signals: SharedArrayBuffer;
}

/** The word with how many rounds have begun. */
export const BEGUN = 0;
/** The word with how many rounds are over. */
export const OVER = 16;
