/**
 * The grades of a class as CSV: `student,question,points,maximum,automatic,comment,note`. A teacher may
 * change points and write comments, in any spreadsheet; what was put in by hand stays when the class is
 * graded again.
 */
import * as z from "zod";
import { checkInput, InputError } from "../input/check.ts";
import { sameStudent } from "./intake/whose.ts";
import type { QuestionResult, Result } from "./result.ts";
import { type Cells, fromCsv, toCsv } from "./spreadsheet.ts";

/** A line of the CSV. */
export interface Mark {
  /** Whose, and of which question. */
  readonly student: string;
  /** Such as `1a`. */
  readonly question: string;
  /** The points that count; undefined while somebody has to read the answer. */
  readonly points: number | undefined;
  /** The points that grading gave: undefined if it gave none, or if the file has no such column. */
  readonly automatic: number | undefined;
  /** Whether the file has the column `automatic`, so that points that differ from it were put in by hand. */
  readonly isCompared: boolean;
  /** How many points there are. */
  readonly maximum: number;
  /** What the teacher has to say to the student. */
  readonly comment: string;
}

/** Lines by student and question. */
export type Marks = ReadonlyMap<string, Mark>;

const columns = ["student", "question", "points", "maximum", "automatic", "comment", "note"];

// Some countries write 3,5.
const number = z.string().trim().transform((text) => text === "" ? undefined : Number(text.replace(",", ".")))
  .pipe(z.number({ error: "expected a number" }).nonnegative({ error: "expected 0 or more" }).optional());
const lineSchema = z.object({
  student: z.string(),
  question: z.string().trim(),
  points: number,
  maximum: number.pipe(z.number({ error: "expected a number" })),
  automatic: number.optional(),
  comment: z.string().trim().default(""),
}).refine(({ points = 0, maximum }) => points <= maximum, {
  error: "expected no more points than the maximum",
  path: ["points"],
});

/**
 * Reads the CSV as the teacher may have filled it in.
 *
 * @returns nothing if there is no such file
 * @throws {InputError} naming the line that is not as it should be
 */
export async function readMarks(path: string): Promise<Marks> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
  const marks = new Map<string, Mark>();
  for (const [i, cells] of fromCsv(bytes).entries()) {
    const line = checkInput(lineSchema, cells, `${path}, line ${i + 2},`);
    const { student, question, points, automatic } = line, key = keyOf(student, question);
    if (marks.has(key)) {
      throw new InputError(`${path}, line ${i + 2}: ${student} has question ${question} twice`);
    }
    marks.set(key, { ...line, points, automatic, isCompared: cells.automatic !== undefined });
  }
  return marks;
}

/** The line on a student's question. Spreadsheets take the zeros in front of numbers away. */
export function markOn(marks: Marks, student: string, question: string): Mark | undefined {
  const shorter = /^0+(\d+)$/.exec(student)?.[1] ?? student;
  return marks.get(keyOf(student, question)) ?? marks.get(keyOf(shorter, question));
}

const keyOf = (student: string, question: string): string => `${sameStudent(student)}\n${question}`;

/**
 * The points that count: those that were put in by hand, or else those of grading. Null while somebody has to
 * read the answer.
 *
 * @example
 * ```ts
 * const mark = {
 *   student: "ada",
 *   question: "1a",
 *   points: 2,
 *   automatic: 1,
 *   isCompared: true,
 *   maximum: 2,
 *   comment: "",
 * };
 * console.assert(pointsOf({ question: "1a", points: 1, maximum: 2, remark: "" }, mark) === 2);
 * ```
 */
export function pointsOf({ points }: QuestionResult, mark: Mark | undefined): number | null {
  return mark !== undefined && isByHand(mark, points) ? mark.points! : points;
}

function isByHand({ points, automatic, isCompared }: Mark, graded: number | null): boolean {
  return points !== undefined && (isCompared ? points !== automatic : graded === null);
}

/** What was graded, and what the teacher should know of it. */
export interface Graded {
  /** What it earned. */
  readonly result: Result;
  /** Notes for the teacher. */
  readonly notes: readonly string[];
}

/**
 * The CSV. Lines on students who are gone stay at its end, if somebody has written in them: the name may have
 * been changed by a spreadsheet.
 *
 * @param marks what was in it before
 */
export function gradesCsv(graded: readonly Graded[], marks: Marks): string {
  const used = new Set<Mark>();
  const lines = graded.flatMap(({ result: { student, problem, questions }, notes }) =>
    questions.map((question, i): Cells => {
      const mark = markOn(marks, student, question.question);
      if (mark !== undefined) used.add(mark);
      return {
        student,
        question: question.question,
        points: pointsOf(question, mark) ?? "",
        maximum: question.maximum,
        automatic: question.points ?? "",
        comment: mark?.comment ?? "",
        note: i > 0 ? "" : [problem, ...notes].filter((note) => note !== "").join("; "),
      };
    })
  );
  const others = [...marks.values()].filter((mark) =>
    !used.has(mark) && (isByHand(mark, null) || mark.comment !== "")
  ).map(({ student, question, points = "", maximum, automatic = "", comment }): Cells => (
    {
      student,
      question,
      points,
      maximum,
      automatic,
      comment,
      note: "there is no such student: is the name right?",
    }
  ));
  return toCsv([...lines, ...others], columns);
}
