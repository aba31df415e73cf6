/** Where a point is chosen, and looked at more closely. */
import type { Row } from "../../rows/row.ts";
import { type BenchState, pointsOfState, type Stretch } from "../bench_state.ts";
import { button, make, problem } from "./dom.ts";
import { type LabWorkers, OUT_OF_DATE } from "./lab_workers.ts";
import { lookView } from "./look_view.ts";
import { pointName } from "./results_view.ts";

/** Of a point that is looked at, so much is kept. */
const STRETCH: Stretch = { fromMicroseconds: 0, microseconds: 6 };

/** Said of an experiment that runs no programs. */
const NOTHING = "These points are latencies and rates of the bare machine, not runs of programs: there is " +
  "no sharing to look at more closely.";

/** The chooser, and what is seen. */
export class LookPanel {
  /** The menu of points, with its button. */
  readonly chooser: HTMLElement;
  /** What is seen. */
  readonly view: HTMLElement = make("section", { class: "look", "aria-label": "a closer look" });
  readonly #menu = make("select", { id: "point" });
  readonly #from = make("input", { type: "number", id: "stretch-from", min: 0, step: "any" });
  readonly #long = make("input", { type: "number", id: "stretch-long", min: 0, step: "any" });
  readonly #workers: LabWorkers;
  #looking = new AbortController();

  /** Nothing can be chosen yet; `onAsked` is called with the place of a point, and a stretch of its run. */
  constructor(workers: LabWorkers, onAsked: (place: number, stretch: Stretch) => void) {
    this.#workers = workers;
    const label = make("label", { for: "point" }, "a point");
    const ask = button("look closer", () => onAsked(Number(this.#menu.value), this.#stretch()));
    this.chooser = make(
      "div",
      { class: "control chooser", hidden: true },
      label,
      this.#menu,
      make("label", { for: "stretch-from" }, "from µs"),
      this.#from,
      make("label", { for: "stretch-long" }, "for µs"),
      this.#long,
      ask,
    );
    this.#show(STRETCH);
  }

  #stretch(): Stretch {
    return { fromMicroseconds: this.#from.valueAsNumber, microseconds: this.#long.valueAsNumber };
  }

  #show({ fromMicroseconds, microseconds }: Stretch): void {
    this.#from.valueAsNumber = fromMicroseconds;
    this.#long.valueAsNumber = microseconds;
  }

  /** Offers the points of a state, of which the rows are there. */
  offer(state: BenchState, rows: readonly (Row | undefined)[]): void {
    const points = pointsOfState(state);
    const options = rows.flatMap((row, place) =>
      row && points[place]?.point.run ? [make("option", { value: place }, pointName(row))] : []
    );
    this.#menu.replaceChildren(...options);
    this.chooser.hidden = options.length === 0;
    if (options.length > 0) this.#menu.value = options.at(-1)!.value;
    else if (rows.some(Boolean)) this.view.replaceChildren(make("p", { class: "hint" }, NOTHING));
  }

  /** Forgets what was seen. */
  clear(): void {
    this.#looking.abort(OUT_OF_DATE);
    this.view.replaceChildren();
  }

  /** Looks at one point. */
  async look(state: BenchState, place: number, row: Row): Promise<void> {
    this.clear();
    const { signal } = this.#looking = new AbortController(), name = pointName(row);
    this.#menu.value = String(place);
    this.#show(state.stretch ?? STRETCH);
    this.view.replaceChildren(make("p", { role: "status" }, `Looking at ${name} …`));
    try {
      const look = await this.#workers.look(state, place, this.#stretch(), signal);
      if (!signal.aborted) this.view.replaceChildren(...lookView(name, look));
    } catch (error) {
      if (!signal.aborted) this.view.replaceChildren(problem(error));
    }
  }
}
