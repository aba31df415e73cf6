/**
 * Who has a line when. A line is at one core at a time: who asks for it while others want it waits for its
 * turn. That is the whole reason why sharing is costly: when fifteen cores want to read a line that one has
 * just written, the last waits for fourteen transfers. (The same, measured and modelled: Boyd-Wickizer et
 * al., "Non-scalable locks are dangerous", OLS 2012.)
 *
 * Turns are served in the order in which requests are issued, with one exception: where a chip's own
 * controller orders what its cores ask, they hand the line on among themselves until another chip's probe
 * arrives, and those who asked later but on the chip go before those who wait elsewhere.
 */

/** One core's turn with a line. Times are in cycles. */
export class Turn {
  /** Who; -1 for a device. */
  core = -1;
  chip = 0;
  /** Whether to write. */
  writes = false;
  /** When its probe comes to the chip that has the line. */
  probed = 0;
  /** When the one before gives the line up. */
  release = 0;
  /** When the core has it. */
  done = 0;
  /** Until when the core keeps it, whoever asks: the end of its atomic. */
  until = 0;
  /** When the home can send for the line the next time: it has heard that this core's chip has it. */
  freed = 0;
}

/** Who is told that turns are put off, because others were let in before them. */
export interface TurnListener {
  /** Who waits for its turn gets the line later. */
  delayed(core: number, cycles: number): void;
  /** Who was to lose the line at a cycle keeps it longer. */
  keeps(core: number, line: number, release: number, cycles: number): void;
}

/** The turns of one line, in order of time. Those that are over are at the front, to be used again. */
class Line {
  /** When the first request of the present busy period was made. */
  from = 0;
  /** Where those begin that are not over. */
  first = 0;
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
  constructor(readonly chipsOrder: boolean, readonly listener: TurnListener) {}

  /** Makes room for lines 0 … lines-1. Lines beyond have no turns: nobody waits for them. */
  reserve(lines: number): void {
    const more = new Array<undefined>(lines - this.#lines.length).fill(undefined);
    this.#lines = this.#lines.concat(more);
  }

  /** The last turn of a line; undefined if it has had none. */
  lastOf(line: number): Turn | undefined {
    return line < this.#lines.length ? this.#lines[line]?.turns.at(-1) : undefined;
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
   * A turn that comes last, to be filled in; undefined where nobody waits.
   *
   * @param release when it begins
   * @param now when it was asked for
   */
  append(line: number, release: number, now: number): Turn | undefined {
    if (line >= this.#lines.length) return undefined;
    const { turns } = this.#lines[line] ??= new Line(), here = this.#lines[line]!, last = turns.at(-1);
    if (last === undefined || release > Math.max(last.until, last.freed)) here.from = now;
    else if (now < here.from) return undefined;
    // Without controllers on chips, nobody is let in between: the last turn is all there is to know.
    if (!this.chipsOrder && last) return last;
    while (here.first < turns.length - 1) {
      const next = turns[here.first + 1]!;
      if (next.probed >= now || next.release > now) break;
      here.first++;
    }
    const turn = this.#unused(here);
    turns.push(turn);
    return turn;
  }

  /**
   * The turn, other than the last, after which a chip hands the line on to one of its own that asks: the last
   * of the chip's, if the request is there before the next chip's probe; undefined if there is none.
   */
  lastOn(line: number, chip: number, arrives: number): Turn | undefined {
    const here = this.#lines[line];
    if (here === undefined) return undefined;
    const { turns, first } = here;
    for (let i = turns.length - 2; i >= first; i--) {
      const next = turns[i + 1]!;
      if (turns[i]!.chip === chip && next.chip !== chip && arrives <= next.probed) return turns[i];
    }
    return undefined;
  }

  /** Lets a turn in after another one, to be filled in. */
  insert(line: number, before: Turn): Turn {
    const here = this.#lines[line]!, turn = this.#unused(here);
    here.turns.splice(here.turns.indexOf(before, here.first) + 1, 0, turn);
    return turn;
  }

  /** Keeps a line at the core whose turn it is; returns when it is then taken from it. */
  keep(line: number, core: number, until: number): number {
    const here = line < this.#lines.length ? this.#lines[line] : undefined;
    if (here === undefined) return Infinity;
    const { turns, first } = here;
    for (let i = turns.length - 1; i >= first; i--) {
      const turn = turns[i]!;
      if (turn.core !== core || turn.done > until) continue;
      if (turn.until < until) turn.until = until;
      if (i === turns.length - 1) return Infinity;
      this.#makeRoom(line, here, i + 1, until - turns[i + 1]!.release, turn.done);
      return turns[i + 1]!.release;
    }
    return Infinity;
  }

  /** Puts all turns from one on off, if need be. */
  #makeRoom(line: number, { turns }: Line, first: number, cycles: number, now: number): void {
    if (cycles <= 0) return;
    for (let i = first; i < turns.length; i++) {
      const turn = turns[i]!;
      this.listener.keeps(turns[i - 1]!.core, line, turn.release, cycles);
      if (i > first) turn.probed += cycles;
      turn.release += cycles;
      turn.until += cycles;
      turn.freed += cycles;
      if (turn.done > now) this.listener.delayed(turn.core, cycles);
      turn.done += cycles;
    }
  }

  /** A turn from among those that are over, or a new one. */
  #unused(here: Line): Turn {
    if (here.first === 0) return new Turn();
    here.first--;
    return here.turns.shift()!;
  }
}
