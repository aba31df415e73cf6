/**
 * How a line gets from one place to another, and how long its owner keeps it when others want it.
 *
 * A transfer is messages of equal length: the request goes to a controller, its probe to the owner, and the
 * data to the core that asked, back through the controller or directly (`home.data`). A request that waits
 * for its turn has done the first part meanwhile; so a contended line is handed on in the time of the data's
 * way, and of the atomic that its owner has begun. It goes on its way as soon as the probe arrives and the
 * atomic is done: the probe for the next comes right behind the data, or two messages later, where the
 * controller waits for an acknowledgement (`home.others`). Until then its owner goes on with it.
 *
 * That is so on a chip, whose controller sees the data pass; where the cores of a chip are in groups, each
 * with an L3, read "group" for "chip" below. Between chips data go directly, so distance adds
 * three messages to a transfer; and the home sends for the line again only when it has heard of the last
 * transfer (`home.hears`). If the requester says that the line has come, it stays there for the time of two
 * messages, that word and a probe from the home; if the owner says so as it sends the line, for that of one,
 * as the other travels beside the data. Where every request goes to the home, one core keeps it for so long.
 * Where chips have controllers of their own (`home.serves` is "forwarding"), the cores of the chip hand it on
 * among themselves, as often as they can before it leaves.
 */
import { distancesOf } from "./distances.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { Interconnect } from "./interconnect.ts";
import { LineTurns } from "./line_turns.ts";
import { PendingInvalidations } from "./pending_invalidations.ts";
import { PendingWrites } from "./pending_writes.ts";
import { coreCount, forwards, type MachineSpec } from "./spec.ts";
import { demandTiming } from "./timing.ts";

/** The transfers of one machine, and who has which line when. */
export class Transfers {
  /** Whether the cores of a chip hand lines on without asking the home. */
  readonly forwards: boolean;
  /** Whether a chip's controller sends for a line again only when the last transfer is acknowledged. */
  readonly blocks: boolean;
  /** Who still has a copy that another core has asked for. */
  readonly pending: PendingInvalidations;
  /** Which words are not yet what they will be. */
  readonly writes: PendingWrites;
  /** Who has a line when. */
  readonly turns = new LineTurns();
  /** When the last transfer's owner gave the line up. */
  releasedAt = 0;
  /** The core that gave it up, where it was handed on within a group. */
  handedOnBy: number = -1;
  /** How long the last transfer waited, for its turn and for links. */
  queueCycles = 0;
  /** By core: the line that it has asked for while it waited for its turn in another way; -1 for none. */
  readonly askedFor: Int32Array;
  readonly #interconnect: Interconnect;
  readonly #chipOf: Uint16Array;
  readonly #groupOf: Uint16Array;
  /** By core: a transfer from another core of its group. */
  readonly #near: Float64Array;
  /** By distance: a transfer on an idle machine. */
  readonly #latency: Float64Array;
  /** What share of a transfer on a chip is the data's way. */
  readonly #dataShare: number;
  /** For what share of a transfer on a chip a line stays at the core that it has come to. */
  readonly #stayShare: number;
  /** For what share of what distance adds to a transfer a line stays where it has come to. */
  readonly #awayShare: number;

  /** A machine on which nothing moves yet. */
  constructor(spec: MachineSpec, caches: Hierarchy, interconnect: Interconnect) {
    this.forwards = forwards(spec);
    this.blocks = this.forwards && spec.home.others?.kind === "blocked";
    this.#interconnect = interconnect;
    this.#chipOf = caches.chipOf;
    this.#groupOf = caches.groupOf;
    this.askedFor = new Int32Array(caches.l1.length).fill(-1);
    this.pending = new PendingInvalidations(caches.l1.length);
    this.writes = new PendingWrites(coreCount(spec));
    const latency = this.#latency = demandTiming(spec).cache, distances = distancesOf(spec);
    this.#near = Float64Array.from(caches.l1, (_, core) => latency[distances.near(core)]!);
    const isDirect = spec.home.data?.kind === "direct";
    this.#dataShare = isDirect ? 1 / 3 : 1 / 2;
    this.#stayShare = this.blocks ? 2 / (isDirect ? 3 : 4) : 0;
    this.#awayShare = spec.home.hears?.kind === "from who had the line" ? 1 / 3 : 2 / 3;
  }

