/** What simulating costs, in units that no computer changes, in all runs that it is given to. */
export interface Cost {
  /** Programs resumed and conditions tried. */
  steps: number;
  /** Accesses that a core's L1 could not serve: counted by machines. */
  accesses: number;
}

/** No cost yet. */
export function noCost(): Cost {
  return { steps: 0, accesses: 0 };
}
