/**
 * Where a whole experiment takes long, the bench begins with less of it, and says so: the first figure is
 * there while a reader still looks.
 */

import type { Row } from "../rows/row.ts";

/** Less of an experiment. */
export interface FirstLook {
  /** The parameters that make it smaller. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether all of it takes minutes. */
  readonly isLong?: boolean;
  /** Labels of the points that are measured before the others, since they cost least; all unless given. */
  readonly begins?: Row;
  /** What is smaller, to be read after "A first look:". */
  readonly says: string;
}

const looks: Readonly<Record<string, FirstLook>> = {
  "mapreduce": {
    // Of a smaller sample each of sixteen cores would have but two words to reduce, and hardly wait.
    settings: { cores: [1, 8, 16], sampleMegabytesPerCore: 2, stretchWords: 512 },
    isLong: true,
    // Its rows are there sooner.
    begins: { system: "corey" },
    says: "three core counts, a sample of 2 MB of the text for each core instead of 32 MB on all, and of " +
      "map an eighth of the words",
  },
  "web-server": {
    settings: {
      cores: [4],
      kilobytes: [128, 384, 640],
      warmUpMicroseconds: 1000,
      cachesFilled: 1,
      requests: 25,
    },
    isLong: true,
    says:
      "four cores instead of sixteen, three sizes of files, 25 requests to a point instead of 400, and a " +
      "warm-up of 1 ms instead of 3, which fills the caches once instead of three times",
  },
  "kernel-cores": {
    settings: { cores: [1, 2, 4, 6, 8, 12, 16], microseconds: 1000 },
    says: "seven core counts, and 1 ms of simulated time instead of 4",
  },
  "address-ranges": {
    settings: { cores: [1, 2, 4, 8, 12, 16] },
    says: "six core counts",
  },
  "dup-close": {
    settings: { repeats: 2 },
    says: "two runs to a point instead of eight",
  },
  "locks": {
    settings: { repeats: 2 },
    says: "two runs to a point instead of eight",
  },
};

/** The first look at an experiment; undefined where all of it is shown at once. */
export function firstLook(experiment: string): FirstLook | undefined {
  return looks[experiment];
}
