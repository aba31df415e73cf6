/** What the answer to "does Corey solve this?" consists of: four steps. */

/** What the hardware spends its time on. */
export type HardwareCost =
  | "line bouncing"
  | "lock serialisation"
  | "shootdowns"
  | "soft faults"
  | "device contention"
  | "bandwidth"
  | "memory latency"
  | "none";

/** What Corey offers against it. */
export type Abstraction = "address ranges" | "kernel cores" | "shares" | "none";

/** The four steps of the answer. */
export interface Finding {
  /** Step 1: what is shared; empty if nothing that is costs much. */
  readonly structure: string;
  /** Step 2: what that costs the hardware. */
  readonly cost: HardwareCost;
  /** Step 3: which abstraction addresses it. */
  readonly abstraction: Abstraction;
  /** What else helps, if cores have to see what the abstraction would keep apart; `none` if nothing does. */
  readonly alternative: Abstraction;
  /** Step 4: why, in a sentence or two. */
  readonly reason: string;
}
