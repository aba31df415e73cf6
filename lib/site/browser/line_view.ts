/** One line of memory, step by step: a box for each core and L3, coloured by the state of its copy. */
import { cacheName, stateNames, stepInWords, stepsOfLine } from "../../plots/line_steps.ts";
import type { Row } from "../../rows/row.ts";
import { button, make } from "./dom.ts";

/** Between two steps when it runs by itself. */
const STEP_MILLISECONDS = 1200;

/**
 * Makes the animation.
 *
 * @throws {InputError} when nothing happened to the line
 */
export function lineView(lineSteps: readonly Row[], name: string): HTMLElement {
  const all = stepsOfLine(lineSteps, name), steps = all.filter(({ kind }) => kind !== "wait");
  const first = steps[0]!, chips = Number(first.chips), caches = String(first.before).length;
  const cores = caches - chips;
  const boxes = Array.from(
    { length: caches },
    (_, i) => make("span", { class: "cache" }, i < cores ? String(i) : "L3"),
  );
  const perChip = cores / chips;
  const grid = make(
    "div",
    { class: "chips", "aria-hidden": "true" },
    ...Array.from(
      { length: chips },
      (_, chip) =>
        make(
          "div",
          { class: "chip" },
          make("span", { class: "chip-name" }, `chip ${chip}`),
          make("div", { class: "caches" }, ...boxes.slice(chip * perChip, (chip + 1) * perChip)),
          boxes[cores + chip]!,
        ),
    ),
  );
  const slider = make("input", {
    type: "range",
    min: 0,
    max: steps.length - 1,
    value: 0,
    "aria-label": "step",
  });
  const said = make("p", { class: "step", "aria-live": "polite" });
  let at = 0, timer: ReturnType<typeof setInterval> | undefined;
  const show = (place: number) => {
    at = Math.max(0, Math.min(steps.length - 1, place));
    slider.value = String(at);
    const step = steps[at]!;
    slider.setAttribute("aria-valuetext", `step ${at + 1} of ${steps.length}`);
    said.replaceChildren(
      make("b", {}, `Step ${at + 1} of ${steps.length}, ${Number(step.startMicroseconds).toFixed(3)} µs: `),
      stepInWords(step),
    );
    paint(boxes, step, sleepersAt(all, step));
  };
  const play = button("▶ play", () => timer === undefined ? start() : stop());
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "▶ play";
    said.setAttribute("aria-live", "polite");
  };
  const start = () => {
    play.textContent = "⏸ pause";
    // A new sentence every second would drown everything else that is read out.
    said.setAttribute("aria-live", "off");
    timer = setInterval(
      () => at < steps.length - 1 && grid.isConnected ? show(at + 1) : stop(),
      STEP_MILLISECONDS,
    );
  };
  slider.addEventListener("input", () => show(Number(slider.value)));
  const by = (steps: number) => () => {
    stop();
    show(at + steps);
  };
  show(0);
  return make(
    "section",
    { class: "line-view", "aria-label": `${name}, step by step` },
    make("div", { class: "player" }, button("◀ back", by(-1)), button("forward ▶", by(1)), play, slider),
    said,
    grid,
    legend(),
  );
}

/** Colours each box by its state after a step, and marks who asked, who sent, who sleeps. */
function paint(boxes: readonly HTMLElement[], step: Row, asleep: ReadonlySet<number>): void {
  const after = String(step.after);
  for (const [i, box] of boxes.entries()) {
    const state = stateNames[after[i]!] ?? "none", name = cacheName(i, step);
    box.className = `cache ${state}`;
    box.classList.toggle("asks", i === Number(step.core));
    box.classList.toggle("sends", name.replace("the ", "") === step.supplier);
    box.classList.toggle("asleep", asleep.has(i));
    box.title = `${name}: ${state === "none" ? "no copy" : state}`;
  }
}

/** The cores that sleep until the line is written when a step is made. */
function sleepersAt(all: readonly Row[], { startMicroseconds }: Row): ReadonlySet<number> {
  const now = Number(startMicroseconds);
  return new Set(
    all.filter(({ kind, startMicroseconds: from, microseconds }) =>
      kind === "wait" && Number(from) <= now && Number(from) + Number(microseconds) > now
    ).map(({ core }) => Number(core)),
  );
}

function legend(): HTMLElement {
  const key = (name: string, text: string) =>
    make("span", {}, make("span", { class: `cache ${name}` }, ""), ` ${text}`);
  return make(
    "p",
    { class: "keys" },
    ...Object.values(stateNames).map((state) => key(state, state)),
    key("asks", "asks"),
    key("sends", "sends it"),
    key("asleep", "sleeps until it is written"),
  );
}
