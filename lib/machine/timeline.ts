/**
 * Records what each core did when: the raw material of a picture. It watches a run from outside, as an observer; what is neither a wait nor a
 * miss is computing.
 */
import type { Row } from "../rows/row.ts";
import type { Machine } from "./machine.ts";
import type { Observer, Source } from "./observer.ts";

/** What a core may be doing. */
export const activities = ["computes", "stalls on a miss", "waits for a lock", "polls"] as const;
/** One of {@link activities}. */
export type Activity = typeof activities[number];

/** A stretch of time in which a core did one thing. */
interface Span {
  readonly activity: Activity;
  readonly from: number;
  to: number;
}

/** Records a stretch of time, from the end of the warm-up on. */
export class TimelineRecorder implements Observer {
  #machine: Machine | undefined;
  #start = Infinity;
  readonly #spans: Span[][] = [];

  /**
   * A recorder that has seen nothing yet.
   *
   * @param microseconds how long it records
   */
  constructor(readonly microseconds: number) {}

  /** Tells it which machine it watches. */
  watch(machine: Machine): void {
    this.#machine = machine;
  }

  /** See {@link Observer.access}. */
  access(core: number, _address: number, _source: Source, _from: number, cycles: number): void {
    const now = this.#machine!.cores[core]!.now;
    this.#note(core, "stalls on a miss", now, now + cycles);
  }

  /** See {@link Observer.waited}. */
  waited(core: number, from: number, to: number, polling: boolean): void {
    this.#note(core, polling ? "polls" : "waits for a lock", from, to);
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#spans.length = 0;
    this.#start = Math.max(...this.#machine!.cores.map((core) => core.now));
  }

  /** One row a stretch: `core`, `activity`, `fromMicroseconds`, `toMicroseconds`. The cores are those that did something. */
  rows(): Row[] {
    const perMicrosecond = this.#machine!.spec.clockHertz.value / 1e6, end = this.#end;
    const at = (cycles: number) => (cycles - this.#start) / perMicrosecond;
    return this.#spans.flatMap((spans, core) =>
      filled(spans, this.#start, end).map(({ activity, from, to }) => ({
        core,
        activity,
        fromMicroseconds: at(from),
        toMicroseconds: at(to),
      }))
    );
  }

  get #end(): number {
    return this.#start + this.microseconds * this.#machine!.spec.clockHertz.value / 1e6;
  }

  #note(core: number, activity: Activity, from: number, to: number): void {
    if (to <= this.#start || from >= this.#end) return;
    const spans = this.#spans[core] ??= [], last = spans.at(-1);
    const begins = Math.max(from, this.#start, last?.to ?? 0), ends = Math.min(to, this.#end);
    if (ends <= begins) return;
    if (last && last.activity === activity && begins === last.to) last.to = ends;
    else spans.push({ activity, from: begins, to: ends });
  }
}

/** Fills the gaps: there the core computes. */
function filled(spans: readonly Span[], start: number, end: number): Span[] {
  const all: Span[] = [];
  let at = start;
  for (const span of spans) {
    if (span.from > at) all.push({ activity: "computes", from: at, to: span.from });
    all.push(span);
    at = span.to;
  }
  if (at < end) all.push({ activity: "computes", from: at, to: end });
  return all;
}
