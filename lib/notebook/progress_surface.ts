/** Where progress is shown: below the cell of a notebook, in one line of a terminal, or in a log. */
import { type Broadcast, kernelBroadcast } from "./broadcast.ts";
import { escapeHtml } from "./escape.ts";
import type { Cost } from "../sim/cost.ts";

/** How far it is. */
export interface ProgressState {
  /** What is being done; may be empty. */
  readonly label: string;
  /** Steps done. */
  readonly done: number;
  /** Steps in all. */
  readonly total: number;
  /** Estimated time left in seconds, once there is anything to estimate it from. */
  readonly secondsLeft?: number | undefined;
  /** What simulating cost so far, if anything was simulated. */
  readonly cost: Readonly<Cost>;
  /** What it took in seconds: in the last state, unless that has to be the same each time. */
  readonly secondsTaken?: number | undefined;
  /** Whether this is the last state that will be shown. */
  readonly isFinal: boolean;
}

/** A place where progress is shown. */
export interface ProgressSurface {
  /** The shortest time between two states worth showing, in milliseconds. */
  readonly interval: number;
  /** Shows a state in place of the one before. */
  show(state: ProgressState): void;
}

/** A state in words. */
function words(state: ProgressState): string {
  const { label, done, total, secondsLeft, cost, secondsTaken, isFinal } = state;
  const stopped = isFinal && done < total ? "stopped at " : "",
    end = isFinal && done === total ? " done" : "";
  const left = secondsLeft === undefined ? "" : `, ${Math.ceil(secondsLeft)} s left`;
  const taken = secondsTaken === undefined
    ? ""
    : `${cost.accesses > 0 ? ` and ${amount(cost.accesses)} accesses` : ""} in ${secondsTaken.toFixed(1)} s`;
  const steps = isFinal && cost.steps > 0 ? `, ${amount(cost.steps)} steps` : "";
  return `${label === "" ? "" : `${label}: `}${stopped}${done} of ${total}${end}${left}${steps}${taken}`;
}

function amount(count: number): string {
  if (count < 1e6) return count.toLocaleString("en");
  return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} million`;
}

/**
 * Shows progress below the cell of a notebook, as a bar that is replaced by plain words at the end.
 *
 * @param broadcast Sends to the notebook.
 * @param below Makes HTML that is shown below the bar, until the end.
 * @returns The place.
 *
 * @example
 * ```ts
 * import { Progress } from "./progress.ts";
 *
 * const sent: string[] = [];
 * const surface = notebookSurface((type) => (sent.push(type), Promise.resolve()));
 * new Progress(1, { surface }).advance();
 * console.assert(sent.join() === "display_data");
 * ```
 */
export function notebookSurface(broadcast: Broadcast, below = (): string => ""): ProgressSurface {
  let type = "display_data";
  const transient = { display_id: crypto.randomUUID() };
  return {
    interval: 100,
    show(state) {
      const text = words(state);
      const bar = state.isFinal ? "" : `<progress value="${state.done}" max="${state.total}"></progress> `;
      const html = bar + escapeHtml(text) + (state.isFinal ? "" : below());
      const data = { "text/html": html, "text/plain": text };
      void broadcast(type, { data, metadata: {}, transient });
      type = "update_display_data";
    },
  };
}

/**
 * Shows progress in one line of a terminal, written over again and again.
 *
 * @param write Writes to the terminal.
 * @returns The place.
 *
 * @example
 * ```ts
 * import { Progress } from "./progress.ts";
 *
 * let line = "";
 * const surface = terminalSurface((text) => void (line = text));
 * new Progress(1, { surface }).advance();
 * console.assert(line.startsWith("\r1 of 1 done"));
 * ```
 */
export function terminalSurface(write: (text: string) => void): ProgressSurface {
  return {
    interval: 100,
    show: (state) => write(`\r${words(state)}\x1b[K${state.isFinal ? "\n" : ""}`),
  };
}

/**
 * Shows progress as a line for each tenth of the steps, for logs.
 *
 * @param write Writes to the log.
 * @returns The place.
 *
 * @example
 * ```ts
 * import { Progress } from "./progress.ts";
 *
 * const log: string[] = [];
 * const progress = new Progress(100, { surface: logSurface((line) => void log.push(line)) });
 * for (let step = 0; step < 100; step++) progress.advance();
 * console.assert(log.length === 10);
 * ```
 */
export function logSurface(write: (text: string) => void): ProgressSurface {
  let tenths = 0;
  return {
    interval: 0,
    show(state) {
      const reached = Math.floor(10 * state.done / state.total);
      if (reached <= tenths && !state.isFinal) return;
      tenths = reached;
      write(`${words(state)}\n`);
    },
  };
}

/**
 * Finds out where progress is to be shown: in the notebook, or on standard error.
 *
 * @returns The place.
 *
 * @example
 * ```ts
 * console.assert(progressSurface().interval >= 0);
 * ```
 */
export function progressSurface(): ProgressSurface {
  const broadcast = kernelBroadcast();
  if (broadcast !== undefined) return notebookSurface(broadcast);
  const encoder = new TextEncoder();
  const write = (text: string): void => void Deno.stderr.writeSync(encoder.encode(text));
  return Deno.stderr.isTerminal() ? terminalSurface(write) : logSurface(write);
}
