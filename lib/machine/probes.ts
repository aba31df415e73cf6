/**
 * What probes do to the copies that they find. A copy is taken away at once, and its core hears of it when
 * the probe arrives; until then it goes on with what it has (`pending_invalidations.ts`).
 */
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { Observer } from "./observer.ts";
import type { CopyListener, PendingInvalidations } from "./pending_invalidations.ts";
import type { State } from "./protocol.ts";
import type { ProtocolRules } from "./protocol_rules.ts";

/** What a probe meets. */
export interface Probed {
  readonly directory: Directory;
  readonly caches: Hierarchy;
  readonly rules: ProtocolRules;
  readonly counters: Counters;
  readonly observer: Observer | undefined;
  /** Gives memory the data of a line that a chip has. */
  writeBack(line: number, chip: number, now: number): void;
}

/** The probes of one machine. */
export class Probes {
  /** Probes that tell what they did to a machine's copies. */
  constructor(
    readonly probed: Probed,
    readonly pending: PendingInvalidations,
    readonly listeners: readonly CopyListener[],
  ) {}

  /** What the owner of a line, in the state that it had, does and loses when a reader's probe arrives. */
  read(line: number, owner: number, state: State, arrivesCycles: number): void {
    const { rules, caches } = this.probed;
    if (rules.writesBackOnRead[state]) this.probed.writeBack(line, caches.chipOf[owner]!, arrivesCycles);
    if (rules.yieldsToReader[state] && owner < caches.l1.length) {
      this.pending.lose(owner, line, arrivesCycles, true);
    }
  }

  /** Takes all copies of a line away, but that of `except`: a probe for writing arrives at a cycle. */
  write(line: number, except: number, arrivesCycles: number): void {
    const { directory } = this.probed;
    let cache = directory.nextHolder(line, 0);
    for (; cache >= 0; cache = directory.nextHolder(line, cache + 1)) {
      if (cache === except) continue;
      const wasAlone = this.probed.rules.storesSilently[directory.stateIn(line, cache)] === 1;
      this.#invalidate(cache, line, arrivesCycles, wasAlone);
    }
  }

  #invalidate(cache: number, line: number, arrivesCycles: number, wasAlone: boolean): void {
    const { caches, counters, observer } = this.probed;
    caches.invalidate(cache, line);
    if (cache >= caches.l1.length) return;
    counters.invalidations[cache]!++;
    observer?.invalidated?.({ core: cache, line });
    this.pending.lose(cache, line, arrivesCycles, wasAlone);
    this.listeners[cache]!.lineChanged(line, arrivesCycles);
  }

  /**
   * A core writes a line that another of its group has until a cycle. If who waits for the line will read,
   * the copy that stays behind is the writer's.
   */
  handOn(line: number, from: number, to: number, untilCycles: number): void {
    const { directory, caches } = this.probed;
    if (from !== to && directory.holds(line, from)) {
      if (!directory.move(line, from, to)) caches.fill(to, line, untilCycles);
      this.#invalidate(from, line, untilCycles, true);
    }
    this.outdate(to, line);
  }

  /** A core writes a line in place: copies that others have just fetched will not hold what it writes. */
  outdate(writer: number, line: number): void {
    const { directory, caches } = this.probed;
    let cache = directory.nextHolder(line, 0);
    for (; cache >= 0; cache = directory.nextHolder(line, cache + 1)) {
      if (cache !== writer && cache < caches.l1.length) this.listeners[cache]!.lineChanged(line, 0);
    }
  }
}
