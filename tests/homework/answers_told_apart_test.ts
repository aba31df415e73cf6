/**
 * Answers to homework: right ones in other forms, and such as strangers wrote, earn all points, plausible wrong
 * ones get the hint that fits. Each assignment is worked through once, in the teacher's edition, and then
 * answered anew.
 */
import assert from "node:assert/strict";
import { homeworkFolder, readAssignment } from "../../lib/homework/assignment_file.ts";
import { gradingOf, roleOf } from "../../lib/homework/metadata.ts";
import { testPoints } from "../../lib/homework/points.ts";
import { asStudent } from "../../lib/homework/seal_answers.ts";
import { Kernel } from "../../lib/jupyter/runner/kernel.ts";
import { slow } from "../slow.ts";
import { designs, services } from "./by_strangers.ts";

/** What is answered (an expression), the points that it earns, and what is said. */
type Given = readonly [answer: string, points: number, said: RegExp];

const passing = (answers: Readonly<Record<string, string>>, points: number): Given[] =>
  Object.values(answers).map((answer) => [answer, points, /passes all/]);
const awaits = /NaN, and no number: is an `await` missing/;
const answered: Readonly<Record<string, Readonly<Record<string, readonly Given[]>>>> = {
  "4_kernel_core": {
    "4b": [
      ...passing(services, 6),
      ["(machine, registry) => ({ call: registry.update })", 0, /does not give back \{ server, call \}/],
    ],
  },
  "5_design_the_sharing": {
    "5a": [
      ['["private scratch", "group passed", "global listener"]', 3, /right/],
      ['["listener: global", "passed: group", "scratch: private"]', 3, /right/],
    ],
    "5d": [...passing(designs, 6), ["() => 1", 0, /there is no design yet: \{ scopes, groups \}/]],
  },
  "7_broken_protocol": {
    "7a": [
      ['[["store", 0, 7], ["load", 0]]', 0, /each load reads what was stored last/],
      ['[["store", 0, NaN], ["load", 0]]', 0, /\["store",0,null\] is no step/],
      ['[["store", 0], ["load", 0]]', 0, /\["store",0\] is no step/],
      ["run(suspicions[0])", 0, /is no step/],
      ['[...answer["7a before"], ["evict", 2]]', 2.25, /without step \d it shows the fault as well/],
    ],
    "7b": [
      ["[wrongRow.event, wrongRow.state]", 2, /right/],
      ["`${wrongRow.state}, ${wrongRow.event}`.toUpperCase()", 2, /right/],
      ["wrongRow.state", 1, /At which event/],
      ["wrongRow", 0, /which of its fields/],
      ["`${others[0].state} ${others[0].event}`", 0, /not the book's, and is right all the same/],
    ],
    "7c": [
      ["broken.rows", 0, /0 rows are other/],
      ["moesi.rows", 0, /3 rows are other/],
      ["broken", 0, /no list of rows yet/],
      ["broken.rows.map((row) => { if (row === wrongRow) return row; })", 0, /is a `return` missing/],
      [
        'broken.rows.map((row) => row === wrongRow ? { ...row, does: "writeback" } : row)',
        0,
        /no word of tables/,
      ],
      ['answer["7c before"].toReversed()', 4, /passes all/],
      [
        "moesi.rows.map((row, i) => broken.rows.with(i, row)).find((rows) => isCoherent(rows))",
        4,
        /passes all/,
      ],
      [
        'broken.rows.map((row) => `${row.state} ${row.event}` === "Modified store" ? { ...row, next: "Shared" } : row)',
        0,
        /some program does: find it as in 7a/,
      ],
    ],
    "7d": [
      ['answer["7d before"].map((pair) => pair.split(" ").toReversed())', 3, /right/],
      ['answer["7d before"].slice(1)', 0, /Who writes without asking/],
      ['[...answer["7d before"], "Shared Owned"]', 1.5, /an owner may share/],
    ],
  },
  "8_predict_another_machine": {
    "8a": [
      ['`${answer["8a before"].toFixed(1)} ns`', 2, /right/],
      ['answer["8a before"] / 1000', 1, /microseconds/],
      ["machine.remoteCache.latencyCyclesByHops.value", 0, /a list, and one number/],
      ["nanosecondsOf", 0, /a function: call it/],
    ],
    "8b": [
      ["perAcquire(cores) / perAcquire(1)", 0, awaits],
      ["perAcquire(cores)", 0, /a promise/],
      ['answer["8b before"].toPrecision(3)', 3, /right/],
      ['[answer["8b before"]]', 3, /right/],
      ['answer["8b before"] - 1', 1.5, /how much longer/],
    ],
    "8c": [
      ['answer["8c before"].toPrecision(3)', 3, /right/],
      ['100 * (1 - 1 / answer["8c before"])', 1.5, /per cent are saved/],
      ["await perAcquire(cores, successor)", 0, /nanoseconds on the successor/],
    ],
    "8d": [
      ["inRows.at(-1).ratio / inRows[0].ratio", 1.5, /below 1/],
      ['growth("modelNanoseconds")', 0, /in what was measured/],
      ["several", 0, /a list, and one number/],
    ],
  },
  "9_find_and_fix": {
    "9a": [
      ["[part.toUpperCase()]", 2, /right/],
      ["diagnose(watch(runOf(asFound)))", 0, /which of its fields/],
      ["others[0]", 0, /hardly any of the time/],
    ],
    "9b": [
      ['`${(100 * answer["9b before"]).toFixed(1)} %`', 1, /from 0 to 1/],
      ['1 - answer["9b before"]', 0, /all the rest/],
    ],
    "9c": [
      ["{ [part]: fixes[part] }", 0, /expected one of/],
      ["fixes[part]", 0, /an object like asFound/],
      ["fixes", 0, /3 parts are changed/],
      ["{ ...asFound, [others[0]]: fixes[others[0]] }", 0, /gains a tenth at least: it does/],
      ["Object.freeze({ ...asFound, [part]: fixes[part] })", 5, /passes all/],
    ],
    "9d": [
      ['answer["9d before"].toFixed(2)', 2, /right/],
      ["Math.max(...alone)", 0, /operations per second/],
      ["measure(asFound) / measure(asFound)", 0, awaits],
    ],
  },
};

for (const [name, questions] of Object.entries(answered)) {
  slow(`homework ${name}: other forms of an answer, and wrong ones, are told apart`, async () => {
    await using kernel = await Kernel.start({ cwd: homeworkFolder });
    const tests = new Map<string, { readonly source: string; readonly points: number }>();
    for (const cell of asStudent(await readAssignment(name), "#0").cells) {
      if (cell.cell_type !== "code") continue;
      await kernel.execute(cell.source);
      const grading = gradingOf(cell);
      if (grading === undefined || roleOf(grading) !== "test") continue;
      tests.set(grading.grade_id, { source: cell.source, points: grading.points! });
    }
    for (const [question, given] of Object.entries(questions)) {
      const { source, points: maximum } = tests.get(question)!, before = `answer["${question} before"]`;
      await kernel.execute(`${before} = answer["${question}"];`);
      for (const [answer, points, said] of given) {
        const { status, outputs } = await kernel.execute(`answer["${question}"] = ${answer};`);
        assert.equal(status, "ok", `${answer}: ${JSON.stringify(outputs)}`);
        const earned = testPoints(await kernel.execute(source), maximum);
        assert.equal(earned.points, points, `${question}: ${answer}: ${earned.remark}`);
        assert.match(earned.remark, said, `${question}: ${answer}`);
      }
      await kernel.execute(`answer["${question}"] = ${before};`);
    }
  });
}
