/**
 * Immediate feedback: `check("1a", answer)` says in the student's own notebook whether an answer is right,
 * offline and without any other file.
 *
 * The teacher's edition says with `key` what is right, and which wrong answers are to be expected and what to
 * say to them. For the student's edition each is sealed with itself (`seal.ts`): to check is there to try and
 * open the seals. An edition without keys takes note of answers, which are checked when they are graded.
 */
import { fromZero, optionsOf, share, text } from "../input/options.ts";
import * as z from "zod";
import { checkInput } from "../input/check.ts";
import { formOf, type Grid, gridAround } from "./answer.ts";
import { Draw, NO_NAME, variantOf } from "./draw.ts";
import { type Feedback, feedback } from "./feedback.ts";
import { slipOf } from "./slips.ts";
import { seal, type SealCost, sealCost, unseal } from "./seal.ts";

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
const sealedSchema = z.strictObject({
  variants: z.int().positive(),
  cost: z.strictObject({ N: z.int(), p: z.int() }),
  keys: z.record(z.string(), keysSchema).optional(),
});

/** The sealed key of a question. */
export type SealedKey = z.infer<typeof keySchema>;
/** The sealed keys of an assignment, by question. */
export type SealedKeys = z.infer<typeof keysSchema>;
/** What a student's edition knows. */
export interface SealedAnswers {
  /** How many sets of numbers there are. */
  readonly variants: number;
  /** What a try costs. */
  readonly cost: SealCost;
  /** The keys by set of numbers; none if answers are checked only when they are graded. */
  readonly keys?: Readonly<Record<string, SealedKeys>> | undefined;
}

/** The key of a question, as the teacher's edition says it. */
interface OpenKey {
  readonly boxes: readonly { readonly form: string; readonly grid?: Grid; readonly text: string }[];
  readonly otherwise: string;
}

/** What a notebook is working on. A notebook is one assignment, so there is one. */
let current = { name: "", variant: 0, open: new Map<string, OpenKey>() };
let sealedAnswers: SealedAnswers | undefined;
/** A teacher's edition draws from so many sets of numbers that no two students share theirs. */
const openAnswers: SealedAnswers = { variants: 1_000_000, cost: sealCost, keys: {} };

/**
 * Takes in the sealed answers of a student's edition, and how many sets of numbers there are. A teacher's
 * edition has none yet: `answers()`.
 *
 * @throws {InputError} when the text is not what a release wrote
 */
export function answers(sealed: string = ""): void {
  sealedAnswers = sealed === "" ? openAnswers : sealedIn(sealed);
}

/** The text that {@link answers} takes in. */
export function sealedText(answers: SealedAnswers): string {
  return btoa(JSON.stringify(answers));
}

/**
 * The same text without the keys: numbers are then drawn as before, and answers are checked when they are
 * graded.
 */
export function withoutKeys(sealed: string): string {
  const { variants, cost } = sealedIn(sealed);
  return sealedText({ variants, cost });
}

function sealedIn(text: string): SealedAnswers {
  let json: unknown;
  try {
    json = JSON.parse(atob(text));
  } catch { /* is reported as missing */ }
  return checkInput(sealedSchema, json, "the cell with the sealed answers");
}

/**
 * Begins an assignment, and says whose numbers it is about.
 *
 * @param name the assignment
 * @param student the student's name, of which the numbers depend
 * @returns what to draw the numbers with
 * @throws {Error} before {@link answers} has said how many sets of numbers there are
 */
export function assignment(name: string, student: string): Draw {
  if (sealedAnswers === undefined) {
    throw new Error("run the cell above with answers(…) first: without it you would get other numbers");
  }
  const variant = variantOf(student, sealedAnswers.variants);
  if (student.trim().toLowerCase() === NO_NAME) {
    console.log("⚠ No name was put in: put yours into the cell above, since your numbers are drawn from it.");
  }
  current = { name, variant, open: new Map() };
  return new Draw(name, variant);
}

