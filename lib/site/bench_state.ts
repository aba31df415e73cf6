/**
 * What the bench shows, as plain data: which experiment with which parameters, on which machine. A link
 * carries all of it, so whoever opens the link sees the same.
 */
import {
  type AnyExperiment,
  experimentNamed,
  parameterSchema,
  parseCores,
  readValue,
} from "../experiments/settings.ts";
import { checkInput, InputError } from "../input/check.ts";
import { suggestion } from "../input/suggest.ts";
import type { Point } from "../experiments/points.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { TimelineOptions } from "../machine/recorders/stretch.ts";
import { coreCount } from "../machine/spec.ts";
import { firstLook } from "./first_look.ts";
import { knobs, type MachineChoice, machineFromFile, machineOf } from "./machine_choice.ts";

/** So many core counts are measured unless somebody asks for more. */
const MOST_COUNTS = 16;

/** A stretch of a run, in microseconds after the warm-up. */
export type Stretch = Required<TimelineOptions>;

/** What the bench shows. */
export interface BenchState {
  /** The experiment's name. */
  readonly experiment: string;
  /** Its parameters, those that are not as the experiment has them. The machine is chosen apart. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The machine. */
  readonly machine: MachineChoice;
  /** Systems that are not measured. */
  readonly without: readonly string[];
  /** Which of the experiment's figures is drawn; its own unless given. */
  readonly figure?: string | undefined;
  /** The place of the point that is looked at. */
  readonly look?: number | undefined;
  /** From which microsecond on, and how long, all of that point is kept; the beginning unless given. */
  readonly stretch?: Stretch | undefined;
  /** The run that this one is compared with. */
  readonly pinned?: BenchState | undefined;
}

/** What the bench shows first of an experiment. */
export function startOf(experiment: string): BenchState {
  return {
    experiment,
    settings: firstLook(experiment)?.settings ?? {},
    machine: { base: "opteron16", changes: {} },
    without: [],
  };
}

/**
 * The parameters that a state stands for. Of a large machine some core counts are taken, unless it says
 * which.
 *
 * @throws {InputError} when they are none of the experiment's, in a sentence of its schema
 */
export function parametersOf({ experiment, settings, machine }: BenchState): Record<string, unknown> {
  const { parameters, points } = experimentNamed(experiment), spec = machineOf(machine);
  // The machine was checked when it was chosen.
  const given = { ...checkInput(parameters, settings, `parameters of ${experiment}`), machine: spec };
  if ("cores" in settings) return given;
  const counts = new Set(points(given).map(({ labels }) => labels.cores));
  return counts.size <= MOST_COUNTS ? given : { ...given, cores: coresOf(spec) };
}

/** Core counts that make a figure of a large machine: each twice the one before, and all. */
function coresOf(spec: MachineSpec): number[] {
  const all = coreCount(spec), counts = new Set<number>();
  for (let cores = 1; cores < all; cores *= 2) counts.add(cores);
  return [...counts, all];
}

/** The points that a state asks for, each with its place among all of the experiment's. */
export function pointsOfState(state: BenchState): { readonly index: number; readonly point: Point }[] {
  return experimentNamed(state.experiment).points(parametersOf(state))
    .map((point, index) => ({ index, point }))
    .filter(({ point }) => !state.without.includes(String(point.labels.system)));
}

/** The same in the order in which they are measured: first what the experiment's first look begins with. */
export function pointsInTurn(state: BenchState): ReturnType<typeof pointsOfState> {
  const begins = Object.entries(firstLook(state.experiment)?.begins ?? {}), points = pointsOfState(state);
  const isFirst = ({ point: { labels } }: typeof points[0]) =>
    begins.every(([name, value]) => labels[name] === value);
  return [...points.filter(isFirst), ...points.filter((point) => !isFirst(point))];
}

/** The systems of a state's experiment, the ones left out as well. */
export function systemsOf(state: BenchState): string[] {
  const points = experimentNamed(state.experiment).points(parametersOf(state));
  return [...new Set(points.map(({ labels }) => String(labels.system)))];
}

/**
 * A state as what follows the `#` of an address.
 *
 * @example
 * ```ts
 * console.log(toHash({ ...startOf("dup-close"), settings: { lock: "mcs" } })); // dup-close?lock=mcs
 * ```
 */
