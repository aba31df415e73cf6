/**
 * Measures a study, or a shard of it, on workers, and keeps each result as it comes. What is there already is
 * not measured again; processes on the same points leave to each other what is under way.
 */
import { measureOnWorkers, type Task } from "../experiments/workers.ts";
import { InputError } from "../input/check.ts";
import type { Row } from "../rows/row.ts";
import type { Cost } from "../sim/cost.ts";
import type { Loaded } from "./load.ts";
import { agreed, estimateOf, known, longestFirst, type Shard, shareOf, shortRun } from "./order.ts";
import { type Kept, Results } from "./results.ts";
import { keysUnderWay, UnderWay } from "./under_way.ts";

/** What a notebook and a command may say of how a study is measured. */
export interface Measuring {
  /** A point that takes longer is kept as failed. */
  readonly limitSeconds?: number | undefined;
  /** Whether points that have failed are measured again. */
  readonly retryFailed?: boolean | undefined;
  /** Seed of those, in place of the sweeps' own. */
  readonly seed?: number | undefined;
  /** Is called with each row, also those that were there: how many there are of how many, and its cost. */
  readonly onRow?: ((row: Row, done: number, total: number, cost: Cost) => void) | undefined;
}

/** How a study is measured. */
export interface HowToMeasure extends Measuring {
  /** How many workers. */
  readonly workers: number;
  /** Which part of the study; all of it unless given. */
  readonly shard?: Shard | undefined;
  /** Keys of points that are measured first, one at a time: one of them has ended the process it was in. */
  readonly suspects?: readonly string[] | undefined;
  /** Keys of points that have done so: they are not measured again. */
  readonly guilty?: readonly string[] | undefined;
}

/**
 * Throws an {@link InputError} for a seed where nothing is tried again: that of what is measured for the
 * first time stands in the study.
 */
export function checkSeed({ seed, retryFailed }: Pick<HowToMeasure, "seed" | "retryFailed">): void {
  if (seed === undefined || retryFailed) return;
  throw new InputError(
    "a seed is for points that have failed and are tried again (--retry-failed, retryFailed)",
  );
}

/**
 * Measures what is missing.
 *
 * @returns what is kept of each point of the study, or of the shard, in the order of the study; of fewer if a
 * notebook's stop button was pressed
 * @throws {InputError} when there is a seed, and nothing is tried again
 * @throws {WriteError} when a result cannot be written; what has been written stays
 */
export async function measureStudy(study: Loaded, how: HowToMeasure): Promise<Kept[]> {
  checkSeed(how);
  const { shard = { index: 1, count: 1 } } = how, run = new StudyRun(study, how);
  const points = study.points.map(({ labels }, index): Task => ({ index, labels }));
  await run.measure(points.filter((point) => how.suspects?.includes(Results.keyOf(point))), 1);
  const isComplete = run.missing(points).length === 0, sample = shortRun(points, shard);
  let estimate = sample.length === 0 ? {} : known(study.results);
  if (!estimate && !isComplete) {
    await run.measure(sample);
    if (run.missing(sample).length > 0) return run.kept(points); // it was stopped
    const steps = run.kept(sample).map(({ cost: { steps } }, i) => ({ labels: sample[i]!.labels, steps }));
    estimate = agreed(study.results, estimateOf(steps));
  }
  const share = shareOf(longestFirst(points, estimate ?? {}), shard);
  run.tellOf(share);
  await run.measure(share);
  return run.kept(share.sort((a, b) => a.index - b.index));
}

/** What this process knows of a study's points while it measures them. */
class StudyRun {
  readonly #settled = new Map<number, Kept>();
  #told: Set<number> | undefined;
  #rows = 0;

  constructor(readonly study: Loaded, readonly how: HowToMeasure) {
    study.results.tidy();
  }

  /** Those of points that are to be measured; of the others it is known what is kept. */
  missing(points: readonly Task[]): Task[] {
    return points.filter((point) => !this.#isSettled(point));
  }

  /** What is kept of those points that have been measured. */
  kept(points: readonly Task[]): Kept[] {
    return points.flatMap(({ index }) => this.#settled.get(index) ?? []);
  }

  /** From now on, rows of these points are told of. */
  tellOf(points: readonly Task[]): void {
    this.#told = new Set(points.map(({ index }) => index));
    for (const { index } of points) this.#tell(index);
  }

  /** Measures those that are missing. */
  async measure(points: readonly Task[], workers: number = this.how.workers): Promise<void> {
    const missing = this.missing(points), { limitSeconds } = this.how, { module, name } = this.study;
    if (missing.length === 0) return;
    using underWay = new UnderWay(this.study.results);
    await measureOnWorkers(this.#inTurn(missing), { module, name }, {
      workers: Math.min(workers, missing.length),
      limitSeconds,
      onBegin: (task) => underWay.begin(Results.keyOf(task)),
      onMeasured: (task, { row, cost }) => {
        underWay.end(Results.keyOf(task));
        // A row says if its random numbers are not those of the study.
        const told = task.seed === undefined ? row : { ...row, seed: task.seed };
        this.#settle(task, this.study.results.keep(task, { row: told, cost }));
      },
    });
  }

  /** First what nobody measures, then what others have left undone. */
  *#inTurn(missing: readonly Task[]): Generator<Task> {
    const { results } = this.study, { seed } = this.how, later: Task[] = [];
    for (const point of missing) {
      if (keysUnderWay(results).has(Results.keyOf(point))) later.push(point);
      else if (!this.#isSettled(point)) yield { ...point, seed };
    }
    for (const point of later) if (!this.#isSettled(point)) yield { ...point, seed };
  }

  #isSettled(point: Task): boolean {
    if (this.#settled.has(point.index)) return true;
    const kept = this.study.results.of(point);
    const { retryFailed, guilty = [] } = this.how;
    const isAgain = retryFailed && kept?.state === "failed" && !guilty.includes(Results.keyOf(point));
    if (!kept || isAgain) return false;
    this.#settle(point, kept);
    return true;
  }

  #settle({ index }: Task, kept: Kept): void {
    this.#settled.set(index, kept);
    this.#tell(index);
  }

  #tell(index: number): void {
    const kept = this.#settled.get(index);
    if (!kept || !this.#told?.has(index)) return;
    this.how.onRow?.(kept.row, ++this.#rows, this.#told.size, kept.cost);
  }
}
