/** The program of homework 9: whichever trouble is drawn, one change takes it away, and no other gains as much. */
import assert from "node:assert/strict";
import { opteron16, repeat, sweep } from "corey-lab";
import { asFound, Draw, drawnTrouble, type Troubled, type TroubledDesign } from "corey-lab/homework";
import type { Workload } from "corey-lab/workloads";

const workload: Workload<Troubled> = {
  name: "troubled",
  measure(run) {
    // deno-lint-ignore require-yield
    const { operations } = repeat(run, { warmUpMicroseconds: 60, microseconds: 100 }, function* (core) {
      return () => run.kernel.operation(core);
    });
    return { operations };
  },
};

async function operations(design: TroubledDesign, variant: number): Promise<number> {
  const place = drawnTrouble(new Draw("test", variant));
  const system = {
    name: "designed",
    boot: (machine: Parameters<typeof place>[0]) => place(machine, design),
  };
  const [row] = await sweep({ workload, machine: opteron16, system, cores: [12] });
  return Number(row!.operations);
}

Deno.test("one of the three parts keeps the program from scaling, and the others do not matter", async () => {
  const changes = [{ lock: "mcs" }, { counters: "a line each" }, { memory: "own chip" }] as const;
  const found = new Set<number>();
  for (let variant = 0; found.size < 3 && variant < 12; variant++) {
    const before = await operations(asFound, variant);
    const gains: number[] = [];
    for (const change of changes) gains.push(await operations({ ...asFound, ...change }, variant) / before);
    const best = gains.indexOf(Math.max(...gains));
    assert.ok(gains[best]! > 1.5, gains.join(", "));
    assert.ok(gains.every((gain, i) => i === best || gain < 1.2), gains.join(", "));
    found.add(best);
  }
  assert.equal(found.size, 3);
});
