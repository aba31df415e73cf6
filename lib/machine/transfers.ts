/**
 * How a line gets from one place to another, and how long whoever has it keeps it when others want it.
 *
 * A transfer is messages: the request goes to a controller, its probe to whoever has the line, the data come
 * back the same way. A request that waits for its turn has done the first part meanwhile; so when contended,
 * a line is handed on in the time of the second part, and of the atomic that its owner has begun. It goes on
 * its way as soon as the probe arrives and the atomic is done: the probe for the next comes with the data.
 *
 * That is so on a chip. Between chips the home sends for the line again only when it has heard that it has
 * arrived, and so it stays where it is for the time of two messages between the home and that chip. Where
 * every request goes to the home, one core has it for so long; where chips have controllers of their own
 * (`home.serves` is "forwarding"), the cores of the chip hand it on among themselves.
 */
import type { Interconnect } from "./interconnect.ts";
import { LineTurns } from "./line_turns.ts";
import { Source } from "./observer.ts";
import { type CopyListener, PendingInvalidations } from "./pending_invalidations.ts";
import { forwards, type MachineSpec } from "./spec.ts";
import { dataShares, demandTiming } from "./timing.ts";

/** The transfers of one machine, and who has which line when. */
export class Transfers {
  /** Whether the cores of a chip hand lines on without asking the home. */
  readonly forwards: boolean;
  /** Who still has a copy that another core has asked for. */
  readonly pending: PendingInvalidations;
  /** Who has a line when. */
  readonly turns: LineTurns;
  /** When the last transfer's owner gave the line up. */
  releasedAt = 0;
  /** How long the last transfer waited, for its turn and for links. */
  queueCycles = 0;
  readonly #interconnect: Interconnect;
  /** By hops: a transfer on an idle machine, and the data's part of it. */
  readonly #latency: readonly number[];
  readonly #share: readonly number[];

  /** A machine on which nothing moves yet. */
  constructor(spec: MachineSpec, cores: number, interconnect: Interconnect, listener: CopyListener) {
    this.forwards = forwards(spec);
    this.#interconnect = interconnect;
    const pending = this.pending = new PendingInvalidations(cores);
    this.turns = new LineTurns(this.forwards, {
      delayed: (core, cycles) => core >= 0 && listener.delayed(core, cycles),
      keeps: (core, line, release, cycles) => core >= 0 && pending.putOff(core, line, release, cycles),
    });
    this.#latency = demandTiming(spec).cache;
    this.#share = dataShares(spec);
  }

  /**
   * A transfer that comes after all that were asked for before: the cycle at which it is done.
   *
   * @param home the chip of the line's home
   * @param latency of it on an idle machine
   * @param from the chip that supplies the data
   */
  last(
    core: number,
    chip: number,
    line: number,
    home: number,
    now: number,
    writes: boolean,
    latency: number,
    source: Source,
    from: number,
  ): number {
    const interconnect = this.#interconnect,
      turns = this.turns,
      hops = interconnect.topology.hops(chip, from);
    const isNear = this.forwards && from === chip && source !== Source.Dram;
    const data = latency * (source === Source.Dram ? 0.5 : this.#share[hops]!), probed = now + latency - data;
    const start = now + (turns.releaseFor(line, chip, probed, now) - probed);
    let wait = interconnect.request(start, chip, isNear ? chip : home);
    if (source === Source.Dram) wait += interconnect.memory(start + wait, home);
    if (source !== Source.Upgrade) wait += interconnect.data(start + wait, from, chip);
    const done = start + wait + latency, release = done - data, last = turns.lastOf(line);
    // Until the home has heard, and can have sent again.
    const away = this.#latency[interconnect.topology.hops(chip, home)]! - this.#latency[0]!;
    const freed = isNear && last?.chip === chip ? last.freed : done + away;
    const turn = turns.append(line, release, now);
    if (turn) {
      turn.core = core;
      turn.chip = chip;
      turn.writes = writes;
      turn.probed = release - wait;
      turn.release = release;
      turn.done = turn.until = done;
      turn.freed = freed;
    }
    this.releasedAt = release;
    this.queueCycles = start + wait - now;
    return done;
  }

  /**
   * A transfer within a chip that has the line until another's probe arrives: the cycle at which it is done;
   * -1 if the line is not there.
   */
  within(core: number, chip: number, line: number, now: number, writes: boolean): number {
    const turns = this.turns, last = turns.lastOf(line);
    if (last === undefined || last.chip === chip) return -1;
    const data = this.#latency[0]! * this.#share[0]!, arrives = now + this.#latency[0]! - data;
    const before = turns.lastOn(line, chip, arrives);
    // A line that cores share is not handed on: whoever writes it has to ask for all copies.
    if (before === undefined || !before.writes) return -1;
    const wait = this.#interconnect.request(now, chip, chip);
    const release = Math.max(arrives + wait, before.until), done = release + data;
    const turn = turns.insert(line, before);
    turn.core = core;
    turn.chip = chip;
    turn.writes = writes;
    turn.probed = arrives;
    turn.release = release;
    turn.done = turn.until = done;
    turn.freed = before.freed;
    this.pending.lose(before.core, line, release, before.writes);
    this.pending.lose(core, line, turns.keep(line, core, done), writes);
    this.queueCycles = release - arrives;
    return done;
  }
}
