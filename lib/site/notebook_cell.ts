/** What the bench shows, as a cell of a notebook that gives the same rows and the same figure. */
import { experiments } from "../experiments/all.ts";
import { experimentNamed } from "../experiments/settings.ts";
import { type BenchState, parametersOf } from "./bench_state.ts";
import { figuresOf, OWN_FIGURE } from "./figures.ts";
import { machineCode } from "./machine_choice.ts";

/**
 * The cell.
 *
 * @returns TypeScript, its last line the call that shows the figure
 * @example
 * ```ts
 * import { startOf } from "./bench_state.ts";
 * const cell = notebookCell({ ...startOf("dup-close"), settings: { cores: [1, 2], lock: "mcs" } });
 * console.assert(cell.includes(`experiments.dupClose.run({ cores: [1, 2], lock: "mcs" })`));
 * ```
 */
export function notebookCell(state: BenchState): string {
  const { machine, without, figure = OWN_FIGURE } = state, name = keyOf(state.experiment);
  const isPlain = machine.base === "opteron16" && Object.keys(machine.changes).length === 0;
  const { code, imports } = machineCode(machine), parameters = parametersOf(state);
  // Core counts that the bench chose are written out: the experiment would take others.
  const settings = { ...(parameters.cores ? { cores: parameters.cores } : {}), ...state.settings };
  const given = [
    ...(isPlain ? [] : [`machine: ${code}`]),
    ...Object.entries(settings).map(([key, value]) => `${key}: ${written(value)}`),
  ];
  const run = `await experiments.${name}.run(${given.length === 0 ? "" : `{ ${given.join(", ")} }`})`;
  const figures = figuresOf(experimentNamed(state.experiment)), own = figures[OWN_FIGURE]!;
  const drawing = figures[figure] ?? own;
  const call = drawing === own ? `experiments.${name}.${own.code}` : drawing.code;
  const names = ["experiments", "show", ...(isPlain ? [] : imports), call.slice(0, call.search(/[.(]/))];
  return [
    `import { ${[...new Set(names)].sort().join(", ")} } from "corey-lab";`,
    "",
    without.length === 0
      ? `const rows = ${run};`
      : `const rows = (${run})\n  .filter(({ system }) => !${written(without)}.includes(String(system)));`,
    `await show(${call});`,
  ].join("\n");
}

/** What an experiment is called among `experiments`. */
export function keyOf(name: string): string {
  return Object.entries(experiments).find(([, experiment]) => experiment.name === name)![0];
}

/** A value as it is written in TypeScript. */
function written(value: unknown): string {
  return Array.isArray(value)
    ? `[${value.map((one) => JSON.stringify(one)).join(", ")}]`
    : JSON.stringify(value);
}
