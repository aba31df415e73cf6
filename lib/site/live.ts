/** What lives inside a notebook: the bench, `await show(live(experiments.dupClose))`, or a chart. */
import type { Experiment } from "../experiments/experiment.ts";
import { checkHas } from "../input/given.ts";
import { called, optionsOf, text } from "../input/options.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { presets } from "../machine/presets.ts";
import type { Live } from "../notebook/show.ts";
import type { VegaLiteFigure } from "../plots/figure.ts";
import { framed, imageOf } from "./framed.ts";
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
 * is the picture. The output takes some 1 MB of the notebook's file. (JupyterLab takes out of the page what
 * is not in view: a bench that comes back begins anew, unless the notebooks' setting "Windowing mode" is
 * `defer`.)
 *
 * A chart of Vega-Lite, such as an `explorer`, can so be explored in front ends that do not know Vega-Lite 5,
 * as Notebook 6 and pages made by nbconvert; it takes some 1 MB.
 *
 * @param shown one of `experiments`; or a chart
 * @param parameters what it begins with; like the bench unless given, which takes less of what takes long
 * @throws {InputError} when the parameters are not valid
 * @example
 * ```ts
 * import { experiments, live, show } from "corey-lab";
 * await show(live(experiments.dupClose, { lock: "mcs", cores: [1, 2, 4], repeats: 1 }));
 * ```
 */
export function live<Parameters>(
  shown: Experiment<Parameters> | VegaLiteFigure,
  parameters: Partial<Parameters> = {},
): Live {
  const part = "kind" in Object(shown) ? "kind" : "points";
  checkHas("live", shown, part, "an experiment, such as experiments.dupClose, or a chart");
  if ("kind" in shown && shown.kind === "vega-lite") {
    return {
      kind: "live",
      draw: () => Promise.resolve(shown),
      html: async (picture) => (await import("./live_chart.ts")).framedChart(shown, picture),
    };
  }
  const experiment = shown as Experiment<Parameters>, { name, points, figure } = experiment;
  checked({ name, points, figure } as never);
  const state = stateOf(name, parameters);
  const complete = parametersOf(state) as Parameters & object;
  return {
    kind: "live",
    draw: async () => figure(await experiment.run(complete)),
    html: async (picture) => {
      const { benchPage } = await import("./bench_page.ts"), instead = imageOf(picture);
      return framed({
        page: await benchPage({ only: { experiment: name, start: toHash(state) }, instead }),
        title: `${name}: the bench`,
        instead,
        room: `height:${HEIGHT}px;resize:vertical`,
      });
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
