/** What submissions earned: one record a submission, one CSV a class. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat, csvParse } from "d3-dsv";
import { z } from "zod";
import { checkInput, InputError } from "../input/check.ts";

const resultSchema = z.strictObject({
  /** Changes with the submission, the assignment and the bounds: an equal one need not be graded again. */
  fingerprint: z.string(),
  student: z.string(),
  /** What went wrong with the submission as a whole; empty if nothing did. */
  problem: z.string(),
  questions: z.array(z.strictObject({
    question: z.string(),
    points: z.number().nullable(),
    maximum: z.number(),
    remark: z.string(),
  })),
});

/** What a submission earned. */
export type Result = z.infer<typeof resultSchema>;
/** What a question earned. */
export type QuestionResult = Result["questions"][number];

/** Reads the record of a submission; undefined if there is none (or none that can be read). */
export async function readResult(path: string): Promise<Result | undefined> {
  try {
    return resultSchema.parse(JSON.parse(await Deno.readTextFile(path)));
  } catch {
    return undefined;
  }
}

/** A line of the CSV. Points are empty while somebody has to read the answer. */
interface Line {
  readonly student: string;
  readonly question: string;
  readonly points: number | "";
  readonly maximum: number;
}

/**
 * The class as CSV: `student,question,points,maximum`, with a text that a spreadsheet cannot take for a formula.
 *
 * @param marked points that somebody has put in by hand, by student and question
 */
export function gradesCsv(results: readonly Result[], marked: Marks): string {
  const lines = results.flatMap(({ student, questions }) =>
    questions.map(({ question, points, maximum }): Line => (
      { student, question, points: points ?? marked.get(`${student}\n${question}`) ?? "", maximum }
    ))
  );
  return csvFormat(lines, ["student", "question", "points", "maximum"]) + "\n";
}

/** Points by student and question, with a line break between the two. */
export type Marks = ReadonlyMap<string, number>;

const lineSchema = z.object({
  student: z.string(),
  question: z.string(),
  points: z.union([z.literal(""), z.coerce.number().nonnegative()]),
  maximum: z.coerce.number(),
}).refine(({ points, maximum }) => points === "" || points <= maximum, {
  error: "expected no more points than the maximum",
  path: ["points"],
});

/**
 * The points in a CSV file, as the teacher may have filled it in.
 *
 * @throws {InputError} naming the line that is not as it should be
 */
export async function readMarks(path: string): Promise<Marks> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
  const marks = new Map<string, number>();
  for (const [i, line] of csvParse(text).entries()) {
    const { student, question, points } = checkInput(lineSchema, { ...line }, `${path}, line ${i + 2},`);
    if (points !== "") marks.set(`${student}\n${question}`, points);
  }
  return marks;
}

/**
 * Checks that a student's name does as the name of a folder and in a spreadsheet.
 *
 * @throws {InputError} if not
 */
export function studentName(name: string): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_. @-]*$/u.test(name)) return name;
  throw new InputError(`submitted/${name}: a student's name has letters, digits and _ . @ - only`);
}
