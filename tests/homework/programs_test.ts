/**
 * Questions whose answer is a program: right ones, among them such as are written another way, earn all
 * points, and plausible wrong ones fewer, with a reason. One of each that is wrong is tried every day, all of
 * them in a soak run; that the solutions are right, each of them first here, is tried every day as well
 * (`assignments_test.ts`).
 */
import assert from "node:assert/strict";
import { editionsOf, readAssignment } from "../../lib/homework/assignment_file.ts";
import { sealedText } from "../../lib/homework/check.ts";
import { gradeNotebook } from "../../lib/homework/grade.ts";
import { gradedCells } from "../../lib/homework/metadata.ts";
import { asStudent } from "../../lib/homework/seal_answers.ts";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { isSoak } from "../fuzz/cases.ts";
import { slow } from "../slow.ts";
import { services } from "./by_strangers.ts";

const bounds = { cellMs: 30_000, totalMs: 300_000, memoryMegabytes: 1024 };

/**
 * What an answer cell holds instead of the solution, what it should earn at least and at most, and what is
 * said to it.
 */
interface Attempt {
  readonly what: string;
  readonly source: (solution: string) => string;
  readonly points: readonly [least: number, most: number];
  readonly remark: RegExp;
}

const replacing = (from: string | RegExp, to: string) => (solution: string) => {
  const changed = solution.replaceAll(new RegExp(from, "g"), to);
  assert.notEqual(changed, solution, `the solution has no ${from}`);
  return changed;
};
/** The answer cell of homework 4 with a service in it. */
const served = (service: string): string =>
  `import { kernelCore, SyscallDevice } from "corey-lab/corey";\nanswer["4b"] = ${service};`;
const all = (points: number) => [points, points] as const;
const noPoints = all(0);

