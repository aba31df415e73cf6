/**
 * Advice that was tried: every remedy that the report of a run calls for is simulated, if a run can be
 * changed that way or a system has it, and they are ranked by what they gained.
 */
import * as z from "zod";
import { diagnose, type Diagnosis } from "../../analysis/diagnosis.ts";
import { InputError } from "../../input/check.ts";
import { anything, count as countOption, optionsOf, text } from "../../input/options.ts";
import type { System } from "../../kernels/system.ts";
import type { Row } from "../../rows/row.ts";
import { checkCalls } from "../fit.ts";
import { type Gain, gainOf, type Goal, goalOf, valuesOf } from "../gain.ts";
import { watch } from "../observe.ts";
import type { RunSpec } from "../one_run.ts";
import { range, runFields } from "../points.ts";
import { Machine } from "../../machine/machine.ts";
import { noCost } from "../../sim/cost.ts";
import { remedies } from "./catalogue.ts";
import { labSystems } from "./lab_systems.ts";
import { type Indication, type Remedy, seen } from "./remedy.ts";

/** What advice is wanted on. */
export interface AdviceSpec<Kernel> extends Omit<RunSpec<Kernel>, "system" | "rearrangement"> {
  /** The system as it is. */
  readonly system: System<Kernel>;
  /** Systems that are to be tried as well, by the name of the remedy that they have, or any other. */
  readonly alternatives?: Readonly<Record<string, System<Kernel>>>;
  /** The column that is to get better; the first rate or time of the row by default. */
  readonly column?: string;
  /** Whether more of that is better, or less; given with `column`. */
  readonly better?: Goal["better"];
  /** How often each run is made, each time with another seed; 3 by default. */
  readonly repeats?: number;
}

/** What was advised. */
export interface Advice {
  /** The four steps of the answer: Corey's abstractions are its third. */
  readonly diagnosis: Diagnosis;
  /** What was to get better. */
  readonly goal: Goal;
  /**
   * One row a remedy that the report calls for, those first that gained most: `remedy`, `where`; what was
   * `tried` (`simulated`, `simulated: <system>`, or `not tried`); the `gain` with its least and most of all
   * seeds, and its `effect`; for what was not tried the gain of a perfect part, which it cannot exceed
   * (`atMost`), and why a run could not be made, if one was tried (`failed`); `reason`, `price`, `notWhere`.
   */
  readonly rows: readonly Row[];
  /** How the programs would look that remedies need, by the name of the remedy. */
  readonly sketches: Readonly<Record<string, string>>;
}

const checked = optionsOf<AdviceSpec<never>>("advise", {
  ...runFields,
  cores: anything,
  count: anything.optional(),
  alternatives: z.record(z.string(), runFields.system).optional(),
  column: text.optional(),
  better: z.enum(["more", "less"]).optional(),
  repeats: countOption.optional(),
});

/** A changed run may take so many times the steps of the run as it is. */
const MORE_STEPS = 50, AND_SOME = 1_000_000;

/** A run that could not be made. */
interface Failed {
  /** Why. */
  readonly failed: string;
}

/** A gain within this of another is the same. */
const SAME = 1.03;

/**
 * What would help a run? Watches it, and tries each remedy that the report calls for.
 *
 * @throws {InputError} when the run as it is fails, or no column says how well it does
 * @example
 * ```ts
 * import { adviceRows, advise, dupClose, linux, opteron16 } from "corey-lab";
 * const advice = advise({
 *   workload: dupClose({ warmUpMicroseconds: 100, microseconds: 200 }),
 *   machine: opteron16,
 *   system: linux.threads(),
 *   cores: 16,
 *   repeats: 1,
 * });
 * console.log(adviceRows(advice).map(({ remedy, gain }) => `${remedy}: ${gain}`));
 * ```
 */
