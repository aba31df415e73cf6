/**
 * A number that stands for something in the world: with its unit, where it comes from, and how sure it is.
 * Machines and path lengths are made of these, so that every constant in the model has a source.
 */
import { z } from "zod";

/**
 * How sure a figure is: `N` stated in the paper's abstract or introduction (or fixed by the architecture),
 * `P` stated in the paper's evaluation or a manufacturer's manual, `R` recalled from a figure or taken from
 * public measurements of the same hardware, good to about 15 %.
 */
export type Sureness = "N" | "P" | "R";

const sureness = z.enum(["N", "P", "R"]);

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
  return z.strictObject({ value, unit: z.literal(unit), source: z.string().min(1), sure: sureness })
    .readonly() as unknown as SourcedSchema<Value, Unit>;
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
  const was = figure.source.startsWith("assumed")
    ? figure.source
    : `assumed in a what-if (was ${figure.value}: ${figure.source})`;
  return { ...figure, value, source: was, sure: "R" };
}
