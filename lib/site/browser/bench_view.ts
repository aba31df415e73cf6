/** The bench: controls on one side, what comes of them on the other. */
import { allExperiments, experimentNamed } from "../../experiments/settings.ts";
import type { Row } from "../../rows/row.ts";
import { type BenchState, fromHash, pointsOfState, startOf, systemsOf, toHash } from "../bench_state.ts";
import { firstLook } from "../first_look.ts";
import { button, make, problem } from "./dom.ts";
import { downloads } from "./downloads.ts";
import { boxes, experimentControls, menu } from "./experiment_controls.ts";
import { LabWorkers } from "./lab_workers.ts";
import { lookView } from "./look_view.ts";
import { machineControls } from "./machine_controls.ts";
import { figureOf, pointName, resultsView } from "./results_view.ts";

/** How the bench stands in its page. */
export interface BenchOptions {
  /** The page's script, for the workers. */
  readonly script: string;
  /** The one experiment that it is for; it may be any unless given. */
  readonly only?: string | undefined;
  /** What it begins with, as in an address. */
  readonly start: string;
  /** Is told of each state that a link could carry. */
  readonly onState: (hash: string) => void;
}

/** A control that is being moved settles for so long before anything is measured. */
const SETTLE_MILLISECONDS = 120;
/** Of a point that is looked at, so much is kept. */
const STRETCH = { microseconds: 6 };

/** The bench of one page. */
export class BenchView {
  readonly #options: BenchOptions;
  readonly #workers: LabWorkers;
  readonly #controls = make("div", { class: "controls" });
  readonly #status = make("p", { class: "status", role: "status" });
  readonly #progress = make("progress", { "aria-label": "points measured", max: 1, value: 0 });
  readonly #notes = make("div", { class: "notes" });
  readonly #results = make("div", { class: "results" });
  readonly #look = make("section", { class: "look", "aria-label": "a closer look" });
  readonly #chooser = make("select", { id: "point" });
  #state: BenchState;
  #rows: (Row | undefined)[] = [];
  #pinned: readonly Row[] | undefined;
  #running = new AbortController();
  #looking = new AbortController();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isDrawing = false;

  /** Puts the bench into an element of the page. */
  constructor(root: HTMLElement, options: BenchOptions) {
    this.#options = options;
    this.#workers = new LabWorkers(options.script);
    this.#state = startOf(options.only ?? "dup-close");
    root.replaceChildren(
      this.#controls,
      make(
        "div",
        { class: "shown" },
        this.#status,
        this.#progress,
        this.#notes,
        this.#results,
        this.#tools(),
        this.#look,
      ),
    );
    this.go(options.start);
  }

  /** Shows what an address stands for. */
  go(hash: string): void {
    try {
      this.#state = fromHash(hash);
    } catch (error) {
      this.#makeControls();
      return this.#fail(error);
    }
    this.#makeControls();
    void this.#run();
  }

