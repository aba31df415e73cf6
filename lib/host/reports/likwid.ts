/** `likwid-topology`: a table of hardware threads, groups of caches, NUMA domains. */
import { InputError } from "../../input/check.ts";
import type { HostCache, HostProcessor } from "../topology.ts";
import type { Report } from "./report.ts";

/** Whether a text is likwid-topology's. */
export function isLikwid(text: string): boolean {
  return /^HWThread\s+Thread\s+Core/m.test(text);
}

/**
 * Reads it.
 *
 * @throws {InputError} when its table has no rows
 */
export function readLikwid(text: string): Report {
  const [, head = ""] = /^(HWThread.*)$/m.exec(text) ?? [], columns = head.trim().split(/\s+/);
  const rows = [...text.matchAll(/^(\d+)((?:[ \t]+\d+){3,4})[ \t]*\*?[ \t]*$/gm)].map(([line]) => {
    const cells = line.trim().split(/\s+/);
    return (name: string) => Number(cells[columns.indexOf(name)] ?? 0);
  });
  if (rows.length === 0) throw new InputError("likwid-topology: there are no hardware threads in its table");
  const caches = cachesIn(text), core = (row: (name: string) => number) => `${row("Socket")} ${row("Core")}`;
  const processors = rows.map((row): HostProcessor => ({
    number: row("HWThread"),
    siblings: rows.filter((other) => core(other) === core(row)).map((other) => other("HWThread")),
    package: row("Socket"),
    caches: caches.filter(({ processors }) => processors.includes(row("HWThread"))),
  }));
  const domains = [...text.matchAll(/^Domain:\s+\d+\s+Processors:\s+\((.*?)\)\s+Distances:\s+([\d ]+)/gm)];
  const nodes = domains.map(([, list]) => numbers(list!)),
    [, clock] = /^CPU clock:\s+([\d.]+) GHz/m.exec(text) ?? [];
  const distances = domains.map(([, , list]) => numbers(list!));
  return {
    source: "likwid-topology",
    topology: {
      model: /^CPU name:\s+(.*?)\s*$/m.exec(text)?.[1] ?? "a computer",
      processors,
      nodes: nodes.length > 0 ? nodes : [processors.map(({ number }) => number)],
      memoryBytes: 0,
      freeBytes: 0,
    },
    ...clock === undefined ? {} : { clockHertz: Number(clock) * 1e9 },
    ...distances.length > 1 ? { nodeDistances: distances } : {},
  };
}

function numbers(list: string): number[] {
  return list.trim().split(/\s+/).map(Number);
}

/** Each group of each level of cache. */
function cachesIn(text: string): HostCache[] {
  const levels = [...text.matchAll(/^Level:\s+(\d+)\s*\n([\s\S]*?Cache groups:.*)$/gm)];
  return levels.flatMap(([, level, about]) => {
    const [, size = "0", unit = "kB"] = /^Size:\s+([\d.]+) (\w+)/m.exec(about!) ?? [];
    const ways = Number(/^Associativity:\s+(\d+)/m.exec(about!)?.[1] ?? 0);
    return [...about!.matchAll(/\(([\d ]+)\)/g)].map(([, list]) => ({
      level: Number(level),
      bytes: Number(size) * (unit.startsWith("M") ? 2 ** 20 : 1024),
      ways,
      lineBytes: Number(/^Cache line size:\s+(\d+)/m.exec(about!)?.[1] ?? 0),
      processors: numbers(list!),
    }));
  });
}
