/** All controls of the bench: which experiment, its parameters, its systems, the machine. */
import { allExperiments, experimentNamed } from "../../experiments/settings.ts";
import { type BenchState, startOf, systemsOf } from "../bench_state.ts";
import { figuresOf, OWN_FIGURE } from "../figures.ts";
import { make } from "./dom.ts";
import { boxes, experimentControls, menu } from "./experiment_controls.ts";
import { machineControls } from "./machine_controls.ts";

/** What the controls move. */
export interface Controlled {
  /** What is shown now. */
  readonly state: () => BenchState;
  /** Whether the experiment can be another one. */
  readonly isAny: boolean;
  /** Is called with what was moved. */
  readonly onChange: (change: Partial<BenchState>) => void;
  /** Is called when a figure was chosen: nothing has to be measured for it. */
  readonly onFigure: (figure: string | undefined) => void;
  /** Is called with a state of which all is another: the controls have to be made anew. */
  readonly onOther: (state: BenchState) => void;
}

/** What is asked: the experiment, to be chosen, and its question. */
export function choiceView(bench: Controlled): HTMLElement[] {
  const state = bench.state(), experiment = experimentNamed(state.experiment);
  const words = allExperiments.map(({ name }) => name);
  const choose = (name: string) => bench.onOther({ ...startOf(name), machine: bench.state().machine });
  const choice = bench.isAny
    ? [menu("experiment", { label: "experiment", words }, state.experiment, choose)]
    : [];
  return [
    ...choice,
    make("p", { class: "question" }, experiment.question),
    make("details", {}, make("summary", {}, "what the paper says"), make("p", {}, experiment.paper)),
  ];
}

/** Makes the controls of what is shown. */
export function controlsView(bench: Controlled): HTMLElement[] {
  const state = bench.state(), experiment = experimentNamed(state.experiment);
  return [
    ...figureMenu(bench),
    make("h2", {}, "Parameters"),
    ...experimentControls(experiment, state.settings, (key, value) => {
      const { [key]: _, ...others } = bench.state().settings;
      bench.onChange({ settings: value === undefined ? others : { ...others, [key]: value } });
    }),
    ...systemBoxes(bench),
    make("h2", {}, "Machine"),
    ...machineControls(state.machine, (machine, isOther) => {
      if (isOther) bench.onOther({ ...bench.state(), machine });
      else bench.onChange({ machine });
    }),
  ];
}

function figureMenu({ state, onFigure }: Controlled): HTMLElement[] {
  const words = Object.keys(figuresOf(experimentNamed(state().experiment)));
  if (words.length === 1) return [];
  return [
    menu(
      "figure",
      { label: "figure", words },
      state().figure ?? OWN_FIGURE,
      (word) => onFigure(word === OWN_FIGURE ? undefined : word),
    ),
  ];
}

/** Which systems are measured; locks are boxes already where they are a parameter. */
function systemBoxes({ state, onChange }: Controlled): HTMLElement[] {
  try {
    const systems = systemsOf(state());
    if (systems.length < 2 || "locks" in experimentNamed(state().experiment).parameters.shape) return [];
    const shown = systems.filter((system) => !state().without.includes(system));
    return [
      boxes("systems", "systems", "which are measured", systems, shown, (chosen) =>
        onChange({
          without: systems.filter((system) => !chosen.includes(system)),
        })),
    ];
  } catch {
    return []; // What is wrong is said where the run would be.
  }
}
