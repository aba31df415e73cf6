/**
 * What cells hand on where rows, a figure or a report is expected, and types are not checked: mostly a
 * promise, since an `await` is missing, or one thing instead of another.
 */
import { InputError } from "./check.ts";

/**
 * Refuses what is no list of rows.
 *
 * @param what the function that takes them, for the sentence
 * @throws {InputError} when it is none, or one of them is no record
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * checkRows("table", [{ cores: 1 }]);
 * assert.throws(() => checkRows("table", Promise.resolve([])), /table: that is a promise: put await before/);
 * ```
 */
export function checkRows(what: string, rows: unknown): void {
  const list = given(what, rows, (value) => Array.isArray(value), "a list of rows") as readonly unknown[];
  for (const [i, row] of list.entries()) {
    given(`${what}: row ${i + 1}`, row, (value) => !Array.isArray(value), "a record such as { cores: 1 }");
  }
}

/**
 * Refuses what lacks a part by which such a value is known.
 *
 * @param what the function that takes it, for the sentence
 * @param part a name that it has
 * @param expected what it is, and where one comes from
 * @throws {InputError} when it is something else
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.throws(() => checkHas("writeSvg", [], "kind", "a figure"), /expected a figure, not a list/);
 * ```
 */
export function checkHas(what: string, value: unknown, part: string, expected: string): void {
  given(what, value, (value) => part in value, expected);
}

function given(what: string, value: unknown, isIt: (value: object) => boolean, expected: string): unknown {
  if (typeof value === "object" && value !== null) {
    if ("then" in value) throw new InputError(`${what}: that is a promise: put await before what gives it`);
    if (isIt(value)) return value;
  }
  throw new InputError(`${what}: expected ${expected}, not ${inWords(value)}`);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return "an object of another kind";
  return typeof value === "function" ? "a function" : String(value);
}
