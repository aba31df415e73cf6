/**
 * A line serves one transfer at a time: a request that comes while another is under way waits for its end.
 * This queue is the whole reason why sharing is costly: when fifteen cores want to read a line that one has
 * just written, the last waits for fourteen transfers. (The same, measured and modelled: Boyd-Wickizer et
 * al., "Non-scalable locks are dangerous", OLS 2012.)
 */
export class LineQueue {
  #from = new Float64Array(0);
  #until = new Float64Array(0);

  /** Makes room for lines 0 … lines-1. Lines beyond do not queue. */
  reserve(lines: number): void {
    const from = new Float64Array(lines), until = new Float64Array(lines);
    from.set(this.#from);
    until.set(this.#until);
    this.#from = from;
    this.#until = until;
  }

  /**
   * The cycle at which a request issued at `now` is served. One that lies before the present busy period was
   * issued earlier and is only simulated later; it does not wait.
   */
  start(line: number, now: number): number {
    if (line >= this.#from.length) return now;
    const until = this.#until[line]!;
    return now >= this.#from[line]! && now < until ? until : now;
  }

  /** Keeps the line busy. */
  keep(line: number, start: number, done: number): void {
    if (line >= this.#from.length) return;
    if (start > this.#until[line]!) this.#from[line] = start;
    if (done > this.#until[line]!) this.#until[line] = done;
  }
}
