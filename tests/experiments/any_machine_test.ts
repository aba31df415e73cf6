/** Each kind of experiment runs on the presets and on machines of odd shapes, and gives numbers. */
import assert from "node:assert/strict";
import { drawMachine, experiments, type MachineSpec, presets, type Row } from "corey-lab";
import { coreCount } from "corey-lab/machine";
import { odd } from "../machine/odd.ts";
import { slow } from "../slow.ts";

const small = odd.filter(({ name }) => ["two-clusters", "no-l3", "uneven"].includes(name));

/** What makes an experiment short; those that take long for each machine, on few. */
const tiny: Readonly<Record<string, readonly [readonly MachineSpec[], Record<string, unknown>]>> = {
  "machine": [small, {}],
  "footprint": [[...presets, ...odd], { kilobytes: [16] }],
  "dup-close": [[...presets, ...odd], { microseconds: 20 }],
  "locks": [[...presets, ...odd], { microseconds: 20, locks: ["ticket"] }],
  "address-ranges": [odd, { megabytes: 1, cores: [1] }],
  "kernel-cores": [odd, { microseconds: 50 }],
  "fd-kernel-core": [[...presets, ...odd], { microseconds: 20 }],
  "shares": [[...presets, ...odd], {}],
  "mapreduce": [small.slice(0, 2), { megabytes: 4, sampleMegabytes: 1, stretchWords: 64 }],
  "web-server": [small.slice(0, 2), { kilobytes: [128] }],
  "buffer-cache": [small, {}],
};

for (const { name, parameters, run } of Object.values(experiments)) {
  slow(`${name} runs on presets and on machines of odd shapes`, async () => {
    const [machines, small] = tiny[name]!;
    for (const machine of machines) {
      const cores = "cores" in parameters.shape ? { cores: [Math.min(2, coreCount(machine))] } : {};
      const repeats = "repeats" in parameters.shape ? { repeats: 1 } : {};
      const rows: Row[] = await run({ machine, ...cores, ...repeats, ...small } as never);
      assert.ok(rows.length > 0, machine.name);
      for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
        assert.ok(
          typeof value !== "number" || Number.isFinite(value),
          `${machine.name}: ${column} = ${value}`,
        );
      }
    }
  });
}

Deno.test("every preset and machines of odd shapes can be drawn", () => {
  for (const machine of [...presets, ...odd]) {
    assert.ok(!/NaN|undefined|Infinity/.test(JSON.stringify(drawMachine(machine))), machine.name);
  }
  const uneven = drawMachine(odd.find(({ name }) => name === "uneven")!);
  assert.match(JSON.stringify(uneven), /2 chips × 2 to 3 cores × 4 threads/);
});
