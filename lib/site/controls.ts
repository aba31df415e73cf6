/** An experiment's parameters as controls, read off its schema. */
import * as z from "zod";
import type { AnyExperiment } from "../experiments/settings.ts";
import { heading } from "../rows/heading.ts";

/** What every control has. */
interface Labelled {
  /** The parameter. */
  readonly key: string;
  /** It, in words. */
  readonly label: string;
  /** What it means, in which unit. */
  readonly hint: string;
}

/** A control of one parameter. */
export type Control =
  | (Labelled & {
    readonly kind: "number";
    readonly range: readonly [number, number];
    readonly isWhole: boolean;
    readonly standard: number;
  })
  | (Labelled & { readonly kind: "menu"; readonly words: readonly string[]; readonly standard: string })
  | (Labelled & {
    readonly kind: "boxes";
    readonly words: readonly string[];
    readonly standard: readonly string[];
  })
  | (Labelled & { readonly kind: "list"; readonly standard: readonly number[] | undefined });

/** What zod says of a parameter. */
interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: Described;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** How many times its standard value a number can become on the slider, where its schema has no bounds. */
const ROOM = 8;

/**
 * The controls of an experiment, the machine aside: numbers, menus, boxes to check, lists of numbers.
 *
 * @example
 * ```ts
 * import { experimentNamed } from "../experiments/settings.ts";
 * const kinds = controlsOf(experimentNamed("dup-close")).map(({ key, kind }) => `${key}: ${kind}`);
 * console.assert(kinds.includes("lock: menu") && kinds.includes("microseconds: number"));
 * ```
 */
export function controlsOf({ parameters: { shape } }: AnyExperiment): Control[] {
  return Object.entries(shape).filter(([key]) => key !== "machine").map(([key, schema]): Control => {
    const described = z.toJSONSchema(schema, { io: "input" }) as Described;
    const labelled = { key, label: heading(key), hint: described.description ?? "" };
    if (described.enum) {
      return { ...labelled, kind: "menu", words: described.enum, standard: String(described.default) };
    }
    if (described.items?.enum) {
      const standard = described.default as readonly string[];
      return { ...labelled, kind: "boxes", words: described.items.enum, standard };
    }
    if (described.type === "array") {
      return { ...labelled, kind: "list", standard: described.default as readonly number[] | undefined };
    }
    const standard = Number(described.default ?? 0), isWhole = described.type === "integer";
    return { ...labelled, kind: "number", range: rangeOf(described, standard), isWhole, standard };
  });
}

/** Where a slider begins and ends: within the schema's bounds, and not far from where it stands. */
function rangeOf({ minimum, exclusiveMinimum, maximum }: Described, standard: number): [number, number] {
  const isBounded = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const lowest = isBounded(minimum)
    ? minimum
    : isBounded(exclusiveMinimum)
    ? standard / 100
    : Math.min(0, standard);
  const highest = Math.max(100, standard * ROOM);
  return [lowest, isBounded(maximum) ? Math.min(maximum, highest) : highest];
}
