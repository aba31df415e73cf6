/** The numbers of the exam's model answers, from the code that the notebook and the quiz run. */
import assert from "node:assert/strict";
import {
  answerRows,
  caseNamed,
  contentionCases,
  effectOf,
  measured,
  sentenceOn,
  sharedAndPrivate,
  traceKernelCore,
} from "corey-lab/exam";
import { projectPath } from "../../lib/files/project.ts";
import { readNotebook } from "../../lib/jupyter/runner/document.ts";
import { alike, slow } from "../slow.ts";

/** What the second way, Corey's, gains, and what each other way does. */
const gains: Readonly<Record<string, readonly [coreys: number, ...others: number[]]>> = {
  "descriptor table": [2.6, 2.26],
  "descriptors of one's own": [23.2, 2.53],
  "driver ring": [1.66, 0.770],
  "page-table updates": [13.6, 12.7],
  "shootdowns": [15.25, 32.2],
  "directory entry count": [3.73, 10.0],
  "free-page list": [28.0, 2.15, 2.29],
  "run queue": [10.1, 1.7],
  "accept queue": [2.358, 1.02, 2.07],
  "buffer cache block": [6.44, 107],
  "log lock": [1.251, 7.71],
  "memory-bound loop": [1, 5.07],
};
/** Which take longer than a test should: their gains are read off the notebook, which is run elsewhere. */
const long = [
  "driver ring",
  "accept queue",
  "memory-bound loop",
  "directory entry count",
  "buffer cache block",
];

const notebook = await readNotebook(projectPath("notebooks/15_exam.ipynb"));

/** The gains that the notebook shows for a case. */
function shown(name: string): number[] {
  const cell = notebook.cells.find(({ source }) => source.includes(`run("${name}")`));
  assert.ok(cell?.cell_type === "code", `15_exam does not run ${name}`);
  const text = cell.outputs.map((output) => "data" in output ? String(output.data["text/plain"]) : "").at(
    -1,
  )!;
  return text.split("\n").slice(1).map((line) => Number(line.trim().split(/\s+/).at(-1)));
}

for (const [i, asked] of contentionCases.entries()) {
  alike(i)(`exam, ${asked.name}: the answer is “${asked.verdict}”, and the run gives its numbers`, () => {
    const { name, verdict } = asked;
    const [asItIs, ...others] = long.includes(name)
      ? shown(name)
      : measured(asked).map(({ gain }) => Number(gain));
    assert.equal(asItIs, 1);
    assert.deepEqual(
      others.map((gain) => gain.toPrecision(2)),
      gains[name]!.map((gain) => gain.toPrecision(2)),
    );
    assert.equal(effectOf({ gain: others[0]! }) === "helps", verdict !== "no");
  });
}

Deno.test("the exam has an answer in four sentences for each question, and more than one kind of verdict", () => {
  for (const asked of contentionCases) {
    const [verdict, ...sentences] = answerRows(asked).map(({ answer }) => String(answer));
    assert.equal(verdict, asked.verdict);
    assert.equal(sentences.length, 4);
    for (const sentence of sentences) assert.match(sentence, /^[A-Z].*[^.]\.$/, asked.name);
  }
  assert.ok(contentionCases.length >= 10);
  assert.deepEqual(
    new Set(contentionCases.map(({ verdict }) => verdict)),
    new Set(["yes", "yes, but", "no"]),
  );
  assert.throws(() => caseNamed("log"), /there is no question about log: expected descriptor table, /);
});

slow("exam, shared and private memory: Corey is near the better of Linux's two ways in both", () => {
  const rows = sharedAndPrivate();
  const [threads, processes, ranges] = rows.map((row) => ({
    own: Number(row.privateCyclesPerPage),
    shared: Number(row.sharedCyclesPerPage),
    both: Number(row.milliseconds),
  }));
  assert.ok(threads!.own > 10 * processes!.own, "one address space is bad for private memory");
  // 2.7 times: a further core's faults are short, since their plain stores wait in the store buffer.
  assert.ok(processes!.shared > 2.5 * threads!.shared, "one for each core is bad for shared memory");
  assert.ok(ranges!.own < 1.1 * processes!.own && ranges!.shared < 1.3 * threads!.shared);
  assert.ok(ranges!.both < Math.min(threads!.both, processes!.both) / 2);
  assert.match(sentenceOn(rows), /takes 12\.7 times .* 2\.7 times .*: 0\.9 times .* 1\.1 times/);
});

Deno.test("exam, kernel cores: the trace shows the setting up, then each ring's flag in its order", () => {
  const trace = traceKernelCore(),
    calls = trace.filter(({ does }) => /^(device|segment|pcore|ar)_/.test(`${does}`));
  assert.deepEqual(new Set(calls.map(({ core }) => core)), new Set([0]));
  assert.deepEqual(calls.map(({ does }) => does).slice(-5), [
    "pcore_alloc",
    "ar_alloc",
    "pcore_add_device",
    "pcore_add_device",
    "pcore_run",
  ]);
  for (const [ring, application] of [[0, 0], [2, 2]]) {
    const flags = trace.filter(({ does }) => does === `flag of ring ${ring}`);
    assert.deepEqual(flags.map(({ core }) => core), [application, application, 1, 1, application]);
    assert.match(
      flags.map(({ what }) => what).join("; "),
      /takes a free.*raises.*polled.*has run.*gives the slot back/,
    );
  }
  const served = trace.filter(({ does }) => does === "runs the call");
  assert.deepEqual(served.map(({ core }) => core), [1, 1]);
});

Deno.test("15_exam asks each question as it stands in the exam, and once more", () => {
  const prose = notebook.cells.map(({ source }) => source.replace(/\s+/g, " "));
  for (const { name, question } of contentionCases) {
    assert.ok(prose.some((text) => text.endsWith(question)), `15_exam does not ask: ${question}`);
    assert.ok(prose.some((text) => text.includes(`await ask("A", undefined, "${name}")`)), name);
  }
});