  #present(): Row[] {
    return this.#rows.filter((row) => row !== undefined);
  }

  #tools(): HTMLElement {
    const choose = button("look closer", () => void this.#lookAt(Number(this.#chooser.value)));
    return make(
      "div",
      { class: "tools" },
      make("div", { class: "control" }, make("label", { for: "point" }, "a point"), this.#chooser, choose),
      button("pin this run as A", () => this.#pin(true), { id: "pin" }),
      button("unpin", () => this.#pin(false), { id: "unpin" }),
      downloads(() => {
        const rows = this.#present(), experiment = experimentNamed(this.#state.experiment);
        return { state: this.#state, rows, figure: figureOf({ experiment, rows, pinned: this.#pinned }) };
      }),
    );
  }

  #makeControls(): void {
    const state = this.#state, experiment = experimentNamed(state.experiment);
    const names = allExperiments.map(({ name }) => name);
    const choice = this.#options.only !== undefined ? [] : [
      menu("experiment", { label: "experiment", words: names }, state.experiment, (name) => {
        this.#state = { ...startOf(name), machine: this.#state.machine };
        this.#pinned = undefined;
        this.#makeControls();
        this.#change({});
      }),
    ];
    this.#controls.replaceChildren(
      ...choice,
      make("p", { class: "question" }, experiment.question),
      make("details", {}, make("summary", {}, "what the paper says"), make("p", {}, experiment.paper)),
      make("h2", {}, "Parameters"),
      ...experimentControls(experiment, state.settings, (key, value) => {
        const { [key]: _, ...others } = this.#state.settings;
        this.#change({ settings: value === undefined ? others : { ...others, [key]: value } });
      }),
      ...this.#systemBoxes(),
      make("h2", {}, "Machine"),
      ...machineControls(state.machine, (machine, isOther) => {
        this.#change({ machine });
        if (isOther) this.#makeControls();
      }),
    );
  }

  #systemBoxes(): HTMLElement[] {
    try {
      const systems = systemsOf(this.#state);
      if (systems.length < 2 || "locks" in experimentNamed(this.#state.experiment).parameters.shape) {
        return [];
      }
      const shown = systems.filter((system) => !this.#state.without.includes(system));
      return [
        boxes("systems", "systems", "which are measured", systems, shown, (chosen) =>
          this.#change({
            without: systems.filter((system) => !chosen.includes(system)),
          })),
      ];
    } catch {
      return []; // What is wrong is said where the run would be.
    }
  }

  /** Something was moved: what runs is out of date at once, and the new begins when the hand rests. */
  #change(change: Partial<BenchState>): void {
    this.#state = { ...this.#state, ...change, look: undefined };
    this.#running.abort();
    this.#looking.abort();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#run(), SETTLE_MILLISECONDS);
  }

  #pin(isPinned: boolean): void {
    const { pinned: _, ...state } = this.#state;
    this.#state = isPinned ? { ...state, pinned: state } : state;
    this.#pinned = isPinned ? this.#present() : undefined;
    this.#options.onState(toHash(this.#state));
    this.#draw();
    this.#status.textContent = isPinned
      ? "Pinned as A: what you change now is B."
      : "Nothing is pinned any more.";
  }

  async #run(): Promise<void> {
    const running = this.#running = new AbortController(), { signal } = running, state = this.#state;
    this.#look.replaceChildren();
    this.#options.onState(toHash(state));
    try {
      if (state.pinned && !this.#pinned) this.#pinned = await this.#measure(state.pinned, signal, () => {});
      const since = performance.now();
      this.#notes.replaceChildren(...this.#notesOn(state));
      const rows = this.#rows = new Array(pointsOfState(state).length);
      this.#chooser.replaceChildren();
      await this.#measure(state, signal, (row, place) => {
        rows[place] = row;
        this.#drawSoon();
      });
      if (signal.aborted) return;
      this.#draw();
      this.#fillChooser();
      const seconds = ((performance.now() - since) / 1000).toFixed(1);
      this.#status.textContent = `${
        experimentNamed(state.experiment).name
      }: ${rows.length} points in ${seconds} s.`;
      this.#status.dataset.done = toHash(state);
      if (state.look !== undefined) await this.#lookAt(state.look);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async #measure(
    state: BenchState,
    signal: AbortSignal,
    onRow: (row: Row, place: number) => void,
  ): Promise<readonly Row[]> {
    const total = pointsOfState(state).length, rows: Row[] = new Array(total);
    let done = 0;
    delete this.#status.dataset.done;
    this.#status.textContent = `Measuring ${total} points …`;
    await this.#workers.measure(state, (row, place) => {
      if (signal.aborted) return;
      rows[place] = row;
      this.#progress.value = ++done / total;
      onRow(row, place);
    }, signal);
    return rows;
  }

  #notesOn({ experiment, settings }: BenchState): HTMLElement[] {
    const first = firstLook(experiment);
    if (!first || JSON.stringify(settings) !== JSON.stringify(first.settings)) return [];
    const all = button("all of it", () => {
      this.#state = { ...this.#state, settings: {} };
      this.#makeControls();
      this.#change({});
    }, { class: "plain" });
    return [make("p", { class: "first-look" }, `A first look: ${first.says}. `, all)];
  }

  #fail(error: unknown): void {
    this.#status.textContent = "";
    this.#progress.value = 0;
    this.#results.replaceChildren(problem(error));
  }

  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw(): void {
    const rows = this.#present(), failed = rows.find((row) => row.error !== undefined);
    const experiment = experimentNamed(this.#state.experiment);
    const onChoose = (row: Row) => void this.#lookAt(this.#rows.indexOf(row));
    this.#results.replaceChildren(
      ...failed ? [problem(`${pointName(failed)}: ${failed.error}`)] : [],
      ...resultsView({ experiment, rows, pinned: this.#pinned, onChoose }),
    );
    document.getElementById("unpin")?.toggleAttribute("hidden", this.#pinned === undefined);
  }

  #fillChooser(): void {
    const points = pointsOfState(this.#state),
      options = this.#rows.flatMap((row, place) =>
        row && points[place]?.point.run ? [make("option", { value: place }, pointName(row))] : []
      );
    this.#chooser.replaceChildren(...options);
    this.#chooser.parentElement!.hidden = options.length === 0;
    this.#chooser.value = String(this.#rows.length - 1);
  }

  async #lookAt(place: number): Promise<void> {
    this.#looking.abort();
    const { signal } = this.#looking = new AbortController(), row = this.#rows[place];
    if (!row) return;
    this.#state = { ...this.#state, look: place };
    this.#options.onState(toHash(this.#state));
    this.#chooser.value = String(place);
    this.#look.replaceChildren(make("p", { role: "status" }, `Looking at ${pointName(row)} …`));
    try {
      const look = await this.#workers.look(this.#state, place, STRETCH, signal);
      if (!signal.aborted) this.#look.replaceChildren(...lookView(pointName(row), look));
    } catch (error) {
      if (!signal.aborted) this.#look.replaceChildren(problem(error));
    }
  }
}
