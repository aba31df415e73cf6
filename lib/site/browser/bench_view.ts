/** The bench: controls on one side, what comes of them on the other. */
import type { Row } from "../../rows/row.ts";
import { type BenchState, fromHash, pointsOfState, startOf, toHash } from "../bench_state.ts";
import { firstLook } from "../first_look.ts";
import { choiceView, type Controlled, controlsView } from "./controls_view.ts";
import { button, make, problem } from "./dom.ts";
import { downloads } from "./downloads.ts";
import type { FirstWorker } from "./first_worker.ts";
import { LabWorkers, OUT_OF_DATE } from "./lab_workers.ts";
import { LookPanel } from "./look_panel.ts";
import { rehearse } from "./rehearse.ts";
import { counted, figureOf, pointName, resultsView, type Shown } from "./results_view.ts";

/** How the bench stands in its page. */
export interface BenchOptions {
  /** The worker that has begun already. */
  readonly firstWorker: FirstWorker;
  /** The one experiment that it is for; it may be any unless given. */
  readonly only?: string | undefined;
  /** What it begins with, as in an address. */
  readonly start: string;
  /** Is told of each state that a link could carry. */
  readonly onState: (hash: string) => void;
}

/** A control that is being moved settles for so long before anything is measured. */
const SETTLE_MILLISECONDS = 120;

/** The bench of one page. */
export class BenchView {
  readonly #options: BenchOptions;
  readonly #workers: LabWorkers;
  readonly #look: LookPanel;
  readonly #choice = make("div", { class: "choice" });
  readonly #controls = make("div", { class: "controls" });
  readonly #status = make("p", { class: "status", role: "status" });
  readonly #progress = make("progress", { "aria-label": "points measured", max: 1, value: 0 });
  readonly #notes = make("div", { class: "notes" });
  readonly #results = make("div", { class: "results" });
  readonly #pinButton = button("pin this run as A", () => this.#pin(true), { disabled: true });
  readonly #unpin = button("unpin", () => this.#pin(false), { hidden: true });
  #state: BenchState;
  #rows: (Row | undefined)[] = [];
  #pinned: readonly Row[] | undefined;
  #running = new AbortController();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isDrawing = false;

