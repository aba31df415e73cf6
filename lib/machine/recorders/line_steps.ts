/**
 * Records what becomes of lines, step by step: who asks for one, to read or to write, who has it, who
 * supplies it, and who has it afterwards. Steps that change nothing, such as a read of one's own copy, are
 * none.
 */
import type { Row } from "../../rows/row.ts";
import type { Memory } from "../memory.ts";
import { type Events, type Observer, Source, sourceNames } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";
import { State } from "../protocol.ts";
import { Stretch, type TimelineOptions } from "./stretch.ts";

/** A letter for each state of a copy, by number; a dot for no copy. */
const letters = Object.values(State).filter((name) => typeof name === "string")
  .map((name) => name === "Invalid" ? "." : name[0]!);

/** A step, as it was seen. */
interface Step {
  readonly core: number;
  readonly address: number;
  readonly atCycles: number;
  writes: boolean;
  access?: Events["access"];
  readonly before: string;
  after: string;
}

/** Keeps the steps of one stretch of a run. */
export class LineStepRecorder implements Observer {
  readonly #memory: () => Memory;
  readonly #stretch: Stretch;
  readonly #steps: Step[] = [];
  readonly #waits: Events["waited"][] = [];
  /** The step that is being made: told of before it is, so what came of it shows at the next one. */
  #open: Step | undefined;

  /**
   * Nothing has been seen yet.
   *
   * @param memory is asked who has which line
   * @param clockHertz turns cycles into microseconds
   */
  constructor(memory: () => Memory, clockHertz: number, options: TimelineOptions) {
    this.#memory = memory;
    this.#stretch = new Stretch(clockHertz, options);
  }

  /** See {@link Observer.touched}: a program is about to read or to write a word. */
  touched({ core, address, writes, atCycles }: Events["touched"]): void {
    const open = this.#open;
    // An atomic reads and writes.
    if (open?.core === core && open.address === address && open.atCycles === atCycles && !open.access) {
      open.writes ||= writes;
      return;
    }
    this.#finish();
    if (address >= FRAMES_ADDRESS || !this.#stretch.has(atCycles)) return;
    const before = this.#statesOf(address);
    this.#open = { core, address, atCycles, writes, before, after: before };
  }

  /** See {@link Observer.access}. */
  access(event: Events["access"]): void {
    const open = this.#open;
    if (!open || open.core !== event.core) return;
    const { lines } = this.#memory().layout;
    if (lines.of(open.address) === lines.of(event.address)) open.access ??= event;
  }

  /** See {@link Observer.waited}. */
  waited(event: Events["waited"]): void {
    if (event.line >= 0 && this.#stretch.overlaps(event.fromCycles, event.toCycles)) this.#waits.push(event);
  }

  /** See {@link Observer.reset}. */
  reset(atCycles: number): void {
    this.#stretch.begin(atCycles);
    this.#steps.length = this.#waits.length = 0;
    this.#open = undefined;
  }

  /**
   * One row a step, in the order in which they were made, and one a wait of a core for a line: `lineNumber`,
   * `line` (its name), `field`, `chips` of the machine, `core`, `kind` (`read`, `write` or `wait`),
   * `startMicroseconds` (after the warm-up), `microseconds` and `cycles` that it took, `queueCycles` of them
   * for its turn, `servedBy`, `supplier`, and the states of all copies `before` and `after`: a letter for
   * each core, then for each chip's L3.
   */
  rows(): Row[] {
    this.#finish();
    const { layout, caches } = this.#memory(),
      { lines } = layout,
      chips = caches.chipOf.length - caches.l1.length;
    const about = (address: number, core: number, fromCycles: number, cycles: number) => ({
      lineNumber: lines.of(address),
      line: layout.lineName(lines.of(address)),
      field: layout.nameOf(address),
      chips,
      core,
      startMicroseconds: this.#stretch.microsecondsAt(fromCycles),
      microseconds: this.#stretch.microseconds(cycles),
      cycles,
    });
    const steps = this.#steps.map((step): Row => ({
      ...about(step.address, step.core, step.atCycles, step.access?.cycles ?? 0),
      kind: step.writes ? "write" : "read",
      queueCycles: step.access?.queueCycles ?? 0,
      servedBy: step.access ? sourceNames[step.access.source] : "own cache",
      supplier: this.#supplierOf(step),
      before: step.before,
      after: step.after,
    }));
    const waits = this.#waits.map(({ core, line, fromCycles, toCycles }): Row => ({
      ...about(lines.startOf(line), core, fromCycles, toCycles - fromCycles),
      kind: "wait",
      queueCycles: 0,
      servedBy: "",
      supplier: "",
      before: "",
      after: "",
    }));
    return [...steps, ...waits];
  }

  #finish(): void {
    const step = this.#open;
    this.#open = undefined;
    if (!step) return;
    step.after = this.#statesOf(step.address);
    if (step.access || step.before !== step.after) this.#steps.push(step);
  }

  #statesOf(address: number): string {
    const { directory, caches, physical } = this.#memory(), line = physical.lineOf(address);
    const count = caches.chipOf.length;
    let states = "";
    for (let cache = 0; cache < count; cache++) states += letters[directory.stateIn(line, cache)];
    return states;
  }

  /** Who sent the data: the owner, or what else the access says. */
  #supplierOf({ access, before }: Step): string {
    if (!access || access.source === Source.Upgrade) return "";
    if (access.source === Source.Dram) return `memory of chip ${access.from}`;
    if (access.source === Source.L3) return `L3 of chip ${access.from}`;
    const { chipOf, l1 } = this.#memory().caches, owner = before.search(/[MOE]/);
    // The line may have been promised to a chip whose cores hand it on.
    if (owner < 0 || chipOf[owner] !== access.from) return `a core of chip ${access.from}`;
    return owner < l1.length ? `core ${owner}` : `L3 of chip ${owner - l1.length}`;
  }
}
