/**
 * Specs all of whose numbers stand where they may just stand, or just not any more: at the bounds that the
 * schema has for each, and at those that numbers have on each other.
 */
import fc from "fast-check";
import { z } from "zod";
import { machineSpec } from "../../lib/machine/spec.ts";

/** A part of a JSON schema. */
interface Part {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly anyOf?: readonly Part[];
}

/** Bounds by path, with `*` for any place in a list. */
const bounds = new Map<string, readonly number[]>();
function note(part: Part, path: string): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, properties = {}, items, anyOf = [] } = part;
  const here = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined);
  if (here.length > 0) bounds.set(path, here);
  for (const [key, below] of Object.entries(properties)) note(below, `${path}.${key}`);
  if (items !== undefined) note(items, `${path}.*`);
  for (const one of anyOf) note(one, path);
}
note(z.toJSONSchema(machineSpec, { unrepresentable: "any", io: "input" }) as Part, "");

/** How a number is moved: to one of its bounds and a little further, or to a multiple of what it is. */
interface Move {
  readonly bound: number;
  readonly step: number;
  readonly factor: number;
  readonly isFactor: boolean;
}

/** Moves for the numbers of a spec, in turn; undefined leaves one as it is. */
export const moves: fc.Arbitrary<readonly (Move | undefined)[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        bound: fc.nat(3),
        step: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(1, -1, 1e-9, -1e-9)),
        // Numbers may be a hundred times each other, and not more.
        factor: fc.constantFrom(1 / 101, 1 / 100, 1 / 10, 0.999, 1.001, 10, 99, 100, 101),
        isFactor: fc.boolean(),
      }),
    },
  ),
  { minLength: 40, maxLength: 60, size: "max" },
);

/** A spec whose numbers were moved. */
export function moved(
  part: unknown,
  moves: readonly (Move | undefined)[],
  path = "",
  count = { of: 0 },
): unknown {
  if (Array.isArray(part)) return part.map((one) => moved(one, moves, `${path}.*`, count));
  if (typeof part === "object" && part !== null) {
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, moved(value, moves, `${path}.${key}`, count)]),
    );
  }
  if (typeof part !== "number") return part;
  const move = moves[count.of++ % moves.length], around = bounds.get(path);
  if (move === undefined || around === undefined) return part;
  if (!move.isFactor) return around[move.bound % around.length]! + move.step;
  const value = part * move.factor;
  return Number.isInteger(part) ? Math.round(value) : value;
}
