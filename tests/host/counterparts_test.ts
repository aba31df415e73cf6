/**
 * Every workload of this computer has a counterpart in the model, which runs on whatever machine, and
 * predicts what more cores make of what one was measured to do.
 */
import assert from "node:assert/strict";
import { opteron16, type Row, sweep } from "corey-lab";
import { type Counterpart, counterparts, hostWorkloadNames, predictions } from "corey-lab/host";
import { slow } from "../slow.ts";

Deno.test("each workload has a counterpart", () => {
  assert.deepEqual(new Set(counterparts.map(({ name }) => name)), new Set(hostWorkloadNames));
});

const rateOf = (rows: readonly Row[], i: number): number => Number(rows[i]!.throughputPerSecond);
const called = (name: string, as = "threads"): Counterpart =>
  counterparts.find((one) => one.name === name && one.as === as)!;
/** The model's own rows of one core and of two. */
const modelled = ({ workload, system }: Counterpart): Promise<Row[]> =>
  sweep({ workload, system, machine: opteron16, cores: [1, 2] });
/** What is predicted for a computer of which one core was measured to do so many operations a second. */
const predicted = (counterpart: Counterpart, one: number): Promise<Row[]> =>
  predictions(counterpart, opteron16, [1, 2].map((cores) => ({ cores, throughputPerSecond: one * cores })));

slow("each counterpart gives a rate; what shares nothing does twice as much on two cores", async () => {
  const speedUps = new Map<string, number>();
  for (const counterpart of counterparts) {
    const { name, as, perSecond } = counterpart, rows = await modelled(counterpart);
    const [one, two] = rows.map((row) => perSecond(row, opteron16));
    assert.ok(one! > 0 && two! > 0, `${name}: ${rows[0]!.error ?? rows[1]!.error}`);
    speedUps.set(`${name} ${as}`, two! / one!);
    const slower = await predicted(counterpart, one! / 2);
    assert.ok(Math.abs(rateOf(slower, 0) / (one! / 2) - 1) < 0.02, `${name}: one core is as measured`);
  }
  for (const apart of ["padded threads", "dup-close processes", "memclone processes"]) {
    assert.ok(Math.abs(speedUps.get(apart)! - 2) < 0.1, `${apart}: ${speedUps.get(apart)}`);
  }
  for (const shared of ["counter threads", "packed threads", "ticket threads", "dup-close threads"]) {
    assert.ok(speedUps.get(shared)! < 1, `${shared}: ${speedUps.get(shared)}`);
  }
});

Deno.test("a slower computer computes for itself: one core does as measured, without a factor", async () => {
  const [one] = await predicted(called("padded"), 1e6);
  // An addition of the model is some tens of the 2000 cycles that one takes here.
  const cycles = Number(one!.ownCycles);
  assert.ok(cycles > 1900 && cycles < 2000, `${cycles}`);
  assert.ok(Math.abs(Number(one!.factor) - 1) < 0.005, `${one!.factor}`);
});

Deno.test("two cores of it that share nothing do twice as much", async () => {
  const rows = await predicted(called("padded"), 1e6);
  assert.ok(Math.abs(Number(rows[1]!.speedUp) - 2) < 0.01, `${rows[1]!.speedUp}`);
});

Deno.test("so do two that share a word, where an operation is nearly all of the core's own", async () => {
  const counter = called("counter"), model = await modelled(counter);
  assert.ok(rateOf(model, 1) < 0.5 * rateOf(model, 0), "the model's two do less than its one");
  const { speedUp } = (await predicted(counter, 1e6))[1]!;
  assert.ok(Number(speedUp) > 1.8 && Number(speedUp) < 2, `${speedUp}`);
});

Deno.test("a computer that is faster than the model is scaled by what one core does", async () => {
  const counter = called("counter"), model = await modelled(counter);
  const rows = await predicted(counter, 3 * rateOf(model, 0));
  assert.ok(Number(rows[0]!.ownCycles) < 0);
  assert.deepEqual([0, 1].map((i) => rateOf(rows, i) / rateOf(model, i)), [3, 3]);
});

Deno.test("a measurement goes through as it is, and one of one core there has to be", async () => {
  const counter = called("counter"), two = { workload: "counter", cores: 2, throughputPerSecond: 3e5 };
  const [, row] = await predictions(counter, opteron16, [
    { cores: 1, throughputPerSecond: 1e6 },
    { ...two, spread: 0.1 },
  ]);
  const { workload, measuredPerSecond, measuredSpeedUp, spread, factor, throughputPerSecond } = row!;
  assert.deepEqual([workload, measuredPerSecond, measuredSpeedUp, spread], ["counter", 3e5, 0.3, 0.1]);
  assert.equal(factor, 3e5 / Number(throughputPerSecond));
  await assert.rejects(predictions(counter, opteron16, [two]), {
    message: "predictions: expected a measured row with cores = 1",
  });
});
