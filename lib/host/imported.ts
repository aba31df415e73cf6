/** A machine of what programs say of a computer; what they do not say is as on the preset nearest to it. */
import { InputError } from "../input/check.ts";
import { anything, optionsOf, text } from "../input/options.ts";
import { presets } from "../machine/presets.ts";
import { coreCount, type MachineSpec } from "../machine/spec.ts";
import { topologyFrom } from "./reports/latencies.ts";
import { withShapes } from "./reports/lscpu_caches.ts";
import type { Report } from "./reports/report.ts";
import { toldBy } from "./told.ts";
import type { HostTopology } from "./topology.ts";

/** What is not in the reports. */
export interface ImportOptions {
  /** The machine that the rest is taken from; the nearest preset unless given. */
  readonly like?: MachineSpec | undefined;
  /** The machine's name; made of its model's unless given. */
  readonly name?: string | undefined;
}

const checked = optionsOf<ImportOptions>("importedMachine", {
  like: anything.optional(),
  name: text.optional(),
});

/**
 * Data of a machine that extends another: with only what the reports say.
 *
 * @throws {InputError} when they say nothing of processors, or latencies do not go with the processors
 * @example
 * ```ts
 * import { importedMachine, readReport } from "corey-lab/host";
 * import { readMachineSpec } from "corey-lab/machine";
 * const csv = readReport("0,40,90,90\n40,0,90,90\n90,90,0,40\n90,90,40,0\n", "c2c.csv");
 * const data = importedMachine([csv], { name: "two-by-two" });
 * console.log(readMachineSpec(data, "c2c.csv").chips.value); // 2
 * ```
 */
export function importedMachine(
  reports: readonly Report[],
  options: ImportOptions = {},
): Record<string, unknown> {
  const { like: donor, name } = checked(options);
  const latencies = reports.find(({ nanoseconds }) => nanoseconds), { nanoseconds } = latencies ?? {};
  const report = reports.find(({ topology }) => topology) ?? latencies;
  const told = report?.topology ?? (nanoseconds && topologyFrom(nanoseconds));
  if (!report || !told) throw new InputError("expected a report that says which processors there are");
  const topology = withShapes(told, reports.find(({ caches }) => caches)?.caches ?? []);
  const like = donor ?? nearestPreset(topology);
  const { parts, cores } = toldBy(topology, `as ${report.source} says`);
  const clock = reports.find(({ clockHertz }) => clockHertz)?.clockHertz;
  const slit = reports.find(({ nodeDistances }) => nodeDistances?.length === parts.chips.value)
    ?.nodeDistances;
  const memory = like.dram.latencyCyclesByHops.value[0]!;
  return {
    extends: like.name,
    name: name ?? nameOf(topology.model),
    description: `${
      topology.model || "A computer"
    }, as ${report.source} describes it; the rest as ${like.name}.`,
    ...parts,
    ...clock
      ? { clockHertz: { value: clock, source: `as ${report.source} says`, provenance: "measured" } }
      : {},
    ...nanoseconds ? { remoteCache: transfers(nanoseconds, cores, topology) } : {},
    ...slit
      ? {
        dram: {
          latencyCyclesMatrix: {
            value: slit.map((row) => row.map((distance) => Math.round(memory * distance / 10))),
            source:
              `assumed: ${like.name}'s own memory, times the distances of nodes that ${report.source} has`,
            provenance: "assumed",
          },
        },
      }
      : {},
    // The other machine's links are for as many chips as that has.
    ...like.chips.value !== parts.chips.value
      ? { link: { graph: { kind: "full" }, source: "assumed: every chip linked to every other" } }
      : {},
  };
}

/** The transfers between cores: all of them, and medians by level. */
function transfers(
  nanoseconds: readonly (readonly number[])[],
  cores: readonly number[],
  { processors, nodes }: HostTopology,
): Record<string, unknown> {
  if (nanoseconds.length !== processors.length) {
    throw new InputError(
      `there are latencies of ${nanoseconds.length} processors, expected those of ${processors.length}`,
    );
  }
  const index = (number: number) => processors.findIndex((processor) => processor.number === number);
  const matrix = cores.map((from) => cores.map((to) => nanoseconds[index(from)]![index(to)]!));
  const l3Of = (number: number) =>
    String(processors[index(number)]!.caches.find(({ level }) => level === 3)?.processors);
  const nodeOf = (number: number) => nodes.findIndex((node) => node.includes(number));
  const median = (isPair: (from: number, to: number) => boolean): number | undefined => {
    const some = cores.flatMap((from, i) => matrix[i]!.filter((_, j) => i !== j && isPair(from, cores[j]!)));
    return some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)];
  };
  const inL3 = median((from, to) => l3Of(from) === l3Of(to) && nodeOf(from) === nodeOf(to));
  const onChip = median((from, to) => l3Of(from) !== l3Of(to) && nodeOf(from) === nodeOf(to)) ?? inL3;
  const apart = median((from, to) => nodeOf(from) !== nodeOf(to));
  const byHops = [onChip ?? apart!, ...apart === undefined ? [] : [apart]];
  const told = (nanoseconds: unknown, source: string) => ({ nanoseconds, source, provenance: "measured" });
  return {
    latencyCyclesByHops: told(byHops, "medians of the table of latencies"),
    latencyCyclesWithin: told(inL3 === undefined ? {} : { l3: inL3 }, "medians of the table of latencies"),
    latencyCyclesMatrix: told(matrix, "the table of latencies, one way, between first threads of cores"),
  };
}

/** The preset whose description has most of the model's words; of several, the one with as many threads. */
export function nearestPreset({ model, processors }: HostTopology): MachineSpec {
  const words = (text: string) =>
    new Set(text.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== ""));
  const asked = words(model);
  const rank = (spec: MachineSpec): [number, number] => [
    -asked.intersection(words(spec.description)).size,
    Math.abs(Math.log(coreCount(spec) / processors.length)),
  ];
  return presets.map((spec) => ({ spec, rank: rank(spec) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])[0]!.spec;
}

/** A name of a model's words. */
function nameOf(model: string): string {
  const name = model.toLowerCase().replace(/\((r|tm)\)/g, "").replace(/[^a-z0-9]+/g, "-");
  return name.replace(/^-|-$/g, "").slice(0, 60) || "imported";
}
