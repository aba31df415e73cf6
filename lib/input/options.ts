/**
 * The one place where the options of functions are checked: a misspelt option in a notebook, where types are
 * not checked, must not be ignored. A function says once which options it has, and the compiler holds the
 * list against the type.
 */
import * as z from "zod";
import { complaints, InputError } from "./check.ts";
import { nearest } from "./suggest.ts";

/** What each option has to be: a schema for every one that the type has, and none besides. */
export type OptionFields<Options> = {
  readonly [Name in keyof Options]-?: z.ZodType<Options[Name] | undefined>;
};

/**
 * Makes the check of a function's options. It returns what it was given; defaults are the function's own.
 *
 * @param name the function, as it is called
 * @returns a check that throws an {@link InputError} for an unknown option, a missing one, or a value that is
 * not allowed
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const checked = optionsOf<{ readonly cores?: number }>("sail", { cores: count.optional() });
 * checked({ cores: 3 });
 * assert.throws(() => checked({ core: 3 } as never), /sail: there is no core; did you mean cores\?/);
 * ```
 */
export function optionsOf<Options extends object>(
  name: string,
  fields: OptionFields<Options>,
): (given: Options) => Options {
  const schema = z.strictObject(fields as z.ZodRawShape);
  return (given) => {
    const result = schema.safeParse(given);
    if (result.success) return given;
    throw new InputError(`${name}: ${complaints(schema, given, result.error.issues).join("; ")}`);
  };
}

/** A text. */
export const text = z.string();

/** Yes or no. */
export const flag = z.boolean();

/** A number above zero. */
export const positive = z.number("expected a number above 0").positive("expected a number above 0");

/** A number from zero on. */
export const fromZero = z.number("expected a number from 0 on").min(0, "expected a number from 0 on");

/** A share, from 0 to 1. */
export const share = z.number("expected a number from 0 to 1").min(0, "expected a number from 0 to 1")
  .max(1, "expected a number from 0 to 1");

/** How many of something there are. */
export const count = z.int("expected a whole number from 1 on").min(1, "expected a whole number from 1 on");

/** A whole number from zero on, such as the number of a core. */
export const number = z.int("expected a whole number from 0 on").min(0, "expected a whole number from 0 on");

/** A start for random numbers. */
export const seed = z.int("expected a whole number");

/** Something to be called. */
export function called<Call>(): z.ZodType<Call> {
  return z.custom<Call>((value) => typeof value === "function", "expected a function");
}

/**
 * A value of the lab, such as a machine or a lock, known by what it has. The usual slips are explained: its
 * name instead of it, or the function that makes it, not called.
 *
 * @param parts what it has
 * @param example how one is written
 * @param names what such values are called
 */
export function made<Value>(
  parts: readonly string[],
  example: string,
  names: readonly string[] = [],
): z.ZodType<Value> {
  return z.custom<Value>(
    (value) => typeof value === "object" && value !== null && parts.every((part) => part in value),
    {
      error: ({ input }) => {
        if (typeof input === "function") return `call it, as in ${example}`;
        const near = typeof input === "string" ? nearest(input, names) : undefined;
        return near
          ? `expected it, not its name: write ${near} without quotes`
          : `expected such as ${example}`;
      },
    },
  );
}

/** One value, or a list of at least one. (Of a union, zod would only say that no part of it fits.) */
export function oneOrMore<Value>(one: z.ZodType<Value>): z.ZodType<Value | readonly Value[]> {
  const check = z.unknown().superRefine((given, context) => {
    const list: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (list.length === 0) context.addIssue("expected one at least");
    for (const [i, value] of list.entries()) {
      const flaw = one.safeParse(value).error?.issues[0];
      if (flaw) {
        context.addIssue({ code: "custom", message: flaw.message, path: Array.isArray(given) ? [i] : [] });
      }
    }
  });
  return check as z.ZodType as z.ZodType<Value | readonly Value[]>;
}

/** Anything: the function itself says what is wrong with it. */
export const anything: z.ZodAny = z.any();
