/** The bench for one experiment, inside a notebook: `await show(live(experiments.dupClose))`. */
import type { Experiment } from "../experiments/experiment.ts";
import { called, optionsOf, text } from "../input/options.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { presets } from "../machine/presets.ts";
import { escapeHtml } from "../notebook/escape.ts";
import type { Live } from "../notebook/show.ts";
import { benchPage } from "./bench_page.ts";
import { type BenchState, parametersOf, startOf, toHash } from "./bench_state.ts";

const checked = optionsOf<Pick<Experiment<never>, "name" | "points" | "figure">>("live", {
  name: text,
  points: called(),
  figure: called(),
});

/** How high the bench is in a notebook, in CSS pixels; it scrolls. */
const HEIGHT = 760;

/**
 * The bench for one of the lab's experiments: controls that simulate in the reader's browser. It works where
 * the notebook is open and scripts are allowed (Notebook, JupyterLab, VS Code); where it is only read, there
 * is the picture. The output takes some 1.5 MB of the notebook's file.
 *
 * @param experiment one of `experiments`
 * @param parameters what it begins with; like the bench unless given, which takes less of what takes long
 * @throws {InputError} when the parameters are not valid
 * @example
 * ```ts
 * import { experiments, live, show } from "corey-lab";
 * await show(live(experiments.dupClose, { lock: "mcs", cores: [1, 2, 4], repeats: 1 }));
 * ```
 */
export function live<Parameters>(
  experiment: Experiment<Parameters>,
  parameters: Partial<Parameters> = {},
): Live {
  const { name, points, figure } = experiment;
  checked({ name, points, figure } as never);
  const state = stateOf(name, parameters);
  const complete = parametersOf(state) as Parameters & object;
  return {
    kind: "live",
    draw: async () => figure(await experiment.run(complete)),
    html: async ({ png, alt }) => {
      const picture = `<img src="data:image/png;base64,${png}" alt="${
        escapeHtml(alt)
      }" style="max-width:100%">`;
      const page = await benchPage({ only: { experiment: name, start: toHash(state) }, instead: picture });
      // A frame of its own: nothing of the notebook's page can be reached from it. Where frames are taken
      // out, the picture below it remains.
      return `<div style="position:relative;height:${HEIGHT}px;overflow:hidden;resize:vertical">${picture}` +
        `<iframe title="${escapeHtml(`${name}: the bench`)}" sandbox="allow-scripts allow-downloads" ` +
        `style="position:absolute;inset:0;width:100%;height:100%;border:0;background:white" ` +
        `srcdoc="${escapeHtml(page)}"></iframe></div>`;
    },
  };
}

/** What the bench is to begin with. */
function stateOf(name: string, parameters: object): BenchState {
  const { machine, ...settings } = parameters as { readonly machine?: MachineSpec };
  const start = startOf(name);
  const base = machine === undefined ? "opteron16" : presets.includes(machine) ? machine.name : machine;
  return {
    ...start,
    settings: Object.keys(settings).length === 0 ? start.settings : settings,
    machine: { base, changes: {} },
  };
}
