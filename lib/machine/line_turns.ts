/**
 * Who has a line when. A line is at one core at a time: who asks for it while others want it waits for its
 * turn. That is the whole reason why sharing is costly: when fifteen cores want to read a line that one has
 * just written, the last waits for fourteen transfers. (The same, measured and modelled: Boyd-Wickizer et
 * al., "Non-scalable locks are dangerous", OLS 2012.)
 *
 * Turns are served in the order in which requests are issued, with one exception: where a chip's own
 * controller orders what its cores ask, they hand the line on among themselves until it leaves the chip for
 * another that waits. So a turn is a chip's there, and what is remembered of it is the core that has the line last.
 */

/** One turn with a line: a core's, or that of a chip whose cores hand the line on. Times are in cycles. */
export class Turn {
  /** Who has the line last; -1 for a device. */
  core = -1;
  /** Where; -1 for a device. */
  chip = -1;
  /** Whether that core writes. */
  writes = false;
  /** Until when that core keeps it, whoever asks: the end of its atomic. */
  until = 0;
  /** When the home can send for the line the next time: it has heard that the chip has it. */
  freed = 0;
  /** When the line leaves for whoever has the next turn. */
  ends = Infinity;
}

/** The turns of one line, in order of time. */
class Line {
  /** When the first request of the present busy period was made. */
  from = 0;
  readonly turns: Turn[] = [];
}

/** The turns of all lines of a machine. */
export class LineTurns {
  #lines: (Line | undefined)[] = [];

  /**
   * Lines that nobody wants.
   *
   * @param chipsOrder whether a chip's own controller orders the requests of its cores
   */
  constructor(readonly chipsOrder: boolean) {}

  /** Makes room for lines 0 … lines-1. Lines beyond have no turns: nobody waits for them. */
  reserve(lines: number): void {
    const more = new Array<undefined>(lines - this.#lines.length).fill(undefined);
    this.#lines = this.#lines.concat(more);
  }

  /** The last turn of a line; undefined if it has had none. */
  lastOf(line: number): Turn | undefined {
    const here = line < this.#lines.length ? this.#lines[line] : undefined;
    return here && here.turns[here.turns.length - 1];
  }

  /**
   * When whoever has the line gives it up for a request that comes last.
   *
   * A request that lies before the present busy period was issued earlier and is only simulated later; it
   * does not wait.
   *
   * @param probed when the request's probe would come to it, were nobody waiting
   * @param now when the request is made
   */
  releaseFor(line: number, chip: number, probed: number, now: number): number {
    const last = this.lastOf(line);
    if (last === undefined || now < this.#lines[line]!.from) return probed;
    const freed = this.chipsOrder && last.chip === chip ? 0 : last.freed;
    return Math.max(probed, last.until, freed);
  }

  /**
   * The last turn, a new one or that of the same chip, to be filled in; undefined where nobody waits.
   *
   * @param release when it begins
   * @param now when it was asked for
   */
  append(line: number, chip: number, release: number, now: number): Turn | undefined {
    if (line >= this.#lines.length) return undefined;
    const here = this.#lines[line] ??= new Line(), { turns } = here, last = turns[turns.length - 1];
    if (last === undefined || release > Math.max(last.until, last.freed)) here.from = now;
    else if (now < here.from) return undefined;
    // Without controllers on chips, nobody is let in between: the last turn is all there is to know.
    if (last && (!this.chipsOrder || last.chip === chip)) return last;
    if (last) last.ends = release;
    const turn = turns.length > 1 && turns[0]!.ends <= now ? turns.shift()! : new Turn();
    turn.ends = Infinity;
    turns.push(turn);
    return turn;
  }

  /** The turn of a chip that others wait for, if the line has not left yet; undefined if there is none. */
  turnOn(line: number, chip: number, now: number): Turn | undefined {
    const { turns } = this.#lines[line]!;
    for (let i = turns.length - 2; i >= 0 && turns[i]!.ends > now; i--) {
      if (turns[i]!.chip === chip) return turns[i];
    }
    return undefined;
  }

  /** An atomic keeps the line at the core that has it, if others want it. */
  keep(line: number, core: number, until: number): void {
    const last = this.lastOf(line);
    if (last !== undefined && last.core === core && last.until < until) last.until = until;
  }
}
