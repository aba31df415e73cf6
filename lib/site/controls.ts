/** An experiment's parameters as controls, read off its schema. */
import { type AnyExperiment, type DescribedParameter, parametersDescribed } from "../experiments/settings.ts";
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
export function controlsOf(experiment: AnyExperiment): Control[] {
  return parametersDescribed(experiment).map(([key, described]): Control => {
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
function rangeOf(
  { minimum, exclusiveMinimum, maximum }: DescribedParameter,
  standard: number,
): [number, number] {
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
