/**
 * Changes of any data: a spec, the JSON of a notebook. Most leave it nearly right, which is where mistakes
 * hide.
 */
import fc from "fast-check";

/** Numbers that break things, and numbers that look harmless. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    0.5,
    1,
    2,
    3,
    1e7,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    1e300,
    5e-324,
    NaN,
    Infinity,
    -Infinity,
  ),
  fc.integer({ min: 1, max: 5000 }),
  fc.double(),
);
/** Values of any kind. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  numbers,
  fc.array(fc.oneof(numbers, fc.integer({ min: 1, max: 600 })), { maxLength: 5 }),
  fc.constantFrom(null, undefined, true, "", "12", "\u001b[31m", 10n, {}, [], { value: 3 }),
  fc.string(),
);

/** A place, as a fraction of all there are, and what is done there. */
export interface Mutation {
  /** From 0 to 1, below it. */
  readonly at: number;
  /** Leaves are replaced or multiplied; parts are taken away, or get a key more. */
  readonly how: "replace" | "scale" | "delete" | "add";
  readonly value: unknown;
  readonly factor: number;
}

/** Any of them. */
export const mutation: fc.Arbitrary<Mutation> = mutationOf(anything);

/** Mutations that put in values of a kind. */
export function mutationOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<Mutation> {
  return fc.record({
    at: fc.double({ min: 0, max: 0.999999, noNaN: true }),
    how: fc.constantFrom("replace", "replace", "scale", "scale", "scale", "delete", "add"),
    value,
    factor: fc.constantFrom(-1, 1e-9, 1e-3, 0.01, 0.1, 0.3, 0.5, 2, 3, 10, 30, 100, 1000, 1e5, 1e9),
  });
}

/** Applies them to a copy. */
export function withMutations(data: unknown, mutations: readonly Mutation[]): unknown {
  const changed = structuredClone(data);
  for (const { at, how, value: drawn, factor } of mutations) {
    // Another change may go into it, and would then go into all that is drawn after.
    const value = structuredClone(drawn);
    const places = placesOf(changed, how === "scale"), place = places[Math.floor(at * places.length)];
    if (place === undefined) continue;
    const [parent, key] = place;
    if (how === "delete") delete parent[key];
    else if (how === "add") parent[`${key}2`] = value;
    else if (how === "scale") parent[key] = (parent[key] as number) * factor;
    else parent[key] = value;
  }
  return changed;
}

type Part = Record<string, unknown>;

/** All places in data; numbers only, where only they are wanted. */
function placesOf(part: unknown, numbersOnly: boolean): [Part, string][] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const here: [Part, string][] = !numbersOnly || typeof value === "number" ? [[part as Part, key]] : [];
    return [...here, ...placesOf(value, numbersOnly)];
  });
}
