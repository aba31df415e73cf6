/**
 * What runs cost the simulation, in counts that no computer changes. A change that makes a run cost more fails
 * here: find out why; if the reason is worth its price, write the new count down and say so in the commit.
 * How long it takes is the business of `deno task bench`.
 */
import assert from "node:assert/strict";
import v8 from "node:v8";
import { experiments } from "corey-lab/experiments";
import { type Cost, noCost } from "corey-lab/sim";
import { contended } from "./bench/contended.ts";
import { alike, slow } from "./slow.ts";

/** Bytes that this process has allocated so far; not among the types yet. */
function allocated(): number {
  return (v8.getHeapStatistics() as unknown as { total_allocated_bytes: number }).total_allocated_bytes;
}

/** By experiment, points of it that are cheap, and what they cost. */
const costs: Record<string, { parameters: object; steps: number; accesses: number }> = {
  dupClose: { parameters: { cores: [16], microseconds: 500 }, steps: 169_166, accesses: 130_117 },
  locks: { parameters: { cores: [16], microseconds: 200 }, steps: 224_237, accesses: 133_923 },
  addressRanges: { parameters: { cores: [1, 4], megabytes: 1 }, steps: 70_584, accesses: 465_069 },
  kernelCores: { parameters: { cores: [4], microseconds: 200 }, steps: 227_116, accesses: 86_523 },
};

for (const [i, [name, { parameters, ...counts }]] of Object.entries(costs).entries()) {
  alike(i)(`${name}: no more steps and accesses than ${counts.steps} and ${counts.accesses}`, async () => {
    const cost = noCost(), experiment = experiments[name as "dupClose"];
    const onRow = (_row: unknown, _done: number, _total: number, { steps, accesses }: Cost) => {
      cost.steps += steps;
      cost.accesses += accesses;
    };
    await experiment.run(parameters, { onRow });
    for (const count of ["steps", "accesses"] as const) {
      const most = counts[count] * 1.01;
      assert.ok(cost[count] <= most, `${cost[count]} ${count}, where ${counts[count]} were enough`);
    }
  });
}

slow("a step of a contended run allocates no more than 160 bytes", () => {
  const { machine, run } = contended(5);
  machine.run(1.5e6); // until what is called often has been compiled
  const before = { steps: machine.scheduler.steps, bytes: allocated() };
  run();
  const perStep = (allocated() - before.bytes) / (machine.scheduler.steps - before.steps);
  assert.ok(perStep < 160 * 1.3, `${perStep.toFixed(0)} bytes a step`);
});
