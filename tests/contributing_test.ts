/** The recipes of CONTRIBUTING.md, followed in memory with what can be imported from outside. */
import assert from "node:assert/strict";
import {
  dupClose,
  epyc64,
  linux,
  type LockKind,
  opteron16,
  parseMachineSpec,
  type Program,
  sweep,
} from "corey-lab";
import { type Claim, judge, value } from "corey-lab/analysis";
import { experiment, pointsOf, sweepFields, withAllCores } from "corey-lab/experiments";
import { examine, lockTrials } from "corey-lab/homework";
import { inTurn, type PolledDevice } from "corey-lab/kernels";
import { fdTables } from "corey-lab/libos";
import { type Core, int32, struct } from "corey-lab/machine";
import { lines } from "corey-lab/plots";
import { mustRun } from "corey-lab/sim";
import { fdOpen } from "corey-lab/workloads";
import { z } from "zod";

const short = { warmUpMicroseconds: 50, microseconds: 50 };

/** A ticket lock whose two halves are on two lines: who draws a number does not disturb those who wait. */
const apart: LockKind = {
  name: "apart",
  fair: true,
  place({ memory }, next) {
    const { serving } = memory.place(struct("apart", { serving: int32 }));
    return mustRun({
      *acquire(core: Core): Program {
        yield;
        const mine = core.fetchAdd(next, 1);
        yield core.spinUntil(serving, (turn) => turn === mine);
        core.acquired(next);
      },
      *release(core: Core): Program {
        yield;
        core.released(next);
        core.update(serving, (turn) => turn + 1);
      },
    });
  },
};

Deno.test("a lock: it passes the trials of locks, and a kernel is assembled with it", async () => {
  const trials = lockTrials(apart).filter(({ promise }) => promise !== "price");
  assert.equal((await examine("a lock", trials)).message, "passes all 5 trials.");
  const [row] = await sweep({
    workload: dupClose(short),
    machine: opteron16,
    system: linux.threads({ fileTableLock: apart }),
    cores: [4],
  });
  assert.ok(row!.throughputPerSecond as number > 0);
});

Deno.test("a machine: JSON that is parsed, and is measured beside the others", async () => {
  const json = JSON.parse(JSON.stringify(epyc64));
  json.name = "epyc32";
  json.chips.value = 4;
  const epyc32 = parseMachineSpec(json, "epyc32.json");
  const rows = await sweep({
    workload: dupClose(short),
    machine: [epyc32, opteron16],
    system: linux.threads(),
    cores: [2],
  });
  assert.deepEqual(rows.map(({ machine }) => machine), ["epyc32", "opteron16"]);
});

Deno.test("a policy of a kernel core: it says whom to ask next", async () => {
  let rounds = 0;
  const lastFirst = function (core: Core, devices: readonly PolledDevice[]): Program<boolean> {
    rounds++;
    return inTurn(core, devices.toReversed());
  };
  const [row] = await sweep({
    workload: fdOpen(short),
    machine: opteron16,
    system: fdTables.kernelCore(lastFirst),
    cores: [4],
  });
  assert.ok(rounds > 0);
  assert.ok(row!.opensPerSecond as number > 0);
});

Deno.test("an experiment: a question, points, claims that are judged, a figure", async () => {
  const claims: readonly Claim[] = [{
    says: "A thread that is alone misses nothing",
    expect: { about: 0, upTo: 0.05 },
    unit: "misses/op",
    sure: "P",
    kind: "predicted",
    whose: "paper's number",
    model: value({ cores: 1 }, "l3MissesPerOp"),
  }];
  const alone = experiment({
    name: "alone",
    question: "Does a thread that is alone ever miss?",
    paper: "It does not.",
    module: import.meta.url,
    parameters: z.strictObject({ ...sweepFields, microseconds: z.number().positive().default(50) }),
    points(given) {
      const { machine, cores, microseconds } = withAllCores(given);
      const workload = dupClose({ ...short, microseconds });
      return pointsOf({ workload, machine, system: linux.threads(), cores });
    },
    claims,
    figure: (rows) => lines(rows, { x: "cores", y: "l3MissesPerOp", stroke: "system", title: "Alone" }),
  });
  const rows = await alone.run({ cores: [1, 2] });
  assert.deepEqual(judge(alone, rows).map(({ ok }) => ok), [true]);
  assert.equal(alone.figure(rows).kind, "plot");
  await assert.rejects(alone.run({ microsecond: 1 } as never), /did you mean microseconds\?/);
});
