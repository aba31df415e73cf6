/** All recorders together: watches a run and reports on it. */
import type { Row } from "../../rows/row.ts";
import type { RunReport } from "../../rows/run_report.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import type { Machine } from "../machine.ts";
import { type Observer, observers } from "../observer.ts";
import { ActivityRecorder } from "./activity.ts";
import { DeviceRecorder } from "./devices.ts";
import { EarlyLoadRecorder } from "./early_loads.ts";
import { HomeRecorder } from "./homes.ts";
import { LockRecorder } from "./locks.ts";
import { PageRecorder } from "./pages.ts";
import { SharingRecorder } from "./sharing.ts";
import { StallRecorder } from "./stalls.ts";
import type { LineStepRecorder } from "./line_steps.ts";
import type { TimelineRecorder } from "./timeline.ts";
import { usesOf } from "./uses.ts";
import { WordRecorder, type WordUse } from "./words.ts";

/** What is kept of a stretch of a run, step by step. */
export interface StretchRecorders {
  /** What each core did. */
  readonly timeline: TimelineRecorder;
  /** What became of each line. */
  readonly lineSteps: LineStepRecorder;
}

/** Watches a run with every recorder, and reports on it. */
export class RunRecorder {
  /** What the machine is to tell. */
  readonly observer: Observer;
  readonly #locks: LockRecorder;
  readonly #activity: ActivityRecorder;
  readonly #stalls: StallRecorder;
  readonly #sharing: SharingRecorder;
  readonly #words: WordRecorder;
  readonly #earlyLoads = new EarlyLoadRecorder();
  readonly #devices = new DeviceRecorder();
  readonly #pages = new PageRecorder();
  readonly #homes = new HomeRecorder();
  readonly #stretch: StretchRecorders | undefined;

  /**
   * Nothing has been seen yet of a machine with such lines.
   *
   * @param stretch keeps a stretch of it as well
   */
  constructor(lines: Lines, stretch?: StretchRecorders) {
    this.#locks = new LockRecorder(lines, (core) => this.#activity.inFault(core));
    this.#activity = new ActivityRecorder(this.#locks);
    this.#stalls = new StallRecorder(lines, {
      holding: (core) => this.#locks.holding(core),
      inFault: (core) => this.#activity.inFault(core),
      lockOfLine: (line) => this.#locks.lockOfLine(line),
    });
    this.#sharing = new SharingRecorder(lines);
    this.#words = new WordRecorder(lines);
    this.#stretch = stretch;
    const all = [
      this.#locks,
      this.#activity,
      this.#stalls,
      this.#sharing,
      this.#words,
      this.#pages,
      this.#homes,
      this.#devices,
      this.#earlyLoads,
    ];
    this.observer = observers(...all, ...(stretch ? [stretch.timeline, stretch.lineSteps] : []));
  }

  /** What was seen of a machine's run. */
  report({ memory: { layout }, cores, spec }: Machine): Omit<RunReport, "measured"> {
    const guarded = this.#locks.words();
    return {
      words: this.#sharing.rows(layout),
      activities: this.#activity.rows(cores),
      locks: this.#locks.rows(layout).map((row) => {
        const lock = Number(row.address), uses = this.#usesOf([...guarded.get(lock) ?? []]);
        // A lock with no data behind it, but another lock, is a part of that.
        const whole = hasData(uses) ? undefined : this.#locks.guardedBy(lock);
        const place = whole === undefined ? {} : structureAt(layout, whole);
        const { drainCycles, ...stalls } = this.#stalls.ofLock(lock);
        // Others see that it is free when the stores before its release are done.
        const holdCycles = Number(row.holdCycles) + Number(drainCycles);
        return { ...row, ...stalls, ...uses, ...place, holdCycles };
      }),
      unlocked: this.#stalls.unlockedRows(layout).map((row) => ({
        ...row,
        ...this.#usesOf(this.#words.onLine(Number(row.lineNumber))),
      })),
      uses: usesOf(layout, { sharing: this.#sharing, locks: this.#locks, words: this.#words }),
      pages: this.#pages.row(),
      homes: this.#homes.rows(cores, spec.chips.value),
      devices: this.#devices.rows(Math.max(...cores.map(({ now }) => now))),
      earlyLoads: this.#earlyLoads.rows(layout),
      timeline: this.#stretch?.timeline.rows(layout) ?? [],
      lineSteps: this.#stretch?.lineSteps.rows() ?? [],
    };
  }

  /**
   * How many of some words, locks and their queues aside, are used in which way: `constantWords`, `ownWords`,
   * `borrowedWords`, `sharedWords`, `deviceWords`; and `writers`, how many cores write the one that most do.
   */
  #usesOf(words: readonly number[]): Row {
    const data = words.filter((address) => !this.#locks.isLockWord(address));
    const count = (use: WordUse) => data.filter((address) => this.#words.useOf(address) === use).length;
    return {
      constantWords: count("constant"),
      ownWords: count("own"),
      borrowedWords: count("borrowed"),
      sharedWords: count("shared"),
      deviceWords: data.filter((address) => this.#words.isDevices(address)).length,
      writers: data.reduce((most, address) => Math.max(most, this.#words.writersOf(address)), 0),
    };
  }
}

function hasData({ ownWords, borrowedWords, sharedWords }: Row): boolean {
  return Number(ownWords) + Number(borrowedWords) + Number(sharedWords) > 0;
}

function structureAt(layout: Layout, address: number): Row {
  const { label, address: at } = layout.structureAt(address);
  return { structure: label, at };
}
