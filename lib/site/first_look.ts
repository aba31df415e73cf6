/**
 * Where a whole experiment takes long, the bench begins with less of it, and says so: the first figure is
 * there while a reader still looks.
 */

/** Less of an experiment. */
export interface FirstLook {
  /** The parameters that make it smaller. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether all of it takes minutes. */
  readonly isLong?: boolean;
  /** What is smaller, to be read after "A first look:". */
  readonly says: string;
}

const looks: Readonly<Record<string, FirstLook>> = {
  "mapreduce": {
    // Of a smaller sample each of sixteen cores would have but two words to reduce, and hardly wait.
    settings: { cores: [1, 8, 16], sampleMegabytesPerCore: 2, stretchWords: 512 },
    isLong: true,
    says: "three core counts, a sample of 2 MB of the text for each core instead of 32 MB on all, and of " +
      "map an eighth of the words",
  },
  "web-server": {
    settings: { cores: [4], kilobytes: [128, 384, 640], microseconds: 2000 },
    isLong: true,
    says: "four cores instead of sixteen, three sizes of files, and 2 ms of simulated time instead of 8",
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
