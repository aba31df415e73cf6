/** Every workload of this computer has a counterpart in the model, which runs on whatever machine. */
import assert from "node:assert/strict";
import { opteron16, sweep } from "corey-lab";
import { counterparts, hostWorkloadNames, predictions } from "corey-lab/host";
import { slow } from "../slow.ts";

Deno.test("each workload has a counterpart", () => {
  assert.deepEqual(new Set(counterparts.map(({ name }) => name)), new Set(hostWorkloadNames));
});

slow("each counterpart gives a rate; what shares nothing does twice as much on two cores", async () => {
  const speedUps = new Map<string, number>();
  for (const { name, as, workload, system, perSecond } of counterparts) {
    const rows = await sweep({ workload, system, machine: opteron16, cores: [1, 2] });
    const [one, two] = rows.map((row) => perSecond(row, opteron16));
    assert.ok(one! > 0 && two! > 0, `${name}: ${rows[0]!.error ?? rows[1]!.error}`);
    speedUps.set(`${name} ${as}`, two! / one!);
  }
  for (const apart of ["padded threads", "dup-close processes", "memclone processes"]) {
    assert.ok(Math.abs(speedUps.get(apart)! - 2) < 0.1, `${apart}: ${speedUps.get(apart)}`);
  }
  for (const shared of ["counter threads", "packed threads", "ticket threads", "dup-close threads"]) {
    assert.ok(speedUps.get(shared)! < 1, `${shared}: ${speedUps.get(shared)}`);
  }
});

Deno.test("a prediction is as many times one core's rate as the model's cores are the model's one", () => {
  const measured = [{ cores: 1, throughputPerSecond: 50 }, {
    cores: 2,
    throughputPerSecond: 30,
    spread: 0.1,
  }];
  const simulated = [{ cores: 1, throughputPerSecond: 100 }, { cores: 2, throughputPerSecond: 40 }];
  const [, two] = predictions(measured, simulated);
  const { speedUp, measuredSpeedUp, factor, spread } = two!;
  assert.deepEqual([speedUp, measuredSpeedUp, factor, spread], [0.4, 0.6, 1.5, 0.1]);
});
