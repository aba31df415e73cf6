import assert from "node:assert/strict";
import { Progress } from "../../lib/notebook/progress.ts";
import {
  logSurface,
  notebookSurface,
  type ProgressState,
  type ProgressSurface,
  terminalSurface,
} from "../../lib/notebook/progress_surface.ts";

/** A clock that moves only when told to. */
function fakeClock(): { (): number; milliseconds: number } {
  const clock = Object.assign((): number => clock.milliseconds, { milliseconds: 0 });
  return clock;
}

/** Does 20 steps of 300 ms each. */
function run(surface: ProgressSurface, isTimed = false): void {
  const clock = fakeClock();
  const progress = new Progress(20, { label: "sweep", surface, clock, isTimed });
  for (let step = 0; step < 20; step++) {
    clock.milliseconds += 300;
    progress.advance(1, { steps: 1234, accesses: 617 });
  }
}

Deno.test("Progress in a notebook makes one display, updates it, and leaves nothing that depends on time", () => {
  const sent: [string, Record<string, unknown>][] = [];
  run(notebookSurface((type, content) => (sent.push([type, content]), Promise.resolve())));
  assert.deepEqual(sent.map(([type]) => type), ["display_data", ...Array(19).fill("update_display_data")]);
  assert.equal(new Set(sent.map(([, { transient }]) => JSON.stringify(transient))).size, 1);
  assert.match(
    JSON.stringify(sent[9]),
    /<progress value=\\"10\\" max=\\"20\\"><\/progress> sweep: 10 of 20, 3 s left/,
  );
  assert.deepEqual(sent[19]?.[1]["data"], {
    "text/html": "sweep: 20 of 20 done, 24,680 steps",
    "text/plain": "sweep: 20 of 20 done, 24,680 steps",
  });
});

Deno.test("Progress in a terminal writes one line over and over", () => {
  let written = "";
  run(terminalSurface((text) => void (written += text)));
  assert.ok(written.startsWith("\rsweep: 1 of 20\x1b[K\r"));
  assert.ok(written.endsWith("\rsweep: 20 of 20 done, 24,680 steps\x1b[K\n"));
  assert.equal(written.match(/\n/g)?.length, 1);
});

Deno.test("Progress in a log writes a line for each tenth", () => {
  const written: string[] = [];
  run(logSurface((text) => void written.push(text)));
  assert.deepEqual(written.map((line) => line.match(/\d+/)?.[0]), [
    "2",
    "4",
    "6",
    "8",
    "10",
    "12",
    "14",
    "16",
    "18",
    "20",
  ]);
  assert.equal(written[9], "sweep: 20 of 20 done, 24,680 steps\n");
});

Deno.test("Progress says in the end how many seconds it took, where that may differ from run to run", () => {
  let written = "";
  run(logSurface((text) => void (written += text)), true);
  assert.ok(written.endsWith("sweep: 20 of 20 done, 24,680 steps and 12,340 accesses in 6.0 s\n"));
  assert.ok(written.startsWith("sweep: 2 of 20\n"));
});

Deno.test("Progress shows at most one state each interval, and always the last", () => {
  const clock = fakeClock();
  const shown: ProgressState[] = [];
  const surface = { interval: 100, show: (state: ProgressState): void => void shown.push(state) };
  const progress = new Progress(1000, { surface, clock, isTimed: false });
  for (let step = 0; step < 1000; step++) {
    clock.milliseconds += 1;
    progress.advance();
  }
  assert.equal(shown.length, 11);
  assert.deepEqual(shown[10], {
    label: "",
    done: 1000,
    total: 1000,
    secondsLeft: undefined,
    cost: { steps: 0, accesses: 0 },
    secondsTaken: undefined,
    isFinal: true,
  });
});

Deno.test("Progress.finish before the end says that the task stopped, once", async () => {
  const written: string[] = [];
  const progress = new Progress(4, {
    surface: logSurface((text) => void written.push(text)),
    clock: fakeClock(),
    isTimed: false,
  });
  progress.advance();
  await progress.finish();
  await progress.finish();
  assert.deepEqual(written, ["1 of 4\n", "stopped at 1 of 4\n"]);
});

Deno.test("Progress escapes its label in HTML", () => {
  const sent: unknown[] = [];
  const surface = notebookSurface((_type, content) => (sent.push(content["data"]), Promise.resolve()));
  new Progress(1, { label: "<b>", surface, isTimed: false }).advance();
  assert.deepEqual(sent, [{ "text/html": "&lt;b&gt;: 1 of 1 done", "text/plain": "<b>: 1 of 1 done" }]);
});

Deno.test("Progress refuses a number of steps that is not whole", () => {
  assert.throws(() => new Progress(1.5), RangeError);
  assert.throws(() => new Progress(-1), RangeError);
});