/** Seals the keys of the current assignment, for a release. */
export async function sealedKeys(cost: SealCost = sealCost): Promise<SealedKeys> {
  const keys: SealedKeys = {};
  for (const [question, { boxes, otherwise }] of current.open) {
    const sealed: SealedKey["boxes"] = await Promise.all(
      boxes.map(async ({ form, grid, text }) => ({
        ...(grid === undefined ? {} : { grid }),
        sealed: await seal(form, salt(question, grid), text, cost),
      })),
    );
    // In an order that does not tell which is right.
    keys[question] = { boxes: sealed.sort((a, b) => a.sealed < b.sealed ? -1 : 1), otherwise };
  }
  return keys;
}

const checkedRight = optionsOf<{ within?: number; message?: string }>("right", {
  within: fromZero.optional(),
  message: text.optional(),
});
const checkedWrong = optionsOf<{ within?: number; credit?: number }>("wrong", {
  within: fromZero.optional(),
  credit: share.optional(),
});

/** An answer that is right. A number that is not whole is so within 2 % by default. */
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
 * Says what is right in a question, and which wrong answers deserve which hint. For the teacher's edition
 * only. With some numbers, an answer may by chance be the same as one before it; it is then left out.
 *
 * @throws {TypeError} when one of the answers is none
 * @example
 * ```ts
 * import { check, key, right, wrong } from "corey-lab/homework";
 * key("1a", right(51.3), wrong(0.513, "That is a share; the question is about per cent."));
 * console.assert((await check("1a", 51)).credit === 1);
 * ```
 */
export function key(question: string, ...expectations: readonly Expectation[]): void {
  const boxes: OpenKey["boxes"][number][] = [], known: { answer: unknown; grid: Grid | undefined }[] = [];
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
    const text = JSON.stringify([boxes.length, credit, message]);
    boxes.push(grid === undefined ? { form, text } : { form, grid, text });
  }
  current.open.set(question, { boxes, otherwise: other });
}

const salt = (question: string, grid?: Grid): string =>
  [current.name, current.variant, question, grid?.step ?? "", grid?.phase ?? ""].join("/");

const boxText = z.tuple([z.number(), z.number(), z.string()]);

/**
 * Checks an answer. Where the key is sealed, that takes a second or two.
 *
 * @param question such as `1a`
 * @param answer a number, a text, or a list whose order does not matter
 * @returns what it is worth, with a hint if it is not right
 * @throws {RangeError} when there is no such question
 */
export async function check(question: string, answer: unknown): Promise<Feedback> {
  const open = current.open.get(question), { keys, cost } = sealedAnswers ?? openAnswers;
  const sealed = keys === undefined
    ? undefined
    : Object.hasOwn(keys, current.variant)
    ? keys[current.variant]
    : {};
  const key = open ??
    (sealed !== undefined && Object.hasOwn(sealed, question) ? sealed[question] : undefined);
  if (key === undefined && sealed !== undefined) {
    const known = [...current.open.keys(), ...Object.keys(sealed)].join(", ");
    throw new RangeError(
      `there is no question ${question} to check: ${known || "run the cells above first"}`,
    );
  }
  if (isMissing(answer)) return feedback(question, 0, NOT_ANSWERED);
  const slip = slipOf(answer);
  if (slip !== undefined) return feedback(question, 0, slip);
  if (key === undefined) return feedback(question, null, "noted. It is checked when you hand it in.");
  const texts = await Promise.all(key.boxes.map((box) => {
    const form = formOf(answer, box.grid);
    if (form === undefined) return undefined;
    if ("form" in box) return form === box.form ? box.text : undefined;
    return unseal(form, salt(question, box.grid), box.sealed, cost);
  }));
  const opened = texts.filter((text) => text !== undefined).map((text) => boxText.parse(JSON.parse(text)));
  const [first] = opened.sort(([a], [b]) => a - b); // of several that fit, what the teacher said first
  if (first === undefined) {
    const isOneNumber = key.boxes.some(({ grid }) => grid !== undefined);
    const isList = Array.isArray(answer) || answer instanceof Set;
    return feedback(question, 0, isList && isOneNumber ? NOT_A_LIST : key.otherwise);
  }
  return feedback(question, first[1], first[2]);
}

const NOT_ANSWERED = "not answered yet. (If the cell above ended in an error, the answer was not set.)";

const NOT_A_LIST = "that is a list, and one number is asked for.";

const isMissing = (answer: unknown): boolean =>
  answer === undefined || answer === null ||
  typeof answer === "string" && answer.trim() === "" ||
  Array.isArray(answer) && answer.length === 0;
