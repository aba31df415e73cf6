/**
 * Immediate feedback: `check("1a", answer)` says in the student's own notebook whether an answer is right, offline and
 * without any other file.
 *
 * The teacher's edition says with `key` what is right, and which wrong answers are to be expected and what to say to them.
 * Each is sealed with itself (`seal.ts`), and the student's edition carries these seals in place of the key. Both editions
 * check in the same way: by trying to open the seals.
 */
import { fromZero, optionsOf, share, text } from "../input/options.ts";
import { z } from "zod";
import { checkInput } from "../input/check.ts";
import { formOf, type Grid, gridAround } from "./answer.ts";
import { Draw, variantOf } from "./draw.ts";
import { type Feedback, feedback } from "./feedback.ts";
import { seal, unseal } from "./seal.ts";

/** An answer that is expected, right or wrong, and what to say to it. */
export interface Expectation {
  /** The answer; undefined for any other that is not expected. */
  readonly answer?: unknown;
  /** For a number: its relative tolerance; 0 for a number that has to be exact. */
  readonly within: number;
  /** The share of the points it is worth. */
  readonly credit: number;
  /** What the student is told. */
  readonly message: string;
}

const boxSchema = z.strictObject({
  grid: z.strictObject({ step: z.number(), phase: z.number() }).optional(),
  sealed: z.base64(),
});
const keySchema = z.strictObject({ boxes: z.array(boxSchema), otherwise: z.string() });
const keysSchema = z.record(z.string(), keySchema);
const sealedSchema = z.strictObject({ variants: z.int().positive(), keys: z.record(z.string(), keysSchema) });

/** The sealed key of a question. */
export type SealedKey = z.infer<typeof keySchema>;
/** The sealed keys of an assignment, by question. */
export type SealedKeys = z.infer<typeof keysSchema>;

/** What a notebook is working on. A notebook is one assignment, so there is one. */
let current: { name: string; variant: number; keys: SealedKeys } = { name: "", variant: 0, keys: {} };
let sealedAnswers: z.infer<typeof sealedSchema> = { variants: 1_000_000, keys: {} };

/**
 * Takes in the sealed answers of a student's edition. A teacher's edition has none yet: `answers()`.
 *
 * @throws {InputError} when the text is not what a release wrote
 */
export function answers(sealed: string = ""): void {
  if (sealed === "") return;
  let json: unknown;
  try {
    json = JSON.parse(atob(sealed));
  } catch { /* is reported as missing */ }
  sealedAnswers = checkInput(sealedSchema, json, "the cell with the sealed answers");
}

/** The text that {@link answers} takes in, from the keys of each variant. */
export function sealedText(keys: readonly SealedKeys[]): string {
  return btoa(JSON.stringify({ variants: keys.length, keys: Object.fromEntries(keys.entries()) }));
}

/**
 * Begins an assignment, and says whose numbers it is about.
 *
 * @param name the assignment
 * @param student the student's name, of which the numbers depend
 * @returns what to draw the numbers with
 */
export function assignment(name: string, student: string): Draw {
  const variant = variantOf(student, sealedAnswers.variants);
  current = { name, variant, keys: { ...sealedAnswers.keys[variant] } };
  return new Draw(name, variant);
}

/** The sealed keys of the current assignment, for a release. */
export function keysSoFar(): SealedKeys {
  return current.keys;
}

const checkedRight = optionsOf<{ within?: number; message?: string }>("right", {
  within: fromZero.optional(),
  message: text.optional(),
});
const checkedWrong = optionsOf<{ within?: number; credit?: number }>("wrong", {
  within: fromZero.optional(),
  credit: share.optional(),
});

/** An answer that is right. A number that is not whole is so within 2 %, unless said otherwise. */
export function right(answer: unknown, options: { within?: number; message?: string } = {}): Expectation {
  checkedRight(options);
  const within = typeof answer === "number" && !Number.isInteger(answer) ? 0.02 : 0;
  return { answer, within, credit: 1, message: "right.", ...options };
}

/** A wrong answer that is to be expected, and a hint. It may be worth a part of the points. */
export function wrong(
  answer: unknown,
  message: string,
  options: { within?: number; credit?: number } = {},
): Expectation {
  checkedWrong(options);
  return { ...right(answer), credit: 0, message, ...options };
}

/** What is said to any other answer. */
export function otherwise(message: string): Expectation {
  return { within: 0, credit: 0, message };
}

/**
 * Says what is right in a question, and which wrong answers deserve which hint. For the teacher's edition only. With some
 * numbers, an answer may by chance be the same as one before it; it is then left out.
 *
 * @throws {TypeError} when one of the answers is none
 * @example
 * ```ts
 * import { check, key, right, wrong } from "corey-lab";
 * key("1a", right(51.3), wrong(0.513, "That is a share; the question is about per cent."));
 * console.assert(check("1a", 51).credit === 1);
 * ```
 */
export function key(question: string, ...expectations: readonly Expectation[]): void {
  const boxes: SealedKey["boxes"] = [], known: { answer: unknown; grid: Grid | undefined }[] = [];
  let other = "not right.";
  for (const { answer, within, credit, message } of expectations) {
    if (answer === undefined) {
      other = message;
      continue;
    }
    const hasGrid = typeof answer === "number" && within > 0 && answer !== 0;
    const grid = hasGrid ? gridAround(answer, within) : undefined, form = formOf(answer, grid);
    if (form === undefined) throw new TypeError(`${question}: ${answer} is no answer`);
    if (known.some((before) => formOf(answer, before.grid) === formOf(before.answer, before.grid))) continue;
    known.push({ answer, grid });
    const sealed = seal(form, salt(question, boxes.length), JSON.stringify([credit, message]));
    boxes.push(grid === undefined ? { sealed } : { grid, sealed });
  }
  current.keys[question] = { boxes, otherwise: other };
}

const salt = (question: string, index: number): string =>
  `${current.name}/${current.variant}/${question}/${index}`;

/**
 * Checks an answer.
 *
 * @param question such as `1a`
 * @param answer a number, a text, or a list whose order does not matter
 * @returns what it is worth, with a hint if it is not right
 * @throws {RangeError} when there is no such question
 */
export function check(question: string, answer: unknown): Feedback {
  const sealed = current.keys[question];
  if (sealed === undefined) {
    const known = Object.keys(current.keys).join(", ");
    throw new RangeError(
      `there is no question ${question} to check: ${known || "run the cells above first"}`,
    );
  }
  if (isMissing(answer)) return feedback(question, 0, "not answered yet.");
  for (const [i, { grid, sealed: text }] of sealed.boxes.entries()) {
    const form = formOf(answer, grid);
    const opened = form === undefined ? undefined : unseal(form, salt(question, i), text);
    if (opened === undefined) continue;
    const [credit, message] = z.tuple([z.number(), z.string()]).parse(JSON.parse(opened));
    return feedback(question, credit, message);
  }
  return feedback(question, 0, sealed.otherwise);
}

const isMissing = (answer: unknown): boolean =>
  answer === undefined || answer === null || Number.isNaN(answer) ||
  typeof answer === "string" && answer.trim() === "" ||
  Array.isArray(answer) && answer.length === 0;
