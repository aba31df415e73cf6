/**
 * What a machine is made of, from the packages down: chips (NUMA nodes, each with memory), groups of cores
 * that share an L3, groups that share an L2, cores, hardware threads. A spec says it in the short form, in
 * which the cores of a chip share one L3 and each has an L2 and one thread, or by the groups of a chip
 * (`tree`). Either becomes the same lists, and the machine knows no other.
 *
 * Threads are numbered as Linux numbers them: the first of each core, chip by chip, then all second ones.
 */
import * as z from "zod";

const times = z.int("expected a whole number").min(1, "expected a number from 1 to 1,024")
  .max(1024, "expected a number from 1 to 1,024");
const bytes = z.int("expected a whole number").min(64, "expected a number from 64 to 8,589,934,592")
  .max(2 ** 33, "expected a number from 64 to 8,589,934,592");

/** Cores that share an L2; one core, unless stated. */
const l2Group = z.strictObject({
  /** How many such groups. */
  times: times.optional(),
  cores: times.optional(),
  /** Hardware threads of each core. */
  threads: times.max(8, "expected a number from 1 to 8").optional(),
  /** Where it is another than `l1.bytes` and `l2.bytes` say. */
  l1Bytes: bytes.optional(),
  l2Bytes: bytes.optional(),
});

/** Cores that share an L3. */
const l3Group = z.strictObject({
  times: times.optional(),
  /** The chips that have it, where they differ; all unless stated. */
  onChips: z.array(z.int("expected a whole number").min(0).max(1023)).min(1).max(1024).optional(),
  /** Where it is another than `l3.bytes` says; 0: there is none. */
  l3Bytes: z.union([z.literal(0), bytes]).optional(),
  l2Groups: z.array(l2Group).min(1, "expected one at least").max(1024),
});

/** The zod schema of the groups of chips. */
export const l3Groups: z.ZodType<readonly L3Group[]> = z.array(l3Group).min(1, "expected one at least").max(
  1024,
);

/** Groups of a chip's cores, as specs say it. */
export type L3Group = z.infer<typeof l3Group>;

/** What of a spec says what it is made of. */
export interface MachineParts {
  /** In the whole machine. */
  readonly chips: { readonly value: number };
  /** One unless given. */
  readonly chipsPerPackage?: { readonly value: number } | undefined;
  /** Threads of a chip, where cores have several; of the largest, where chips differ. */
  readonly coresPerChip: { readonly value: number };
  /** The groups of a chip; all its cores share one L3 unless given. */
  readonly tree?: { readonly value: readonly L3Group[] } | undefined;
  /** Of a core. */
  readonly l1: { readonly bytes: { readonly value: number } };
  /** Of an L2 group. */
  readonly l2: { readonly bytes: { readonly value: number } };
  /** Of an L3 group. */
  readonly l3: { readonly bytes: { readonly value: number } };
}

/** A cache that several cores may share, or a group of cores without one. */
export interface Group {
  /** The chip that it is on. */
  readonly chip: number;
  /** 0: they share none. */
  readonly bytes: number;
  /** The first of its cores. */
  readonly first: number;
  /** How many they are. */
  readonly cores: number;
}

/** A core. */
export interface PlacedCore {
  /** The chip that it is on. */
  readonly chip: number;
  /** Which of the tree's `l3Groups` it is in. */
  readonly l3Group: number;
  /** Which of the tree's `l2Groups` it is in. */
  readonly l2Group: number;
  /** Of which kind: its group's place among all `l2Groups` of the spec's `tree`. */
  readonly kind: number;
  /** What its L1 holds. */
  readonly l1Bytes: number;
  /** Its hardware threads, by number. */
  readonly threads: number[];
}

/** A machine's parts, numbered. */
export interface Tree {
  /** How many packages (sockets) there are. */
  readonly packages: number;
  /** How many chips there are. */
  readonly chips: number;
  /** The package of each chip. */
  readonly packageOf: readonly number[];
  /** Groups of cores that share an L3, or have none. */
  readonly l3Groups: readonly Group[];
  /** Groups of cores that share an L2. */
  readonly l2Groups: readonly Group[];
  /** The cores. */
  readonly cores: readonly PlacedCore[];
  /** The caches that several cores share: their L2s, then the L3s. */
  readonly shared: readonly Group[];
  /** The core of each hardware thread. */
  readonly coreOf: readonly number[];
}

/** What chips consist of. */
function groupsOf({ tree, coresPerChip }: MachineParts): readonly L3Group[] {
  return tree?.value ?? [{ l2Groups: [{ times: coresPerChip.value }] }];
}

/** Adds up what each L2 group of an L3 group, or of several of the kind, has. */
function overL2Groups(
  { times = 1, l2Groups }: L3Group,
  of: (group: L3Group["l2Groups"][number]) => number,
): number {
  return times * sum(l2Groups, (l2) => (l2.times ?? 1) * of(l2));
}

