/**
 * Submissions that are nearly as they should be: the small assignment, handed in and then changed in a few
 * places.
 */
import fc from "fast-check";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import { handInAttack, smallAssignment } from "../homework/hostile.ts";
import { anything, mutationOf, withMutations } from "./mutations.ts";

/** The assignment. */
export const editions = smallAssignment();
const honest = JSON.parse(serialiseNotebook(handInAttack(editions, { points: [2, 4] })));

/** What may stand in a notebook where something else is expected. */
const found = fc.oneof(
  anything,
  fc.constantFrom<unknown>(
    "code",
    "markdown",
    "n",
    "lock-answer",
    "__proto__",
    [["code"]],
    { nbgrader: { grade_id: "n", grade: true, solution: true } },
    { nbgrader: null },
    { nbgrader: { grade_id: "constructor" } },
    ["const student = `${1}`;\n", 3],
    "answers(",
    honest.cells[4],
    [honest.cells[4], honest.cells[4]],
  ),
);

/** The JSON of a notebook. */
export const changedJson: fc.Arbitrary<unknown> = fc.array(mutationOf(found), { maxLength: 4 })
  .map((mutations) => withMutations(honest, mutations));

const encoder = new TextEncoder();

/** Any bytes changed, cut off or put in. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const damage = fc.record({
    at: fc.nat(bytes.length - 1),
    byte: fc.nat(255),
    cut: fc.integer({ min: 0, max: 30 }),
  });
  return fc.array(damage, { minLength: 1, maxLength: 6 }).map((damages) => {
    let all: number[] = [...bytes];
    for (const { at, byte, cut } of damages) all = [...all.slice(0, at), byte, ...all.slice(at + cut)];
    return Uint8Array.from(all);
  });
}

const text = (json: unknown): string =>
  JSON.stringify(json, (_, value) => typeof value === "bigint" ? `${value}` : value);

/** What lies in a file. */
export const fileContent: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: changedJson.map((json) => encoder.encode(text(json) ?? "")) },
  { weight: 2, arbitrary: damaged(encoder.encode(JSON.stringify(honest))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }) },
  { weight: 1, arbitrary: fc.json().map((json) => encoder.encode(json)) },
);

/** What files and folders are called. */
export const fileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "small.ipynb",
    "small (1).ipynb",
    "SMALL.IPYNB",
    "x.ipynb",
    "small",
    "a.zip",
    "ada_small.ipynb",
    "__proto__",
  ),
  fc.constantFrom(
    "Lee, Kim_48213_assignsubmission_file_",
    "O'Brien",
    "\u00c4da",
    "A\u0308da",
    " ada ",
    "ada",
    "=1+1",
    "\u001b[2J",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
).filter((name) =>
  !/[/\0]|\p{Cs}/u.test(name) && name !== "." && name !== ".." && encoder.encode(name).length < 200
);