export function advise<Kernel>(spec: AdviceSpec<Kernel>): Advice {
  checked(spec as unknown as AdviceSpec<never>);
  const { column, better, alternatives = {}, repeats = 3, seed = 1, count, ...run } = spec;
  if ((column === undefined) !== (better === undefined)) {
    throw new InputError(
      "column and better belong together: which column, and is more of it better, or less?",
    );
  }
  const report = watch({ ...run, seed, count });
  const goal = column === undefined ? goalOf(report.measured) : { column, better: better! };
  const seeds = range(seed, seed + repeats - 1), cost = noCost();
  const asItIs = valuesOf({ ...run, count: cost }, goal.column, seeds);
  if (count) {
    count.steps += cost.steps;
    count.accesses += cost.accesses;
  }
  const maxSteps = MORE_STEPS * cost.steps / seeds.length + AND_SOME;
  const attempt = (changed: Partial<RunSpec<Kernel>>): Gain | Failed => {
    try {
      let left = 0;
      const parts = changed.rearrangement?.parts?.size ?? 0;
      const done = ({ partsLeft }: Machine) => void (left = Math.max(left, partsLeft));
      const values = valuesOf({ ...run, count, ...changed }, goal.column, seeds, { maxSteps, done });
      // Nobody asked for the other lock: what stands there is of a kind that does not give way.
      if (parts > 0 && left === parts) {
        return { failed: "the lock there is of a kind that does not give way" };
      }
      return gainOf(asItIs, values, goal.better);
    } catch (error) {
      // Such a run cannot be: the program does not stand it, or the system does not fit.
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  };
  const known = { ...run.system.otherwise?.(), ...alternatives };
  const looked = seen(report, run.cores), rows: Row[] = [], sketches: Record<string, string> = {};
  for (const remedy of remedies) {
    const call = remedy.calledBy(looked), given = alternatives[remedy.name];
    if (!call && !given) continue;
    const systems = given ? [given] : systemsOf(remedy.name, known, run as RunSpec<Kernel>);
    rows.push(tried(remedy, given ? { where: "", ...call, change: undefined } : call, attempt, systems));
    if (remedy.sketch !== undefined) sketches[remedy.name] = remedy.sketch;
  }
  for (const [name, system] of Object.entries(known)) {
    if (remedies.some((remedy) => remedy.name === name)) continue;
    const outcome = attempt({ system });
    const tried = "failed" in outcome ? "not tried" : `simulated: ${system.name}`;
    rows.push({ remedy: name, where: "", tried, ...outcome });
  }
  return { diagnosis: diagnose(report), goal, rows: ranked(rows), sketches };
}

/** Systems that have a remedy, and that the workload can run on as far as its calls tell. */
function systemsOf<Kernel>(
  remedy: string,
  known: Readonly<Record<string, System<Kernel>>>,
  { workload, machine, system }: RunSpec<Kernel>,
): System<Kernel>[] {
  if (Object.hasOwn(known, remedy)) return [known[remedy]!];
  const others = labSystems(remedy, system.boot(new Machine(machine))) as System<Kernel>[];
  return others.filter((other) => {
    if (other.name === system.name) return false;
    try {
      checkCalls(workload, other.name, other.boot(new Machine(machine)));
      return true;
    } catch {
      return false;
    }
  });
}

/** Tries one remedy: as a change of the run, else by a system that has it, else by its bound. */
function tried<Kernel>(
  { name: remedy, reason, price, notWhere }: Remedy,
  call: Indication | undefined,
  attempt: (changed: Partial<RunSpec<Kernel>>) => Gain | Failed,
  systems: readonly System<Kernel>[],
): Row {
  const head = { remedy, where: call?.where ?? "" }, words = { reason, price, notWhere };
  const ways = [
    ...call?.change ? [{ tried: "simulated", changed: { rearrangement: call.change } }] : [],
    ...systems.map((system) => ({ tried: `simulated: ${system.name}`, changed: { system } })),
  ];
  let failure: Failed | undefined;
  for (const { tried, changed } of ways) {
    const outcome = attempt(changed);
    if (!("failed" in outcome)) return { ...head, tried, ...outcome, ...words };
    failure = outcome;
  }
  const bound = call?.bound && attempt({ rearrangement: call.bound });
  const atMost = bound && !("failed" in bound) ? { atMost: Math.max(1, bound.gainMax) } : {};
  return { ...head, tried: "not tried", ...atMost, ...failure, ...words };
}

/** Those first that gained most; of two that gained the same, the one that asks less of a program. */
function ranked(rows: readonly Row[]): Row[] {
  const gain = (row: Row) => Number(row.gain ?? 0);
  const order: Row[] = [];
  for (const row of rows) {
    const place = order.findIndex((other) => gain(row) > SAME * gain(other));
    order.splice(place < 0 ? order.length : place, 0, row);
  }
  return order;
}

/**
 * Advice as a table: `remedy`, `where`, `tried`, `gain` and its spread, or the most that it can be; the
 * `effect`, or why a run could not be made.
 */
export function adviceRows({ rows }: Advice): Row[] {
  const times = (gain: unknown) => Number(gain) < 10 ? Number(gain).toPrecision(2) : Number(gain).toFixed(0);
  return rows.map(({ remedy, where, tried, gain, gainMin, gainMax, effect, atMost, failed }) => ({
    remedy: remedy!,
    where: where!,
    tried: tried!,
    gain: gain !== undefined
      ? `${times(gain)} (${times(gainMin)} to ${times(gainMax)})`
      : atMost !== undefined
      ? `at most ${times(atMost)}`
      : "",
    effect: effect ?? (failed === undefined ? "" : `failed: ${shortened(String(failed))}`),
  }));
}

/** The begin of a message, for a cell of a table. */
function shortened(message: string): string {
  const [line] = message.split("\n");
  return line!.length <= 60 ? line! : `${line!.slice(0, 59)}…`;
}