const threadsIn = (group: L3Group) => overL2Groups(group, ({ cores = 1, threads = 1 }) => cores * threads);

/** How many hardware threads each chip has. */
export function threadsByChip(groups: readonly L3Group[], chips: number): number[] {
  const onAll = sum(groups, (group) => group.onChips ? 0 : threadsIn(group));
  const threads = new Array<number>(chips).fill(onAll);
  for (const group of groups) {
    for (const chip of group.onChips ?? []) if (chip < chips) threads[chip]! += threadsIn(group);
  }
  return threads;
}

/** Counts and bytes of a machine, without building it. */
export function sizesOf(spec: MachineParts): { threads: number; l1: number; l2: number; l3: number } {
  const over = (of: (group: L3Group) => number) =>
    sum(groupsOf(spec), (group) => (group.onChips?.length ?? spec.chips.value) * of(group));
  const { l1, l2, l3 } = spec;
  return {
    threads: over(threadsIn),
    l1: over((group) => overL2Groups(group, ({ cores = 1, l1Bytes = l1.bytes.value }) => cores * l1Bytes)),
    l2: over((group) => overL2Groups(group, ({ l2Bytes = l2.bytes.value }) => l2Bytes)),
    l3: over(({ times = 1, l3Bytes = l3.bytes.value }) => times * l3Bytes),
  };
}

/** How many kinds of cores a machine has: entries of all `l2Groups` of its `tree`. */
export function kindsOf(spec: MachineParts): number {
  return sum(groupsOf(spec), ({ l2Groups }) => l2Groups.length);
}

/** The smallest part that two cores are both in. */
export type TreeLevel = "core" | "l2" | "l3" | "chip" | "package" | "machine";

/** The smallest part that two cores, by number, are both in. */
export function levelOf({ cores, packageOf }: Tree, one: number, other: number): TreeLevel {
  const a = cores[one]!, b = cores[other]!;
  if (one === other) return "core";
  if (a.l2Group === b.l2Group) return "l2";
  if (a.l3Group === b.l3Group) return "l3";
  if (a.chip === b.chip) return "chip";
  return packageOf[a.chip] === packageOf[b.chip] ? "package" : "machine";
}

const trees = new WeakMap<MachineParts, Tree>();

/**
 * The parts of a machine.
 *
 * @example
 * ```ts
 * import { opteron16, treeOf } from "corey-lab/machine";
 * const { l3Groups, cores, coreOf } = treeOf(opteron16);
 * console.log(l3Groups.length, cores.length, coreOf.length); // 4 16 16
 * ```
 */
export function treeOf(spec: MachineParts): Tree {
  let tree = trees.get(spec);
  if (!tree) trees.set(spec, tree = build(spec));
  return tree;
}

function sum<Part>(parts: readonly Part[], of: (part: Part) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}

function build(spec: MachineParts): Tree {
  const chips = spec.chips.value, perPackage = spec.chipsPerPackage?.value ?? 1;
  const l3Groups: Group[] = [], l2Groups: Group[] = [], cores: PlacedCore[] = [], threadsOf: number[] = [];
  const groups = groupsOf(spec), kinds = groups.flatMap(({ l2Groups }) => l2Groups);
  const repeated = <Part extends { readonly times?: number | undefined }>(parts: readonly Part[]): Part[] =>
    parts.flatMap((part) => new Array<Part>(part.times ?? 1).fill(part));
  for (let chip = 0; chip < chips; chip++) {
    for (const l3 of repeated(groups.filter(({ onChips }) => onChips?.includes(chip) ?? true))) {
      const first = cores.length;
      for (const l2 of repeated(l3.l2Groups)) {
        const size = l2.cores ?? 1;
        for (let i = 0; i < size; i++) {
          cores.push({
            chip,
            l3Group: l3Groups.length,
            l2Group: l2Groups.length,
            kind: kinds.indexOf(l2),
            l1Bytes: l2.l1Bytes ?? spec.l1.bytes.value,
            threads: [],
          });
          threadsOf.push(l2.threads ?? 1);
        }
        l2Groups.push({
          chip,
          bytes: l2.l2Bytes ?? spec.l2.bytes.value,
          first: cores.length - size,
          cores: size,
        });
      }
      l3Groups.push({ chip, bytes: l3.l3Bytes ?? spec.l3.bytes.value, first, cores: cores.length - first });
    }
  }
  const coreOf: number[] = [];
  for (let sibling = 0; sibling < 8; sibling++) {
    for (const [core, threads] of threadsOf.entries()) {
      if (sibling < threads) cores[core]!.threads.push(coreOf.push(core) - 1);
    }
  }
  return {
    packages: Math.ceil(chips / perPackage),
    chips,
    packageOf: Array.from({ length: chips }, (_, chip) => Math.floor(chip / perPackage)),
    l3Groups,
    l2Groups,
    cores,
    shared: [...l2Groups.filter(({ cores }) => cores > 1), ...l3Groups.filter(({ bytes }) => bytes > 0)],
    coreOf,
  };
}
