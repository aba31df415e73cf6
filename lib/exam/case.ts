/**
 * An exam question of the first kind, "does Corey solve this contention?", as a value: the answer in four
 * sentences, and the runs that prove it.
 */
import type { Abstraction as OfThree } from "../analysis/finding.ts";
import { type Effect, gainOf, type Goal } from "../experiments/gain.ts";
import { measureOnce } from "../experiments/one_run.ts";
import type { Placement } from "../experiments/placement.ts";
import type { System } from "../kernels/system.ts";
import { count, made, optionsOf } from "../input/options.ts";
import { opteron16 } from "../machine/presets.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { Workload } from "../workloads/workload.ts";

/** What Corey offers: its three abstractions, and what else an application may decide there. */
export type Means = OfThree | "segments" | "pcores" | "library OS";

/** Where a case is run. */
export interface RunAt {
  /** The machine; the case's own by default. */
  readonly machine?: MachineSpec;
  /** How many cores; as many as in the question by default. */
  readonly cores?: number;
}

/** Checks where a case is to be run, for a function of this name. */
export const checkedAt = (name: string): (at: RunAt) => RunAt =>
  optionsOf<RunAt>(name, {
    machine: made<MachineSpec>(["chips", "clockHertz"], "opteron16").optional(),
    cores: count.optional(),
  });

const checked = checkedAt("measured");

/** One of the ways in which the work can be done. */
export interface Way {
  /** What it is called in the table. */
  readonly name: string;
  /** Runs it. */
  run(on: { readonly machine: MachineSpec; readonly cores: number }): Row;
}

/** A question with its answer. */
export interface ExamCase {
  /** The structure in a word or two: what the case is called. */
  readonly name: string;
  /** The question. */
  readonly question: string;
  /** The honest answer. */
  readonly verdict: "yes" | "yes, but" | "no";
  /** First sentence: who writes which structure. */
  readonly structure: string;
  /** Second sentence: what that costs the hardware. */
  readonly cost: string;
  /** Third sentence: what of Corey applies. */
  readonly abstraction: string;
  /** Fourth sentence: why it helps, and where it does not. */
  readonly why: string;
  /** What of Corey applies, in a word or two. */
  readonly remedy: Means;
  /** The machine that the answer is about; the paper's unless it is another. */
  readonly machine?: MachineSpec;
  /** On how many cores of it. */
  readonly cores: number;
  /** The column that tells how well it goes. */
  readonly goal: Goal;
  /** As it is, then Corey's way, then what else is worth a comparison. */
  readonly ways: readonly [asItIs: Way, coreys: Way, ...others: Way[]];
}

/** A way of doing the work: a workload on a system. */
export function way<Kernel>(
  name: string,
  workload: Workload<Kernel>,
  system: System<Kernel>,
  placement?: Placement,
): Way {
  return {
    name,
    run: (on) => measureOnce({ ...on, workload, system, ...(placement === undefined ? {} : { placement }) }),
  };
}

/**
 * Runs a case: a row a way, with the `cores`, the column that tells, and the `gain` over the first way.
 *
 * @example
 * ```ts
 * import { caseNamed, measured } from "corey-lab/exam";
 * for (const { way, gain } of measured(caseNamed("run queue"))) console.log(way, gain);
 * ```
 */
export function measured(asked: ExamCase, at: RunAt = {}): Row[] {
  const { ways, goal } = asked;
  const { machine = asked.machine ?? opteron16, cores = asked.cores } = checked(at);
  const values = ways.map(({ run }) => Number(run({ machine, cores })[goal.column]));
  return ways.map(({ name }, i) => ({
    way: name,
    cores,
    [goal.column]: values[i]!,
    gain: gainOf([values[0]!], [values[i]!], goal.better).gain,
  }));
}

/** What a way does, by its row: a gain of less than a tenth is no difference. */
export function effectOf({ gain }: Row): Effect {
  return gainOf([1], [Number(gain)], "more").effect;
}

/** The model answer as a table: `step` and `answer`, a sentence each. */
export function answerRows({ verdict, structure, cost, abstraction, why }: ExamCase): Row[] {
  return [
    { step: "Does Corey solve it?", answer: verdict },
    { step: "1. What is shared?", answer: structure },
    { step: "2. What does that cost?", answer: cost },
    { step: "3. Which abstraction?", answer: abstraction },
    { step: "4. Why?", answer: why },
  ];
}
