/**
 * A number that stands for something in the world: with its unit, where it comes from, and how sure it is.
 * Machines and path lengths are made of these, so that every constant in the model has a source.
 */
import * as z from "zod";

/**
 * How sure a figure is: `N` stated in the paper's abstract or introduction (or fixed by the architecture),
 * `P` stated in the paper's evaluation or a manufacturer's manual, `R` recalled from a figure or taken from
 * public measurements of the same hardware, good to about 15 %.
 */
export type Sureness = "N" | "P" | "R";

/**
 * How a figure came to be: `measured`, or read in what its maker has published; `recalled` from such a
 * source, without having it at hand; `assumed`, since nothing better is known.
 */
export type Provenance = "measured" | "recalled" | "assumed";

/** All of them, the best first. */
export const provenances: readonly Provenance[] = ["measured", "recalled", "assumed"];

/** What every figure has beside its value and its unit. */
const origin = {
  source: z.string().min(1),
  sure: z.enum(["N", "P", "R"]),
  provenance: z.enum(provenances).optional(),
};

/** A value with its unit, source and sureness. */
export interface Sourced<Value, Unit extends string = string> {
  /** The value, in `unit`. */
  readonly value: Value;
  /** The unit, spelled out: `cycles`, `bytes`, `bytesPerCycle`. */
  readonly unit: Unit;
  /** Where the value comes from, in words a reader can follow up. */
  readonly source: string;
  /** How sure it is. */
  readonly sure: Sureness;
  /** How it came to be; see {@link provenanceOf} where it is not said. */
  readonly provenance?: Provenance | undefined;
}

/** The zod schema of a {@link Sourced} value of one unit. */
export type SourcedSchema<Value, Unit extends string> = z.ZodType<Sourced<Value, Unit>>;

/**
 * Schema of a value in `unit`.
 *
 * @example
 * ```ts
 * import { sourced } from "corey-lab";
 * import { z } from "zod";
 * sourced("cycles", z.number().positive()).parse({ value: 3, unit: "cycles", source: "manual", sure: "P" });
 * ```
 */
export function sourced<Value, Unit extends string>(
  unit: Unit,
  value: z.ZodType<Value>,
): SourcedSchema<Value, Unit> {
  return z.strictObject({
    value,
    unit: z.literal(unit),
    ...origin,
  }).readonly() as unknown as SourcedSchema<Value, Unit>;
}

/**
 * How a figure came to be, as it says, or as its source and sureness suggest.
 *
 * @example
 * ```ts
 * import { assume } from "corey-lab";
 * const l1 = { value: 3, unit: "cycles", source: "manual", sure: "P" as const };
 * console.assert(provenanceOf(l1) === "measured" && provenanceOf(assume(l1, 5)) === "assumed");
 * ```
 */
export function provenanceOf(
  { provenance, source, sure }: Omit<Sourced<unknown>, "value" | "unit">,
): Provenance {
  if (provenance !== undefined) return provenance;
  if (source.startsWith("assumed")) return "assumed";
  return sure === "R" ? "recalled" : "measured";
}

/**
 * Replaces the value of a figure in a what-if; the source says so from then on.
 *
 * @example
 * ```ts
 * import { assume } from "corey-lab";
 * const l1 = { value: 3, unit: "cycles", source: "manual", sure: "P" as const };
 * console.log(assume(l1, 5).source); // "assumed in a what-if (was 3: manual)"
 * ```
 */
export function assume<Value, Unit extends string>(
  figure: Sourced<Value, Unit>,
  value: Value,
): Sourced<Value, Unit> {
  const was = figure.source.startsWith("assumed in a what-if")
    ? figure.source
    : `assumed in a what-if (was ${figure.value}: ${figure.source})`;
  return { ...figure, value, source: was, sure: "R", provenance: "assumed" };
}

/**
 * Marks each figure in data as assumed, with the machine or the like that has it.
 *
 * @param donor its name
 */
export function markAssumed<Data>(data: Data, donor: string): Data {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map((part) => markAssumed(part, donor)) as Data;
  const marked = Object.entries(data).map(([key, part]) => [
    key,
    key === "source" && !part.startsWith("assumed")
      ? `assumed, as ${donor}: ${part}`
      : markAssumed(part, donor),
  ]);
  return { ...Object.fromEntries(marked), ...("unit" in data ? { provenance: "assumed" } : {}) };
}
