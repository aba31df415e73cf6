/**
 * The grades of a class: what a teacher puts in stays, whichever spreadsheet saved it, and no name becomes a
 * formula.
 */
import assert from "node:assert/strict";
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvParseRows } from "d3-dsv";
import fc from "fast-check";
import { gradesCsv, readMarks } from "../../lib/homework/grades.ts";
import type { Result } from "../../lib/homework/result.ts";
import { fromCsv, toCsv } from "../../lib/homework/spreadsheet.ts";
import { totalsCsv } from "../../lib/homework/totals.ts";

const result = (student: string): Result => ({
  fingerprint: "",
  student,
  problem: "",
  notes: [],
  questions: [
    { question: "1a", points: 1.5, maximum: 2, remark: "" },
    { question: "1e", points: null, maximum: 4, remark: "to be read." },
  ],
});
const csvOf = (...students: string[]) =>
  gradesCsv(students.map((name) => ({ result: result(name), notes: [] })), new Map());
const first = csvOf("ada");

async function marksIn(content: string | Uint8Array) {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeFile(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await readMarks(file);
  } finally {
    await Deno.remove(file);
  }
}
const again = async (content: string | Uint8Array, ...students: string[]) =>
  gradesCsv(students.map((name) => ({ result: result(name), notes: [] })), await marksIn(content));

Deno.test("grades are lines of student, question and points, and say what is wrong in the student's first", () => {
  assert.equal(
    first,
    "student,question,points,maximum,automatic,comment,note\nada,1a,1.5,2,1.5,,\nada,1e,,4,,,\n",
  );
  const refused = gradesCsv(
    [{ result: { ...result("bob"), problem: "it is empty" }, notes: ["no name"] }],
    new Map(),
  );
  assert.match(refused, /^bob,1a,1.5,2,1.5,,it is empty; no name$/m);
});

Deno.test("points and comments that a teacher has put in stay when the class is graded again", async () => {
  const filled = first.replace("1e,,4,,", '1e,3.5,4,,"Good, but long."').replace("1a,1.5,2", "1a,2,2");
  const kept = await again(filled, "ada");
  assert.match(kept, /^ada,1a,2,2,1.5,,$/m);
  assert.match(kept, /^ada,1e,3.5,4,,"Good, but long.",$/m);
});

Deno.test("points that nobody has changed follow the grading", async () => {
  const before = first.replace("1a,1.5,2,1.5", "1a,1,2,1");
  assert.match(await again(before, "ada"), /^ada,1a,1.5,2,1.5,,$/m);
});

const saved: [what: string, content: string | Uint8Array][] = [
  ["with a byte order mark", "\ufeffstudent,question,points,maximum\nÄda,1e,3.5,4\n"],
  [
    "with semicolons, decimal commas and Windows' line ends",
    "student;question;points;maximum;;\r\nÄda;1e;3,5;4;;\r\n;;;;;\r\n",
  ],
  ["with tabs", "Student\tQuestion\tPoints\tMaximum\nÄda\t1e\t3.5\t4\n"],
  [
    "with everything in quotation marks",
    '"student","question","points","maximum"\r\n"Äda","1e","3.5","4"\r\n',
  ],
  ["with Excel's hint at the separator", "sep=;\r\nstudent;question;points;maximum\r\nÄda;1e;3,5;4\r\n"],
  ["with its columns in another order", "maximum,points,question,student\n4,3.5,1e,Äda\n"],
  [
    "with Windows' letters",
    Uint8Array.from("student,question,points,maximum\n\u00c4da,1e,3.5,4\n", (c) => c.charCodeAt(0)),
  ],
  ["with letters that are composed differently", "student,question,points,maximum\nA\u0308da,1e,3.5,4\n"],
];
for (const [what, content] of saved) {
  Deno.test(`grades are read back ${what}`, async () => {
    assert.match(await again(content, "Äda"), /^Äda,1e,3.5,4,,,$/m);
  });
}

Deno.test("grades of numbers are found again after a spreadsheet took their zeros", async () => {
  assert.match(await again("student,question,points,maximum\n123,1e,3,4\n", "00123"), /^00123,1e,3,4,,,$/m);
});

Deno.test("what was written on a student who is not found stays in the file", async () => {
  const kept = await again(first.replace("1e,,4", "1e,3,4"), "bob");
  assert.match(kept, /^ada,1e,3,4,,,there is no such student: is the name right\?$/m);
  assert.doesNotMatch(kept, /^ada,1a/m, "what grading said of them does not");
});

const bad: [line: string, message: RegExp][] = [
  ["ada,1e,5,4", /line 2, is not valid: points = "5".*no more points than the maximum/],
  ["ada,1e,many,4", /points = "many": expected a number/],
  ["ada,1e,-1,4", /points = "-1": expected 0 or more/],
  ["ada,1e,3,4\nAda,1e,2,4", /line 3: Ada has question 1e twice/],
  ["ada,1e,3", /maximum = .*expected a number/],
];
for (const [line, message] of bad) {
  Deno.test(`grades such as ${line.replace("\n", " and ")} are refused`, async () => {
    await assert.rejects(marksIn(`student,question,points,maximum\n${line}\n`), {
      name: "InputError",
      message,
    });
  });
}

Deno.test("no cell is a formula to a spreadsheet, and each is read back as it was", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom("=cmd|'/C calc'!A0", "'=1", "''+1", "-1+2", "@SUM(A1)", "\t=1", "＝1"),
  );
  fc.assert(fc.property(fc.array(cell.filter((text) => text.trim() !== ""), { minLength: 1 }), (names) => {
    const csv = toCsv(names.map((student) => ({ student, points: 1 })), ["student", "points"]);
    assert.deepEqual(fromCsv(new TextEncoder().encode(csv)).map(({ student }) => student), names);
    for (const [name] of csvParseRows(csv)) assert.doesNotMatch(name!, /^[=+@\-\t\r＝]/);
  }));
});

Deno.test("totals have a line a student, a column an assignment, and one maximum, whoever left out what", async () => {
  const grades = new Map([
    ["1_locks", await marksIn(csvOf("ada", "Bob").replace("Bob,1e,,4", "Bob,1e,2,4"))],
    ["2_more", await marksIn(csvOf("ada"))],
  ]);
  assert.equal(
    totalsCsv(grades),
    "student,1_locks,2_more,points,maximum,toBeRead\nada,1.5,1.5,3,12,2\nBob,3.5,,3.5,12,0\n",
  );
});
