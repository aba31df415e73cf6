/**
 * The one place where data from outside (files, command lines, a user's parameters) are checked. What is wrong is said in
 * one sentence: where, which value, and what was expected.
 */
import { z } from "zod";

/** Bad input: the message is for the person who gave it. */
export class InputError extends Error {
  /** The name of the class. */
  override readonly name = "InputError";
}

/**
 * Checks data against a schema.
 *
 * @param what names the data in the error message, such as a file
 * @throws {InputError} naming the path, the value and what was expected
 * @example
 * ```ts
 * import { checkInput } from "corey-lab";
 * import { z } from "zod";
 * checkInput(z.strictObject({ cores: z.number().positive() }), { cores: 16 }, "my parameters");
 * ```
 */
export function checkInput<Value>(schema: z.ZodType<Value>, data: unknown, what: string): Value {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const complaints = result.error.issues.map((issue) => {
    const at = issue.path.length > 0 ? `${issue.path.join(".")} = ${show(valueAt(data, issue.path))}: ` : "";
    return at + issue.message;
  });
  throw new InputError(`${what} is not valid: ${complaints.join("; ")}`);
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    data,
  );
}

function show(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "object" || typeof value === "string" ? asJson(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** JSON, also of what JSON has no word for. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? `${inner}n` : inner);
  } catch {
    return String(value);
  }
}
