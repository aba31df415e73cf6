/** What macOS says of its processors (`sysctl -a`): how many of a kind, and what caches each kind has. */
import { HostError } from "./libc.ts";
import type { HostCache, HostProcessor, HostTopology } from "./topology.ts";

/**
 * The topology, of what `sysctl -a` writes. Which processor has which number macOS does not say: the fast
 * ones are taken to be first, neighbours to share an L2, and siblings to follow each other.
 *
 * @param freeBytes memory that programs can still have
 * @throws {HostError} when it says of no processors
 */
export function macTopology(said: string, freeBytes: number): HostTopology {
  const texts = new Map(
    said.split("\n").map((line) => /^([\w.]+): (.*)$/.exec(line)).filter((match) => match !== null)
      .map(([, name, text]) => [name!, text!]),
  );
  const number = (name: string): number => Number(texts.get(name) ?? 0);
  const count = number("hw.logicalcpu") || number("hw.ncpu");
  if (count === 0) throw new HostError("sysctl does not say how many processors there are: expected hw.ncpu");
  const packages = number("hw.packages") || 1, lineBytes = number("hw.cachelinesize");
  const processors: HostProcessor[] = [];
  // Where all cores are of one kind, as in those of Intel, there are no levels of performance.
  const kinds = number("hw.nperflevels") > 1
    ? Array.from({ length: number("hw.nperflevels") }, (_, i) => `hw.perflevel${i}.`)
    : ["hw."];
  for (const kind of kinds) {
    const begin = processors.length, many = number(`${kind}logicalcpu`) || count;
    const threads = Math.max(1, many / (number(`${kind}physicalcpu`) || many));
    const shared = [[1, "l1dcachesize", threads], [2, "l2cachesize", number(`${kind}cpusperl2`) || threads], [
      3,
      "l3cachesize",
      many / packages,
    ]] as const;
    for (let at = 0; at < many; at++) {
      const group = (size: number): number[] => {
        const first = begin + size * Math.floor(at / size);
        return Array.from({ length: Math.min(size, begin + many - first) }, (_, i) => first + i);
      };
      const caches = shared.flatMap(([level, name, size]): HostCache[] => {
        const bytes = number(kind + name);
        return bytes === 0 ? [] : [{ level, bytes, ways: 0, lineBytes, processors: group(size) }];
      });
      const siblings = group(threads), own = Math.floor(at / (many / packages));
      processors.push({ number: begin + at, siblings, package: own, caches });
    }
  }
  const numbers = processors.map(({ number }) => number);
  return {
    model: texts.get("machdep.cpu.brand_string") ?? Deno.build.arch,
    processors,
    nodes: [...Map.groupBy(numbers, (number) => processors[number]!.package).values()],
    memoryBytes: number("hw.memsize"),
    freeBytes,
  };
}
