/** What a submission earned: one record each, beside the notebook as it ran. */
import * as z from "zod";

const resultSchema = z.strictObject({
  /** Changes with the submission, the assignment and the bounds: an equal one need not be graded again. */
  fingerprint: z.string(),
  student: z.string(),
  /** What went wrong with the submission as a whole; empty if nothing did. */
  problem: z.string(),
  /** What the teacher should look at, though it was graded. */
  notes: z.array(z.string()),
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
