/**
 * How a line gets from one place to another, and how long whoever has it keeps it when others want it.
 *
 * A transfer is four messages: the request goes to a controller, its probe to whoever has the line, and the
 * data come back the same way: cores have no way to one another but through the controller. A request that waits for its turn
 * has done the first half meanwhile; so when contended, a line is handed on in the time of the second half,
 * and of the atomic that its owner has begun. It goes on its way as soon as the probe arrives and the atomic
 * is done: the probe for the next comes with the data.
 *
 * That is so on a chip. Between chips the home sends for the line again only when it has heard that it has
 * arrived, and so it stays where it is for the time of two messages between the home and that chip. Where
 * every request goes to the home, one core has it for so long; where chips have controllers of their own
 * (`home.serves` is "forwarding"), the cores of the chip hand it on among themselves, as often as they can before it leaves.
 */
import type { Interconnect } from "./interconnect.ts";
import { LineTurns } from "./line_turns.ts";
import { Source } from "./observer.ts";
import { PendingInvalidations } from "./pending_invalidations.ts";
import { forwards, type MachineSpec } from "./spec.ts";
import { demandTiming } from "./timing.ts";

/** The transfers of one machine, and who has which line when. */
export class Transfers {
  /** Whether the cores of a chip hand lines on without asking the home. */
  readonly forwards: boolean;
  /** Who still has a copy that another core has asked for. */
  readonly pending: PendingInvalidations;
  /** Who has a line when. */
  readonly turns = new LineTurns();
  /** When the last transfer's owner gave the line up. */
  releasedAt = 0;
  /** How long the last transfer waited, for its turn and for links. */
  queueCycles = 0;
  readonly #interconnect: Interconnect;
  /** By hops: a transfer on an idle machine. */
  readonly #latency: readonly number[];

  /** A machine on which nothing moves yet. */
  constructor(spec: MachineSpec, cores: number, interconnect: Interconnect) {
    this.forwards = forwards(spec);
    this.#interconnect = interconnect;
    this.pending = new PendingInvalidations(cores);
    this.#latency = demandTiming(spec).cache;
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
    const interconnect = this.#interconnect, here = this.turns.of(line), half = latency / 2;
    const isNear = this.forwards && from === chip && source !== Source.Dram;
    const onLast = this.forwards && here?.last.chip === chip;
    const probed = now + half, start = here ? now + (here.releaseFor(probed, now, onLast) - probed) : now;
    let wait = interconnect.request(start, chip, isNear ? chip : home);
    if (source === Source.Dram) wait += interconnect.memory(start + wait, home);
    if (source !== Source.Upgrade) wait += interconnect.data(start + wait, from, chip);
    const done = start + wait + latency, release = done - half;
    this.releasedAt = release;
    this.queueCycles = start + wait - now;
    if (here === undefined) return done;
    // Until the home has heard, and can have sent again.
    const away = this.#latency[interconnect.topology.hops(chip, home)]! - this.#latency[0]!;
    const freed = isNear && onLast ? here.last.freed : done + away;
    // Without controllers on chips, nobody is let in between: the last turn is all there is to know.
    const turn = here.append(release, now, !this.forwards || onLast);
    if (turn) {
      turn.core = core;
      turn.chip = chip;
      turn.writes = writes;
      turn.until = done;
      turn.freed = freed;
    }
    return done;
  }

  /**
   * A transfer within a chip that the line is about to leave: the cycle at which it is done; -1 if the line is
   * not there, or leaves before.
   *
   * @param keeps how long the core then needs the line
   */
  within(core: number, chip: number, line: number, now: number, writes: boolean, keeps: number): number {
    const here = this.turns.of(line);
    if (here === undefined || here.last.chip === chip) return -1;
    const turn = here.turnOn(chip, now);
    // A line that cores share is not handed on: whoever writes it has to ask for all copies.
    if (turn === undefined || !turn.writes) return -1;
    const half = this.#latency[0]! / 2, release = Math.max(now + half, turn.until), done = release + half;
    if (done + keeps > turn.ends) return -1;
    this.#interconnect.request(now, chip, chip);
    this.pending.lose(turn.core, line, release, true);
    this.pending.lose(core, line, turn.ends, writes);
    turn.core = core;
    turn.writes = writes;
    turn.until = done + keeps;
    this.queueCycles = release - now - half;
    return done;
  }
}
