/**
 * Who has a line when. A line is at one core at a time: who asks for it while others want it waits for its
 * turn. That is the whole reason why sharing is costly: when fifteen cores want to read a line that one has
 * just written, the last waits for fourteen transfers. (The same, measured and modelled: Boyd-Wickizer et
 * al., "Non-scalable locks are dangerous", OLS 2012.)
 *
 * Turns are served in the order in which requests are issued, with one exception: where a chip's own
 * controller orders what its cores ask, they hand the line on among themselves until it leaves the chip for
 * another that waits. So a turn is a chip's there, and what is remembered of it is the last core.
 */

/**
 * One turn with a line: a core's, or that of a chip whose cores hand the line on (or of a group of a chip's
 * cores, with an L3 of its own). Times are in cycles.
 */
export class Turn {
  /** Who has the line last; -1 for a device. */
  core: number = -1;
  /** In which group; -1 for a device. */
  group: number = -1;
  /** Whether that core writes. */
  writes = false;
  /** Until when that core keeps it, whoever asks: until a probe can come, and its atomic is done. */
  until = 0;
  /** When the home can send for the line the next time: it has heard that the chip has it. */
  freed = 0;
  /** When the line leaves for whoever has the next turn. */
  ends: number = Infinity;
}

/** The turns of one line. */
export class Line {
  /** When the first request of the present busy period was made. */
  from = 0;
  /** The last turn; one that is over before anything began, if there was none. */
  last = new Turn();
  /** Those before it, in order of time. */
  readonly earlier: Turn[] = [];

  /**
   * When whoever has the line gives it up for a request that comes last.
   *
   * A request that lies before the present busy period was issued earlier and is only simulated later; it
   * does not wait.
   *
   * @param probed when the request's probe would come to it, were nobody waiting
   * @param now when the request is made
   * @param isNear whether the request is settled on the chip that has the line
   */
  releaseFor(probed: number, now: number, isNear: boolean): number {
    const last = this.last;
    if (now < this.from) return probed;
    const free = isNear || last.until > last.freed ? last.until : last.freed;
    return free > probed ? free : probed;
  }

  /**
   * The last turn, a new one or one that goes on, to be filled in; undefined where nobody waits.
   *
   * @param release when it begins
   * @param now when it was asked for
   * @param goesOn whether it is a turn of the chip that has the last one, or all there is to know
   */
  append(release: number, now: number, goesOn: boolean): Turn | undefined {
    const last = this.last;
    if (release > last.until && release > last.freed) this.from = now;
    else if (now < this.from) return undefined;
    if (goesOn) return last;
    const earlier = this.earlier, isOver = earlier.length > 0 && earlier[0]!.ends <= now;
    const turn = isOver ? earlier.shift()! : new Turn();
    last.ends = release;
    earlier.push(last);
    turn.ends = Infinity;
    return this.last = turn;
  }

  /** The turn of a group that others wait for, if the line has not left yet; undefined if there is none. */
  turnOf(group: number, now: number): Turn | undefined {
    const earlier = this.earlier;
    for (let i = earlier.length - 1; i >= 0; i--) {
      const turn = earlier[i]!;
      if (turn.ends <= now) break;
      if (turn.group === group) return turn;
    }
    return undefined;
  }
}

/** The turns of all lines of a machine. */
export class LineTurns {
  #lines: (Line | undefined)[] = [];

  /** Makes room for lines 0 … lines-1. Lines beyond have no turns: nobody waits for them. */
  reserve(lines: number): void {
    const more = new Array<undefined>(lines - this.#lines.length).fill(undefined);
    this.#lines = this.#lines.concat(more);
  }

  /** A line's turns; undefined if nobody waits for it. */
  of(line: number): Line | undefined {
    return line < this.#lines.length ? this.#lines[line] ??= new Line() : undefined;
  }
}
