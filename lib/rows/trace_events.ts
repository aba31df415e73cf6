/**
 * The timeline of a run in Chrome's Trace Event Format, which the Perfetto viewer (ui.perfetto.dev) and
 * `chrome://tracing` open. A core is a process of the trace, and each of its tracks a thread: what overlaps
 * there nests.
 */
import type { Row } from "./row.ts";

/** One event of the format. */
export interface TraceEvent {
  /** What is shown. */
  readonly name: string;
  /** `X`: an interval. `M`: the name of a process or thread. */
  readonly ph: "X" | "M";
  /** Process: the core. */
  readonly pid: number;
  /** Thread: the track. */
  readonly tid: number;
  /** Start in microseconds; of intervals only. */
  readonly ts?: number;
  /** Length in microseconds; of intervals only. */
  readonly dur?: number;
  /** Category; of intervals only. */
  readonly cat?: string;
  /** More to show. */
  readonly args: Readonly<Record<string, string | number>>;
}

/** A trace, to be written to a file as JSON. */
export interface Trace {
  /** The events, intervals in order of time. */
  readonly traceEvents: readonly TraceEvent[];
  /** How the viewer shows times. */
  readonly displayTimeUnit: "ns";
}

/**
 * Turns the timeline of a run into a trace.
 *
 * @param timeline `RunReport.timeline`
 * @example
 * ```ts
 * import { dupClose, linux, opteron16, traceOf, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 4 };
 * const trace = traceOf(watch(run, { microseconds: 5 }).timeline);
 * const json = JSON.stringify(trace); // write this to a file, and open it at ui.perfetto.dev
 * ```
 */
export function traceOf(timeline: readonly Row[]): Trace {
  const tracks = [...new Set(timeline.map(({ track }) => String(track)))].sort();
  const threads = new Map(tracks.map((track, i) => [track, i + 1]));
  const cores = [...new Set(timeline.map(({ core }) => Number(core)))].sort((a, b) => a - b);
  const name = (kind: string, pid: number, tid: number, name: string): TraceEvent => ({
    name: kind,
    ph: "M",
    pid,
    tid,
    args: { name },
  });
  return {
    displayTimeUnit: "ns",
    traceEvents: [
      ...cores.flatMap((core) => [
        name("process_name", core, 0, `core ${core}`),
        ...tracks.map((track) => name("thread_name", core, threads.get(track)!, track)),
      ]),
      ...timeline.map((row): TraceEvent => ({
        name: row.what ? `${row.name}: ${row.what}` : String(row.name),
        ph: "X",
        cat: String(row.name),
        pid: Number(row.core),
        tid: threads.get(String(row.track))!,
        ts: Number(row.startMicroseconds),
        dur: Number(row.microseconds),
        args: row.what ? { about: String(row.what) } : {},
      })),
    ],
  };
}