const questions: Readonly<Record<string, readonly [question: string, attempts: readonly Attempt[]]>> = {
  "3_mcs_lock": ["3a", [
    { what: "the solution", source: (solution) => solution, points: all(8), remark: /passes all 13 trials/ },
    {
      what: "no lock at all",
      source: () =>
        'answer["3a"] = { name: "none", fair: true, place: () => ({ *acquire() {}, *release() {} }) };',
      points: noPoints,
      remark: /came in at cycle|increments|has no yield/,
    },
    {
      what: "a lock that sets `blocked` only when somebody is before it",
      source: (solution) =>
        replacing("if \\(before !== 0\\) {", "if (before > 0) {\ncore.store(node(me).blocked, 1);")(
          replacing("core.store\\(node\\(me\\).blocked, 1\\);", "")(solution),
        ),
      points: all(8),
      remark: /passes all/,
    },
    {
      what: "the lab's own",
      source: () => 'import { mcs as theirs } from "corey-lab";\nanswer["3a"] = { ...theirs, name: "mine" };',
      points: noPoints,
      remark: /this one is the lab's/,
    },
    {
      what: "a ticket lock",
      source: () =>
        'import { ticket as other } from "corey-lab";\n' +
        'answer["3a"] = { name: "mine", fair: true, place: (machine, word) => other.place(machine, word) };',
      points: [4, 7.9],
      remark: /hands over at the same price however many wait: all cores together take/,
    },
    {
      what: "a release that forgets who is just linking up",
      source: replacing("yield core.spinUntil\\(node\\(me\\).next, .*\n", "return;\n"),
      points: noPoints,
      remark: /waits for/,
    },
  ]],
  "4_kernel_core": ["4b", [
    { what: "the solution", source: (solution) => solution, points: all(6), remark: /passes all 7 trials/ },
    {
      what: "one ring for all cores",
      source: (solution) =>
        replacing("devices.get\\(core\\)!", "[...devices.values()][0]")(
          replacing("new Map\\(others.map", "new Map(others.slice(0, 1).map")(solution),
        ),
      points: noPoints,
      remark: /core \d+ calls by syscall, the ring of core \d+: .*a ring of its own/,
    },
    {
      what: "a kernel core that was not started",
      source: replacing("server.start\\(.*\n", ""),
      points: noPoints,
      remark: /core 0 is to serve, and does nothing: server\.start/,
    },
    {
      what: "letter boxes of all cores in one line",
      source: () =>
        served(
          services["a letter box a caller, polled as a device"]!
            .replace(
              /letter = struct\(.*\);/,
              'boxesOfAll = machine.memory.place(struct("boxes", { please: array(int32, 16) }));',
            )
            .replace("machine.memory.place(letter, core.chip).please", "boxesOfAll.please + 4 * core.number"),
        ),
      points: noPoints,
      remark: /lets no two application cores write one ring: cores .* share boxes/,
    },
    {
      what: "rings in an array, by the number of the core",
      source: (solution) =>
        replacing(
          "new Map\\(others.map\\(\\(core\\) => \\[(.*), (new .*)\\]\\)\\)",
          "others.map((core) => $2)",
        )(solution)
          .replace("...devices.values()", "...devices").replace(
            "devices.get(core)!",
            "devices[core.number - 1]",
          ),
      points: all(6),
      remark: /passes all/,
    },
    {
      what: "a call that each core runs itself",
      source: replacing("yield\\* devices.get.*", "yield* registry.update(core);"),
      points: noPoints,
      remark: /cores .* wrote it|calls gave/,
    },
    {
      what: "calls that are sent, and not waited for",
      source: replacing("\\.call\\(core, ", ".send(core, "),
      points: [1, 5.5],
      remark: /returned before the table was written/,
    },
    ...Object.entries(services).map(([what, service]): Attempt => ({
      what,
      source: () => served(service),
      points: all(6),
      remark: /passes all/,
    })),
  ]],
  "5_design_the_sharing": ["5d", [
    { what: "the solution", source: (solution) => solution, points: all(6), remark: /passes all 5 trials/ },
    {
      what: "the baseline",
      source: () => 'answer["5d"] = baseline;',
      points: noPoints,
      remark: /1\.0 times as much/,
    },
    {
      what: "the same groups in another order",
      source: (solution) =>
        `${solution}\nanswer["5d"].groups = answer["5d"].groups.map((pair) => pair.toReversed()).toReversed();`,
      points: all(6),
      remark: /passes all/,
    },
    {
      what: "listeners that only the opener sees",
      source: replacing('listener: "global"', 'listener: "private"'),
      points: noPoints,
      remark: /EBADF/,
    },
    {
      what: "passed descriptors that the partner cannot see",
      source: replacing('passed: "group"', 'passed: "private"'),
      points: noPoints,
      remark: /EBADF/,
    },
    {
      what: "a core too few",
      source: (solution) => `${solution}\nanswer["5d"].groups = answer["5d"].groups.slice(1);`,
      points: noPoints,
      remark: /each of the 16 cores has to be in one group/,
    },
    {
      what: "one group of all",
      source: (solution) => `${solution}\nanswer["5d"].groups = [everybody];`,
      points: [2, 5],
      // Whatever numbers are drawn, the solution does 7.6 times as much as the baseline or more, and this
      // design 3.4 to 6.7 times: so two and a half times and seven times tell the three apart.
      remark: /seven times as much.*times as much/,
    },
  ]],
};

function withAnswer(notebook: NotebookDocument, id: string, source: string): NotebookDocument {
  const cell = gradedCells(notebook).get(id)!;
  return { ...notebook, cells: notebook.cells.map((other) => other === cell ? { ...cell, source } : other) };
}

for (const [name, [question, attempts]] of Object.entries(questions)) {
  slow(`homework ${name}, question ${question}: right and wrong programs are told apart`, async () => {
    const teacher = await readAssignment(name);
    const editions = editionsOf(name, teacher, sealedText({ variants: 1, cost: { N: 16, p: 1 } }));
    const solution = gradedCells(teacher).get(`${question}-answer`)!.source;
    for (const { what, source, points: [least, most], remark } of isSoak ? attempts : attempts.slice(1, 2)) {
      const handedIn = asStudent(
        withAnswer(editions.released, `${question}-answer`, source(solution)),
        "nobody",
      );
      const { questions } = await gradeNotebook(handedIn, editions, bounds);
      const got = questions.find((result) => result.question === question)!;
      assert.ok(
        got.points! >= least && got.points! <= most,
        `${what}: ${got.points} points: ${got.remark}`,
      );
      assert.match(got.remark, remark, what);
    }
  });
}
