/**
 * Values as plain data, to be sent to another process. Everything that JSON would lose is told by name: NaN,
 * -0, sets, whole numbers without bounds, nothing at all. What cannot be sent, functions and simulated
 * programs, stays where it is and goes by a number.
 *
 * A value is read once, on the side whose value it is. What arrives is data: no getter, no prototype, no
 * promise is left in it.
 */
import * as z from "zod";

/** A value as data. Whatever is no plain value is an object with one key, which says what it is. */
export type Plain =
  | null
  | boolean
  | string
  | number
  | { readonly list: readonly Plain[] }
  | { readonly set: readonly Plain[] }
  | { readonly record: readonly (readonly [string, Plain])[] }
  | { readonly number: string }
  | { readonly bigint: string }
  | { readonly other: string }
  | { readonly function: number }
  | { readonly program: number }
  | { readonly machine: number; readonly spec: unknown; readonly chips: readonly number[] }
  | { readonly core: number; readonly of: number };

const id = z.int().nonnegative();
const schema: z.ZodType<Plain> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.string(),
    z.number(),
    z.strictObject({ list: z.array(schema) }),
    z.strictObject({ set: z.array(schema) }),
    z.strictObject({ record: z.array(z.tuple([z.string(), schema])) }),
    z.strictObject({ number: z.enum(["NaN", "Infinity", "-Infinity", "-0"]) }),
    z.strictObject({ bigint: z.string().regex(/^-?\d{1,400}$/) }),
    z.strictObject({ other: z.string() }),
    z.strictObject({ function: id }),
    z.strictObject({ program: id }),
    z.strictObject({ machine: id, spec: z.unknown(), chips: z.array(id) }),
    z.strictObject({ core: id, of: id }),
  ])
);

const MOST_DEEP = 30, MOST_PARTS = 20_000;
/** So long a text is an answer at most. */
export const MOST_CHARACTERS = 500_000;

/**
 * Checks that something is a value as data, from a side that is not trusted.
 *
 * @throws {Error} when it is not, or is too large
 */
export function checkPlain(value: unknown): Plain {
  if (deepest(value) > MOST_DEEP * 4) throw new Error("the value is nested too deeply");
  const result = schema.safeParse(value);
  if (!result.success) throw new Error("the value is not one that a notebook of this project sends");
  return result.data;
}

/** How deep something goes; without recursion, since it may go very deep. */
function deepest(value: unknown): number {
  let depth = 0;
  for (let level = [value]; level.length > 0; depth++) {
    if (depth > MOST_DEEP * 4) break;
    level = level.flatMap((part) => typeof part === "object" && part !== null ? Object.values(part) : []);
  }
  return depth;
}

/** What becomes of values that cannot be sent. */
export interface Tokens {
  /** The number by which a function goes. */
  readonly function: (value: (...args: unknown[]) => unknown, owner: unknown) => number;
  /** The number by which a simulated program goes. */
  readonly program: (value: Iterable<unknown>) => number;
  /** Stands for a value of the simulated machine; undefined for any other. */
  readonly known: (value: object) => Plain | undefined;
}

/**
 * Makes data of a value.
 *
 * @throws {Error} when it is too large, or goes round in a circle
 */
export function toPlain(value: unknown, tokens: Tokens): Plain {
  let parts = 0, characters = 0;
  const plain = (value: unknown, owner: unknown, depth: number): Plain => {
    if (++parts > MOST_PARTS) throw new Error(`a value of more than ${MOST_PARTS} parts is too large`);
    if (depth > MOST_DEEP) throw new Error(`a value nested more than ${MOST_DEEP} deep cannot be sent`);
    switch (typeof value) {
      case "string":
        if ((characters += value.length) > MOST_CHARACTERS) {
          throw new Error(`a value of more than ${MOST_CHARACTERS} characters is too large`);
        }
        return value;
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { number: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { bigint: String(value) };
      case "function":
        return { function: tokens.function(value as (...args: unknown[]) => unknown, owner) };
      case "object":
        break;
      default:
        return { other: typeof value };
    }
    if (value === null) return null;
    const known = tokens.known(value);
    if (known !== undefined) return known;
    if (Array.isArray(value) || ArrayBuffer.isView(value) && "length" in value) {
      return { list: Array.from(value as unknown[], (part) => plain(part, value, depth + 1)) };
    }
    if (value instanceof Set) return { set: Array.from(value, (part) => plain(part, value, depth + 1)) };
    if (Symbol.iterator in value && "next" in value && typeof value.next === "function") {
      return { program: tokens.program(value as unknown as Iterable<unknown>) };
    }
    return {
      record: [...namesIn(value)].map((name) =>
        [name, plain((value as Record<string, unknown>)[name], value, depth + 1)] as const
      ),
    };
  };
  return plain(value, undefined, 0);
}

/** The names of an object's own parts, and of the methods of its class. */
function namesIn(value: object): Set<string> {
  const names = new Set(Object.keys(value));
  for (
    let from: object | null = Object.getPrototypeOf(value);
    from !== null && from !== Object.prototype;
    from = Object.getPrototypeOf(from)
  ) {
    for (const name of Object.getOwnPropertyNames(from)) if (name !== "constructor") names.add(name);
  }
  return names;
}

/** How what goes by a number is made usable again. */
export interface Makers {
  /** A function of the other side. */
  readonly function: (id: number) => unknown;
  /** A simulated program of the other side. */
  readonly program: (id: number) => unknown;
  /** A value of the simulated machine. */
  readonly known: (value: Extract<Plain, { machine: number } | { core: number }>) => unknown;
}

/** Makes a value of data. */
export function fromPlain(plain: Plain, makers: Makers): unknown {
  if (typeof plain !== "object" || plain === null) return plain;
  const value = (part: Plain): unknown => fromPlain(part, makers);
  if ("list" in plain) return plain.list.map(value);
  if ("set" in plain) return new Set(plain.set.map(value));
  if ("record" in plain) return Object.fromEntries(plain.record.map(([name, part]) => [name, value(part)]));
  if ("number" in plain) return Number(plain.number);
  if ("bigint" in plain) return BigInt(plain.bigint);
  if ("function" in plain) return makers.function(plain.function);
  if ("program" in plain) return makers.program(plain.program);
  if ("other" in plain) return undefined;
  return makers.known(plain);
}

/** Whether a value has parts that could only be run. */
export function isProgram(plain: Plain): boolean {
  if (typeof plain !== "object" || plain === null) return false;
  if ("function" in plain || "program" in plain) return true;
  if ("list" in plain) return plain.list.some(isProgram);
  if ("record" in plain) return plain.record.some(([, part]) => isProgram(part));
  return false;
}