  /** The data's way, of a transfer of so many cycles: between chips they are one message of three. */
  #dataCycles(latency: number, near: number): number {
    const onChip = Math.min(latency, near);
    return onChip * this.#dataShare + (latency - onChip) / 3;
  }

  /**
   * A transfer that queues behind all that were asked for before: the cycle at which it is done.
   *
   * @param home the chip of the line's home
   * @param latency of it on an idle machine
   * @param supplier the cache that has the data, the core's own if it has them; -1 for memory
   */
  queue(
    core: number,
    line: number,
    home: number,
    now: number,
    writes: boolean,
    latency: number,
    supplier: number,
  ): number {
    const interconnect = this.#interconnect, here = this.turns.of(line);
    const chip = this.#chipOf[core]!, group = this.#groupOf[core]!;
    const isNear = this.forwards && supplier >= 0 && this.#groupOf[supplier] === group;
    const onLast = this.forwards && here?.last.group === group;
    const near = this.#near[core]!;
    const data = this.#dataCycles(latency, near);
    if (this.askedFor[core] === line) latency = data;
    const probed = now + latency - data;
    const free = here ? here.releaseFor(probed, now, onLast) : probed, start = now + (free - probed);
    let wait = interconnect.request(start, chip, isNear ? chip : home, isNear ? group : -1);
    if (supplier < 0) wait += interconnect.memory(start + wait, home);
    if (supplier !== core) {
      wait += interconnect.data(start + wait, supplier < 0 ? home : this.#chipOf[supplier]!, chip);
    }
    // Not `done - data`, which rounding can put after the end of the turn that it waited for.
    const done = start + wait + latency, release = free + wait;
    this.releasedAt = release;
    this.queueCycles = start + wait - now;
    if (here === undefined) return done;
    // Until the home has heard, and can have sent again.
    const away = Math.max(0, this.#latency[interconnect.topology.hops(chip, home)]! - near) * this.#awayShare;
    const freed = isNear && onLast ? here.last.freed : done + away;
    // Without controllers on chips, nobody is let in between: the last turn is all there is to know.
    const turn = here.append(release, now, !this.forwards || onLast);
    if (turn) {
      turn.core = core;
      turn.group = group;
      turn.writes = writes;
      turn.until = done + near * this.#stayShare;
      turn.freed = freed;
    }
    return done;
  }

  /** A core that has a line keeps it until its atomic is done, whoever asks. */
  keep(core: number, line: number, untilCycles: number): void {
    const last = this.turns.of(line)?.last;
    if (last?.core === core && last.until < untilCycles) last.until = untilCycles;
  }

  /** A device has a line from one cycle to another. */
  takenByDevice(line: number, release: number, done: number): void {
    const turn = this.turns.of(line)?.append(release, release, !this.forwards);
    if (!turn) return;
    turn.core = turn.group = -1;
    turn.until = turn.freed = done;
  }

  /**
   * A transfer within a group that the line is about to leave: the cycle at which it is done; -1 if the line
   * is not there, or leaves before.
   *
   * @param keeps how long the core then needs the line
   */
  within(core: number, line: number, now: number, writes: boolean, keeps: number): number {
    const here = this.turns.of(line), group = this.#groupOf[core]!;
    if (here === undefined || here.last.group === group) return -1;
    const turn = here.turnOf(group, now);
    // A line that cores share is not handed on: whoever writes it has to ask for all copies.
    if (turn === undefined || !turn.writes) return -1;
    const latency = this.#near[core]!, data = this.#dataCycles(latency, latency);
    const probed = now + latency - data;
    const release = Math.max(probed, turn.until), done = release + data;
    if (done + keeps > turn.ends) return -1;
    const chip = this.#chipOf[core]!;
    this.#interconnect.request(now, chip, chip, group);
    this.pending.lose(turn.core, line, release, true);
    this.pending.lose(core, line, turn.ends, writes);
    this.handedOnBy = turn.core;
    this.releasedAt = release;
    turn.core = core;
    turn.writes = writes;
    turn.until = done + Math.max(keeps, latency * this.#stayShare);
    this.queueCycles = release - probed;
    return done;
  }
}
