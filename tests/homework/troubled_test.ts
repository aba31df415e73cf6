/** The program of homework 9: whichever trouble is drawn, one change takes it away, and no other gains as much. */
import assert from "node:assert/strict";
import { opteron16, pipe, repeat, sweep, withLatency } from "corey-lab";
import { asFound, Draw, drawnTrouble, type Troubled, type TroubledDesign } from "corey-lab/homework";
import type { Workload } from "corey-lab/workloads";
import { slow } from "../slow.ts";

const workload: Workload<Troubled> = {
  name: "troubled",
  measure(run) {
    // deno-lint-ignore require-yield
    const { operations } = repeat(run, { warmUpMicroseconds: 60, microseconds: 150 }, function* (core) {
      return () => run.kernel.operation(core);
    });
    return { operations };
  },
};

/** Of the cores that homework draws, as few as there are, on which least is to be gained. */
const cores = 12;

async function operations(design: TroubledDesign, variant: number, latency: number): Promise<number> {
  const place = drawnTrouble(new Draw("test", variant));
  const system = {
    name: "designed",
    boot: (machine: Parameters<typeof place>[0]) => place(machine, design),
  };
  const machine = pipe(opteron16, withLatency("remoteCache", latency));
  const [row] = await sweep({ workload, machine, system, cores: [cores] });
  return Number(row!.operations);
}

slow(
  "one of the three parts keeps the program from scaling, wherever it is drawn, and the others do not matter",
  async () => {
    const changes = [{ lock: "mcs" }, { counters: "a line each" }, { memory: "own chip" }] as const;
    const found = new Set<number>();
    for (let variant = 0; found.size < 3 && variant < 12; variant++) {
      const bestOf = new Set<number>();
      for (const latency of [110, 125, 140]) {
        const before = await operations(asFound, variant, latency), gains: number[] = [];
        for (const change of changes) {
          gains.push(await operations({ ...asFound, ...change }, variant, latency) / before);
        }
        const best = gains.indexOf(Math.max(...gains));
        assert.ok(gains[best]! > 1.5, gains.join(", "));
        assert.ok(gains.every((gain, i) => i === best || gain < 1.2), gains.join(", "));
        bestOf.add(best);
        if (found.has(best)) break; // this one has been tried
      }
      assert.equal(bestOf.size, 1);
      found.add([...bestOf][0]!);
    }
    assert.equal(found.size, 3);
  },
);