export function toHash(state: BenchState): string {
  const { experiment, settings, machine, without, figure, look, stretch, pinned } = state,
    start = startOf(experiment);
  const words = new URLSearchParams();
  for (const key of new Set([...Object.keys(start.settings), ...Object.keys(settings)])) {
    const now = key in settings
      ? valueText(key, settings[key])
      : defaultText(experimentNamed(experiment), key);
    if (!(key in start.settings) || now !== valueText(key, start.settings[key])) words.set(key, now);
  }
  if (typeof machine.base !== "string") words.set("spec", JSON.stringify(machine.base));
  else if (machine.base !== "opteron16") words.set("machine", machine.base);
  for (const [key, value] of Object.entries(machine.changes)) words.set(`machine.${key}`, String(value));
  for (const system of without) words.append("without", system);
  if (figure !== undefined) words.set("figure", figure);
  if (look !== undefined) words.set("look", String(look));
  if (stretch) words.set("stretch", `${stretch.fromMicroseconds},${stretch.microseconds}`);
  if (pinned) {
    words.set("pinned", toHash({ ...pinned, pinned: undefined, look: undefined, stretch: undefined }));
  }
  const text = words.toString();
  return text === "" ? experiment : `${experiment}?${text}`;
}

/**
 * The state that an address stands for.
 *
 * @throws {InputError} when it stands for none
 */
export function fromHash(hash: string): BenchState {
  const [, name = "", query = ""] = /^#?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const experiment = experimentNamed(name || "dup-close"), words = new URLSearchParams(query);
  const start = startOf(experiment.name), settings: Record<string, unknown> = { ...start.settings };
  const changes: Record<string, number | string> = {};
  let base: MachineChoice["base"] = "opteron16", figure: string | undefined, look: number | undefined;
  let stretch: Stretch | undefined, pinned: BenchState | undefined;
  for (const [key, text] of words) {
    const knob = /^machine\.(.*)$/.exec(key)?.[1];
    if (knob !== undefined) changes[knob] = changeOf(knob, text);
    else if (key === "machine") base = text;
    else if (key === "spec") base = machineFromFile(text, "the machine in the address");
    else if (key === "figure") figure = text;
    else if (key === "look") look = Number(text);
    else if (key === "stretch") {
      const [fromMicroseconds = NaN, microseconds = NaN] = text.split(",").map(Number);
      stretch = { fromMicroseconds, microseconds };
    } else if (key === "pinned") pinned = fromHash(text);
    else if (key === "cores" && text === "all") delete settings.cores;
    else if (key !== "without") settings[key] = settingOf(experiment, key, text);
  }
  return {
    experiment: experiment.name,
    settings,
    machine: { base, changes },
    without: words.getAll("without"),
    figure,
    look,
    stretch,
    pinned,
  };
}

/** What a knob of the machine is turned to. */
function changeOf(knob: string, text: string): number | string {
  if (knob === "coherence") return text;
  if (knobs.some(({ key }) => key === knob)) return Number(text);
  throw new InputError(`machine.${knob}: ${suggestion(knob, [...knobs.map(({ key }) => key), "coherence"])}`);
}

/**
 * A parameter's value from the words of a field or an address.
 *
 * @throws {InputError} when the experiment has no such parameter, or it takes no such value
 */
export function settingOf(experiment: AnyExperiment, key: string, text: string): unknown {
  const schema = parameterSchema(experiment, key);
  if (key === "cores") return parseCores(text);
  try {
    return readValue(schema, text);
  } catch (error) {
    throw new InputError(`${key} = ${text}: ${(error as InputError).message}`);
  }
}

/** A parameter's value in words: runs of core counts as `1..16`, lists with commas. */
export function valueText(key: string, value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  if (key !== "cores") return value.join(",");
  const runs: number[][] = [];
  for (const cores of value as number[]) {
    const last = runs.at(-1);
    if (last && cores === last.at(-1)! + 1) last.push(cores);
    else runs.push([cores]);
  }
  return runs.map((run) => run.length > 2 ? `${run[0]}..${run.at(-1)}` : run.join(",")).join(",");
}

/** What a parameter is unless it is given, in words. */
function defaultText(experiment: AnyExperiment, key: string): string {
  const value = parameterSchema(experiment, key).safeParse(undefined).data;
  return value === undefined ? "all" : valueText(key, value);
}
