/** What Linux says of its processors. A container may hide any of it but which processors are switched on. */
import { leftBytes } from "./cgroup.ts";
import { HostError } from "./libc.ts";
import type { HostCache, HostProcessor, HostTopology } from "./topology.ts";

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
 * @param root where `sys` and `proc` are, with a slash at the end
 * @throws {HostError} where it is not said which processors there are
 */
export function readLinuxTopology(root: string): HostTopology {
  const read = (path: string): string | undefined => {
    try {
      return Deno.readTextFileSync(`${root}${path}`).trim();
    } catch {
      return undefined;
    }
  };
  const online = read("sys/devices/system/cpu/online");
  if (online === undefined) {
    throw new HostError(
      "there is no /sys/devices/system/cpu/online, where Linux says what processors there are",
    );
  }
  const cacheOf = (folder: string): HostCache[] => {
    const [level, size, type] = ["level", "size", "type"].map((name) => read(`${folder}/${name}`));
    if (level === undefined || size === undefined || type === "Instruction") return [];
    return [{
      level: Number(level),
      bytes: 1024 * Number(size.replace("K", "")),
      ways: Number(read(`${folder}/ways_of_associativity`) ?? 0),
      lineBytes: Number(read(`${folder}/coherency_line_size`) ?? 0),
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
    freeBytes: Math.min(1024 * kilobytes("MemAvailable"), leftBytes(root)),
  };
}