  /** Puts the bench into an element of the page. */
  constructor(root: HTMLElement, options: BenchOptions) {
    this.#options = options;
    this.#workers = new LabWorkers(options.firstWorker);
    this.#look = new LookPanel(this.#workers, (place, stretch) => {
      this.#state = { ...this.#state, stretch };
      void this.#lookAt(place);
    });
    this.#state = startOf(options.only ?? "dup-close");
    const tools = make(
      "div",
      { class: "tools" },
      this.#look.chooser,
      this.#pinButton,
      this.#unpin,
      downloads(() => ({ state: this.#state, rows: this.#shown().rows, figure: figureOf(this.#shown()) })),
    );
    const shown = [this.#status, this.#progress, this.#notes, this.#results, tools, this.#look.view];
    root.replaceChildren(
      this.#choice,
      this.#controls,
      make("section", { class: "shown", "aria-label": "results" }, ...shown),
    );
    this.go(options.start);
    requestAnimationFrame(rehearse);
  }

  /** Shows what an address stands for. */
  go(hash: string): void {
    if (hash.replace(/^#/, "") === toHash(this.#state) && this.#rows.length > 0) return;
    try {
      this.#show(fromHash(hash));
    } catch (error) {
      this.#state = startOf(this.#options.only ?? "dup-close");
      this.#makeControls();
      this.#fail(error);
    }
  }

  /** Shows something else, whatever is shown now. */
  #show(state: BenchState): void {
    if (state.experiment !== this.#state.experiment || !state.pinned) this.#pinned = undefined;
    this.#state = state;
    this.#makeControls();
    this.#begin(0);
  }

  #makeControls(): void {
    const controlled: Controlled = {
      state: () => this.#state,
      isAny: this.#options.only === undefined,
      onChange: (change) => {
        this.#state = { ...this.#state, ...change, look: undefined };
        this.#begin(SETTLE_MILLISECONDS);
      },
      onFigure: (figure) => {
        this.#state = { ...this.#state, figure };
        this.#options.onState(toHash(this.#state));
        this.#draw();
      },
      onOther: (state) => this.#show({ ...state, look: undefined }),
    };
    this.#choice.replaceChildren(...choiceView(controlled));
    this.#controls.replaceChildren(...controlsView(controlled));
  }

  /** What runs is out of date at once; the new begins when the hand rests. */
  #begin(afterMilliseconds: number): void {
    this.#running.abort(OUT_OF_DATE);
    this.#look.clear();
    clearTimeout(this.#settling);
    delete this.#status.dataset.done;
    this.#pinButton.disabled = true;
    if (afterMilliseconds === 0) void this.#run();
    else this.#settling = setTimeout(() => void this.#run(), afterMilliseconds);
  }

  async #run(): Promise<void> {
    const { signal } = this.#running = new AbortController(), state = this.#state;
    this.#notes.replaceChildren(...this.#notesOn(state));
    try {
      this.#options.onState(toHash(state));
      if (state.pinned && !this.#pinned) {
        const pinned: Row[] = [];
        await this.#measure(state.pinned, signal, (row, place) => pinned[place] = row);
        if (!signal.aborted) this.#pinned = pinned;
      }
      const rows: (Row | undefined)[] = this.#rows = new Array(pointsOfState(state).length).fill(undefined);
      const seconds = await this.#measure(state, signal, (row, place) => {
        rows[place] = row;
        this.#drawSoon();
      });
      if (signal.aborted) return;
      this.#draw();
      this.#look.offer(state, rows);
      this.#status.textContent = `${state.experiment}: ${counted(rows.length, "point")} in ${
        seconds.toFixed(1)
      } s.`;
      this.#status.dataset.done = toHash(state);
      this.#progress.hidden = true;
      this.#pinButton.disabled = false;
      if (state.look !== undefined) await this.#lookAt(state.look);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Measures what a state asks for; the seconds that it took. */
  async #measure(
    state: BenchState,
    signal: AbortSignal,
    onRow: (row: Row, place: number) => void,
  ): Promise<number> {
    const total = pointsOfState(state).length, since = performance.now();
    let done = 0;
    this.#progress.hidden = false;
    this.#status.textContent = `Measuring ${counted(total, "point")} …`;
    await this.#workers.measure(state, (row, place) => {
      if (signal.aborted) return;
      this.#progress.value = ++done / total;
      onRow(row, place);
    }, signal);
    return (performance.now() - since) / 1000;
  }

  #notesOn({ experiment, settings }: BenchState): HTMLElement[] {
    const first = firstLook(experiment);
    if (!first || JSON.stringify(settings) !== JSON.stringify(first.settings)) return [];
    const all = button("all of it", () => this.#show({ ...this.#state, settings: {}, look: undefined }), {
      class: "plain",
    });
    return [make("p", { class: "first-look" }, `A first look: ${first.says}. `, all)];
  }

  #fail(error: unknown): void {
    this.#status.textContent = "";
    this.#progress.hidden = true;
    this.#rows = [];
    this.#results.replaceChildren(problem(error));
  }

  #shown(): Shown {
    const { experiment, figure } = this.#state;
    return { experiment, figure, rows: this.#rows.filter((row) => row !== undefined), pinned: this.#pinned };
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
    const shown = this.#shown(), failed = shown.rows.find((row) => row.error !== undefined);
    this.#results.replaceChildren(
      ...failed ? [problem(`${pointName(failed)}: ${failed.error}`)] : [],
      ...resultsView(shown, (row) => void this.#lookAt(this.#rows.indexOf(row))),
    );
    this.#unpin.hidden = this.#pinned === undefined;
    // A frame later it has been painted: how long a reader waits is among the browser's own measurements.
    if (shown.rows.length > 0) requestAnimationFrame(() => performance.mark("figure"));
  }

  #pin(isPinned: boolean): void {
    const { pinned: _, ...state } = this.#state;
    this.#state = isPinned ? { ...state, pinned: state } : state;
    this.#pinned = isPinned ? this.#shown().rows : undefined;
    this.#options.onState(toHash(this.#state));
    this.#draw();
    this.#status.textContent = isPinned
      ? "Pinned as A: what you change now is B."
      : "Nothing is pinned any more.";
    // The button that was pressed is hidden now.
    if (!isPinned) this.#pinButton.focus();
  }

  async #lookAt(place: number): Promise<void> {
    const row = this.#rows[place];
    if (!row || !pointsOfState(this.#state)[place]?.point.run) return;
    this.#state = { ...this.#state, look: place };
    this.#options.onState(toHash(this.#state));
    await this.#look.look(this.#state, place, row);
  }
}
