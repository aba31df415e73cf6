/**
 * What other people measured on other machines when cores fight for a word, and what the model makes of it
 * with one- and two-core numbers as its only inputs. Nothing here was fitted; where the model is off, the
 * data say by how much.
 */
import * as z from "zod";
import factsJson from "../../../data/validation/facts.json" with { type: "json" };
import { checkInput } from "../../input/check.ts";
import { Arbiter } from "../../machine/arbiter.ts";
import { Machine } from "../../machine/machine.ts";
import { presets } from "../../machine/presets.ts";
import type { PlotFigure } from "../../plots/figure.ts";
import { lines } from "../../plots/lines.ts";
import type { Row } from "../../rows/row.ts";
import { Random } from "../../sim/random.ts";
import { contention, type ContentionName } from "../../workloads/contention/programs.ts";
import { repeat } from "../../workloads/repeat.ts";
import { activeCores } from "../one_run.ts";
import { placements } from "../placement.ts";

const programs = Object.keys(contention) as ContentionName[];
const byCores = z.record(z.string().regex(/^\d+$/), z.number().positive());

const fact = z.strictObject({
  id: z.string(),
  kind: z.string(),
  machine: z.string(),
  workload: z.strictObject({
    program: z.enum(programs),
    ownNanoseconds: z.number().default(0),
    heldNanoseconds: z.number().default(0),
    thinkNanoseconds: z.number().default(0),
    yieldNanoseconds: z.number().default(0),
  }),
  placement: placements,
  /** The whole machine's time an operation, by cores. */
  nanoseconds: byCores,
  /** The factor within which the model is held. */
  within: z.number().min(1),
  /** Where it is not: model over measurement, by cores. */
  gaps: byCores.default({}),
  /** Why it is not, as far as known. */
  why: z.string().optional(),
  note: z.string().optional(),
  source: z.string(),
});

/** Something that was measured. */
export type Fact = z.infer<typeof fact>;

/** All facts. */
export const facts: readonly Fact[] = checkInput(z.array(fact), factsJson, "data/validation/facts.json");

/**
 * Columns: `fact`, `kind`, `machine`, `cores`, `measuredNanoseconds`, `modelNanoseconds` and their `ratio`.
 */
export function factRows(fact: Fact, seed = 1): Row[] {
  const spec = presets.find(({ name }) => name === fact.machine)!,
    { workload } = fact,
    cyclesPerNs = spec.clockHertz.value / 1e9;
  const pauses = {
    own: workload.ownNanoseconds * cyclesPerNs,
    held: workload.heldNanoseconds * cyclesPerNs,
    think: workload.thinkNanoseconds * cyclesPerNs,
    yielding: workload.yieldNanoseconds * cyclesPerNs,
  };
  const { ownNanoseconds, heldNanoseconds, thinkNanoseconds } = workload;
  const alone = ownNanoseconds + heldNanoseconds + thinkNanoseconds;
  return Object.entries(fact.nanoseconds).map(([cores, measured]) => {
    // Some ten rounds of every core, and no less than the time in which queues form.
    const microseconds = Math.max(60, 2 * Number(cores), 30 * alone / 1000);
    const machine = new Machine(spec), random = new Random(seed), arbiter = new Arbiter(machine, random);
    const kernel = contention[workload.program]({ machine, pauses, arbiter, random });
    const run = { machine, kernel, cores: activeCores(machine, Number(cores), fact.placement), seed };
    const { operations, seconds } = repeat(
      run,
      { warmUpMicroseconds: microseconds, microseconds },
      (core) => () => kernel(core),
    );
    const modelNanoseconds = seconds * 1e9 / operations;
    return {
      fact: fact.id,
      kind: fact.kind,
      machine: fact.machine,
      cores: Number(cores),
      measuredNanoseconds: measured,
      modelNanoseconds,
      ratio: modelNanoseconds / measured,
    };
  });
}

/**
 * How far model and measurement are apart, over rows of more than one core: the median factor and the worst.
 */
export function apart(rows: readonly Row[]): { readonly median: number; readonly worst: number } {
  const factors = rows.filter(({ cores }) => Number(cores) > 1)
    .map(({ ratio }) => Math.max(Number(ratio), 1 / Number(ratio))).sort((a, b) => a - b);
  return { median: factors[Math.floor(factors.length / 2)]!, worst: factors.at(-1)! };
}

/** What the model makes of a fact as a line, and what was measured as marks. */
export function factFigure(fact: Fact, rows: readonly Row[]): PlotFigure {
  return lines(rows, {
    x: "cores",
    y: "modelNanoseconds",
    stroke: "machine",
    title: `${fact.kind} on ${fact.machine}`,
    yLabel: "nanoseconds an operation, whole machine",
    log: "both",
    diamonds: "measured",
    stated: rows.map(({ cores, measuredNanoseconds }) => ({
      x: Number(cores),
      y: Number(measuredNanoseconds),
    })),
  });
}
