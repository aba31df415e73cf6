/** What Linux says of the computer's processors: which share a core, a package, caches and memory. */
import { HostError } from "./libc.ts";

/** A cache that some processors share. */
export interface HostCache {
  /** 1 is nearest to the core. */
  readonly level: number;
  /** What it holds; 0 where nobody says. */
  readonly bytes: number;
  /** Lines in a set; 0 where the system does not say. */
  readonly ways: number;
  /** Bytes of a line. */
  readonly lineBytes: number;
  /** The processors that share it. */
  readonly processors: readonly number[];
}

/** A logical processor. */
export interface HostProcessor {
  /** As Linux numbers it. */
  readonly number: number;
  /** The processors of the same core, itself included: more than one with simultaneous multithreading. */
  readonly siblings: readonly number[];
  /** Its package, or socket. */
  readonly package: number;
  /** Its caches of data, nearest first. */
  readonly caches: readonly HostCache[];
}

/** The computer. */
export interface HostTopology {
  /** What its processors are called. */
  readonly model: string;
  /** All processors that are switched on, and that this process may run on. */
  readonly processors: readonly HostProcessor[];
  /** The processors of each NUMA node. */
  readonly nodes: readonly (readonly number[])[];
  /** Memory there is. */
  readonly memoryBytes: number;
  /** Memory that programs can still have. */
  readonly freeBytes: number;
}

/** Reads `0-3,8` as 0, 1, 2, 3, 8, as Linux writes lists of processors. */
export function processorList(text: string): number[] {
  return text.trim().split(",").filter((part) => part !== "").flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
  });
}

/**
 * Reads the topology.
 *
 * @param root where `sys` and `proc` are, for tests
 * @throws {HostError} where Linux does not say it
 */
export function readTopology(root = "/"): HostTopology {
  const read = (path: string): string | undefined => {
    try {
      return Deno.readTextFileSync(`${root}${path}`).trim();
    } catch {
      return undefined;
    }
  };
  const online = read("sys/devices/system/cpu/online");
  if (online === undefined) throw new HostError("there is no /sys/devices/system/cpu: expected Linux");
  const cacheOf = (folder: string): HostCache[] => {
    const [level, size, type] = ["level", "size", "type"].map((name) => read(`${folder}/${name}`));
    if (level === undefined || size === undefined || type === "Instruction") return [];
    return [{
      level: Number(level),
      bytes: 1024 * Number(size.replace("K", "")),
      ways: Number(read(`${folder}/ways_of_associativity`) ?? 0),
      lineBytes: Number(read(`${folder}/coherency_line_size`) ?? 64),
      processors: processorList(read(`${folder}/shared_cpu_list`) ?? ""),
    }];
  };
  const allowed = /^Cpus_allowed_list:\s*(.*)$/m.exec(read("proc/self/status") ?? "")?.[1] ?? online;
  const usable = new Set(processorList(allowed));
  const processors = processorList(online).filter((number) => usable.has(number)).map(
    (number): HostProcessor => {
      const folder = `sys/devices/system/cpu/cpu${number}`;
      return {
        number,
        siblings: processorList(read(`${folder}/topology/thread_siblings_list`) ?? `${number}`),
        package: Math.max(0, Number(read(`${folder}/topology/physical_package_id`) ?? 0)),
        caches: [0, 1, 2, 3, 4].flatMap((i) => cacheOf(`${folder}/cache/index${i}`)).sort((a, b) =>
          a.level - b.level
        ),
      };
    },
  );
  const nodes = processorList(read("sys/devices/system/node/has_cpu") ?? "").map((node) =>
    processorList(read(`sys/devices/system/node/node${node}/cpulist`) ?? "")
  );
  const memory = read("proc/meminfo") ?? "";
  const kilobytes = (field: string): number =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(memory)?.[1] ?? 0);
  return {
    model: /^model name\s*:\s*(.*)$/m.exec(read("proc/cpuinfo") ?? "")?.[1] ?? Deno.build.arch,
    processors,
    nodes: nodes.length > 0 ? nodes : [processors.map(({ number }) => number)],
    memoryBytes: 1024 * kilobytes("MemTotal"),
    freeBytes: 1024 * kilobytes("MemAvailable"),
  };
}

/**
 * The processors in the order in which a run takes them: one of each core first, package by package, then
 * their siblings.
 */
export function inOrder({ processors }: HostTopology): number[] {
  const rank = ({ siblings, number }: HostProcessor): number => siblings.indexOf(number);
  return processors.toSorted((a, b) => rank(a) - rank(b) || a.package - b.package || a.number - b.number)
    .map(({ number }) => number);
}
