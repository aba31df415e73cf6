/** One line of memory, followed: by hand for two cores, and in a real run. */
import assert from "node:assert/strict";
import {
  dupClose,
  followLine,
  int32,
  linux,
  Machine,
  opteron16,
  type Row,
  stepInWords,
  stepsOfLine,
  struct,
  watch,
  type Workload,
} from "corey-lab";
import { figureToSvg } from "../../lib/pictures/picture.ts";

/** Two cores that write one word in turn, once each, and a third that reads it. */
const handedOn: Workload<unknown> = {
  name: "handed on",
  measure({ machine, cores }) {
    const { word } = machine.memory.place(struct("table", { word: int32 }));
    for (const [i, core] of cores.entries()) {
      core.start(function* () {
        core.compute(1000 * (i + 1));
        yield;
        if (i < 2) core.fetchAdd(word, 1);
        else core.load(word);
      }());
    }
    machine.run();
    return {};
  },
};

const bare = { boot: (machine: Machine) => machine };

Deno.test("a line is followed from core to core: who asks, who has it, who sends it, who has it then", () => {
  const run = {
    workload: handedOn,
    machine: opteron16,
    system: bare,
    cores: 3,
    placement: "fill-chips",
  } as const;
  const { lineSteps } = watch(run, { microseconds: 10 });
  assert.deepEqual(
    stepsOfLine(lineSteps, "table.word").map(stepInWords).map((step) => step.replace(/after .* cycles/, "…")),
    [
      "Core 0 asks for the line, to write table.word; no cache has it, and the memory of chip 0 sends it. " +
      "Core 0 goes on … and gets it Modified.",
      "Core 1 asks for the line, to write table.word; core 0, which has it Modified, sends it. " +
      "Core 1 goes on … and gets it Modified; core 0 loses its copy.",
      "Core 2 asks for the line, to read table.word; core 1, which has it Modified, sends it. " +
      "Core 2 goes on … and gets it Shared.",
    ],
  );
  const [first, second, third] = lineSteps as Record<string, string>[];
  assert.equal(first!.after!.slice(0, 4), "M...");
  assert.equal(second!.after!.slice(0, 4), ".M..");
  assert.equal(third!.after!.slice(0, 4), ".OS.", "MOESI: who wrote it answers for it from now on");
});

Deno.test("every sentence of a step has its subject: who does not wait, who shares, which L3 or memory sends", () => {
  const step = { core: 0, kind: "write", field: "f", chips: 1, cycles: 0, queueCycles: 0 };
  const words = (before: string, after: string, also: Row) =>
    stepInWords({ ...step, before, after, ...also });
  const from = (supplier: string): Row => ({ servedBy: "cache of the chip", supplier });
  assert.equal(
    words(".M..", "M...", from("core 1")),
    "Core 0 asks for the line, to write f; core 1, which has it Modified, sends it. " +
      "Core 0 goes on at once and gets it Modified; core 1 loses its copy.",
  );
  assert.equal(
    words(".OS.", "SOS.", { ...from("core 1"), kind: "read", cycles: 464, queueCycles: 179 }),
    "Core 0 asks for the line, to read f; core 1, which has it Owned (core 2 shares it), sends it. " +
      "Core 0 goes on after 464 cycles, 179 of them for its turn, and gets it Shared.",
  );
  assert.equal(
    words(".SS.", "M...", from("L3 of chip 0")),
    "Core 0 asks for the line, to write f; cores 1 and 2 share it, and the L3 of chip 0 sends it. " +
      "Core 0 goes on at once and gets it Modified; cores 1 and 2 lose their copies.",
  );
  assert.match(
    words("...E", "M...", from("L3 of chip 0")),
    /; the L3 of chip 0, which has it Exclusive, sends it\./,
  );
  assert.equal(
    words("SS..", "M...", { servedBy: "invalidating", supplier: "", cycles: 3 }),
    "Core 0 has a copy, and asks to write f. " +
      "Core 0 goes on after 3 cycles and gets it Modified; core 1 loses its copy.",
  );
  assert.equal(
    words("E...", "M...", { servedBy: "own cache", supplier: "" }),
    "Core 0 writes f in its own cache. Core 0 goes on at once and has it Modified.",
  );
});

Deno.test("watching a line changes nothing, and each step begins where the one before has left the line", () => {
  const workload = dupClose({ warmUpMicroseconds: 50, microseconds: 50 });
  const run = { workload, machine: opteron16, system: linux.threads(), cores: 8 };
  const seen = watch(run, { microseconds: 5 });
  assert.deepEqual(seen.measured, watch(run).measured);
  const steps = stepsOfLine(seen.lineSteps, "files_struct.file_lock").filter(({ kind }) => kind !== "wait");
  assert.ok(steps.length > 10);
  const broken = steps.filter(({ before }, i) => i > 0 && before !== steps[i - 1]!.after);
  assert.deepEqual(broken, []);
  const owners = ({ after }: Row) => String(after).match(/[MOE]/g)?.length ?? 0;
  assert.ok(steps.every((step) => owners(step) <= 1), "a line has one owner at most");
  assert.match(
    followLine(seen, "files_struct.file_lock").alt,
    /^files_struct\.file_lock: .* 24 steps among core 0/,
  );
});

Deno.test("a line of which nothing is known is refused, with what may have been meant", () => {
  const workload = dupClose({ warmUpMicroseconds: 50, microseconds: 50 });
  const run = { workload, machine: opteron16, system: linux.threads(), cores: 2 };
  assert.throws(() => followLine(watch(run), "files_struct.file_lock"), /ask for a stretch of the run/);
  const seen = watch(run, { microseconds: 5 });
  assert.throws(() => followLine(seen, "files_struct.filelock"), /did you mean files_struct\.file_lock\?/);
});

Deno.test("letters of requests that one core makes at almost the same time stand side by side", async () => {
  const about = { chips: 1, field: "lock", line: "lock", lineNumber: 1, supplier: "core 0", cycles: 0 };
  const writes = [1, 1.001, 1.002, 1.5].map((startMicroseconds) => ({
    ...{ ...about, core: 0, kind: "write", queueCycles: 0, startMicroseconds, microseconds: 0.001 },
    ...{ before: "M..", after: "M.." },
  }));
  const svg = await figureToSvg(followLine({ lineSteps: writes }, "lock"));
  const places = [...svg.matchAll(/<text transform="translate\(([-\d.]+),[^>]*>w</g)].map(([, x]) =>
    Number(x)
  );
  assert.equal(places.length, writes.length);
  for (const [i, x] of places.slice(1).entries()) {
    assert.ok(x - places[i]! >= 8.2, `${x} beside ${places[i]}`);
  }
});
