/**
 * The one place where data from outside (files, command lines, a user's parameters) are checked. What is
 * wrong is said in one sentence: where, which value, and what was expected.
 */
import type { z } from "zod";
import { nearest, suggestion } from "./suggest.ts";

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
  throw new InputError(`${what} is not valid: ${complaints(schema, data, result.error.issues).join("; ")}`);
}

/**
 * What is wrong with data, in parts of a sentence. An unknown name explains why another one is missing: it is
 * reported alone. Several things that are missing are named together.
 */
export function complaints(
  schema: z.ZodType,
  data: unknown,
  issues: readonly z.core.$ZodIssue[],
): string[] {
  const unknown = issues.filter((issue) => issue.code === "unrecognized_keys");
  const missing = issues.filter(({ path }) => path.length > 0 && valueAt(data, path) === undefined);
  if (unknown.length === 0 && missing.length > 1) {
    const names = missing.map(({ path }) => path.join("."));
    const rest = issues.filter((issue) => !missing.includes(issue));
    return [
      `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are missing`,
      ...rest.length > 0 ? complaints(schema, data, rest) : [],
    ];
  }
  return (unknown.length > 0 ? unknown : issues).flatMap((issue) => {
    const value = valueAt(data, issue.path);
    if (issue.code === "unrecognized_keys") return strangers(issue, keysAt(schema, issue.path));
    const at = issue.path.length === 0
      ? ""
      : value === undefined
      ? `${issue.path.join(".")} is missing: `
      : `${issue.path.join(".")} = ${shown(value)}: `;
    return at + expectation(issue, value) + details(schema, data, issue);
  });
}

/** Keys that are not known, and those that may be meant; what there is instead is listed once. */
function strangers({ path, keys }: z.core.$ZodIssueUnrecognizedKeys, known: readonly string[]): string[] {
  return [...Map.groupBy(keys, (key) => suggestion(key, known))].map(([meant, some]) =>
    `there is no ${some.map((key) => [...path, key].join(".")).join(", no ")}; ${meant}`
  );
}

/** What a value of another type would have to be: the fields of an object, a list, the unit of a figure. */
function details(schema: z.ZodType, data: unknown, { code, path, ...issue }: z.core.$ZodIssue): string {
  const value = valueAt(data, path);
  if (code !== "invalid_type" || value === undefined) return "";
  const { expected } = issue as z.core.$ZodIssueInvalidType, fields = keysAt(schema, path);
  if (expected === "object" && path.length > 0 && fields.length > 0) return ` with ${fields.join(", ")}`;
  if (expected === "array") return `, as [${shown(value)}]`;
  const unit = path.at(-1) === "value" && valueAt(data, [...path.slice(0, -1), "unit"]);
  return expected === "number" && typeof unit === "string" ? `, in ${unit}` : "";
}

/** What was expected, in zod's words or better ones. */
function expectation(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value" && issue.message.startsWith("Invalid")) {
    const near = nearest(String(value), issue.values.map(String));
    return `expected ${issue.values.map(shown).join(" or ")}${near ? `; did you mean ${near}?` : ""}`;
  }
  // Of what is told apart by its `kind`.
  if ("options" in issue && Array.isArray(issue.options)) {
    return `expected ${issue.options.map(shown).join(" or ")}`;
  }
  // The value is shown already.
  if (issue.code === "custom") return issue.message;
  return issue.message.replace(/^[^:]*: (?=expected)/, "").replace(/, received [^,]*$/, "");
}

/** The fields that a schema has at a path, as far as they can be told. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const shape = path.reduce<z.ZodType | undefined>((at, key) => {
    const { element, shape } = bare(at);
    return element ?? shape?.[String(key)];
  }, schema);
  const { shape: fields, options } = bare(shape);
  return Object.keys(fields ?? bare(options?.[0]).shape ?? {});
}

/** What may lie in a schema. */
export interface Inside {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  /** Of a union. */
  readonly options?: readonly z.ZodType[];
  /** Of a literal. */
  readonly value?: unknown;
  readonly def?: { readonly innerType?: z.ZodType };
}

/** A schema without what is wrapped around it: defaults, `readonly`, `optional`. */
export function bare(schema: z.ZodType | undefined): Inside {
  let at = (schema ?? {}) as Inside;
  while (at.def?.innerType) at = at.def.innerType as Inside;
  return at;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    data,
  );
}

/** A value in a sentence, cut short. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  const text = typeof value === "object" || typeof value === "string" ? asJson(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** JSON, also for values that JSON cannot express. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => typeof inner === "bigint" ? `${inner}n` : inner);
  } catch {
    return String(value);
  }
}
