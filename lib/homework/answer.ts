/**
 * When two answers are the same. An answer is brought to a *form*, a text in which what does not matter has
 * been taken away: capitals, spaces and commas, the order of a list and the brackets around one thing, how a
 * number is written and its unit, and digits beyond the tolerance.
 *
 * A number with a tolerance is put on a grid of logarithms, laid so that the expected value is in the middle
 * of its cell: what is in the cell is near enough. The grid says nothing about which of its cells it is.
 */

/** A grid of logarithms: the width of its cells, and where they begin. */
export interface Grid {
  /** Width of a cell. */
  readonly step: number;
  /** Middle of the cell around 0. */
  readonly phase: number;
}

/**
 * The grid on which all numbers within a relative tolerance of `value` have the same form.
 *
 * @param value the expected number, not 0
 * @param within the tolerance: 0.02 is two per cent
 * @example
 * ```ts
 * const grid = gridAround(50, 0.02);
 * console.assert(formOf(50.9, grid) === formOf("50", grid) && formOf(51.1, grid) !== formOf(50, grid));
 * ```
 */
export function gridAround(value: number, within: number): Grid {
  const step = 2 * Math.log1p(within), log = Math.log(Math.abs(value));
  return { step, phase: log - step * Math.round(log / step) };
}

/**
 * The form of an answer; undefined for what is no answer (yet).
 *
 * @param answer whatever a student's variable holds
 * @param grid for numbers with a tolerance; anything but a number then has no form
 * @example
 * ```ts
 * console.assert(formOf("files->file_lock") === formOf(" Files.file_lock "));
 * console.assert(formOf("3/4") === formOf(0.75));
 * console.assert(formOf(["b", "a"]) === formOf(["a", "b"]));
 * console.assert(formOf(undefined) === undefined);
 * ```
 */
export function formOf(answer: unknown, grid?: Grid): string | undefined {
  const list = Array.isArray(answer) || answer instanceof Set ? [...answer] : undefined;
  if (list?.length === 1) return formOf(list[0], grid);
  const number = numberIn(answer) ??
    (grid !== undefined && typeof answer === "string" ? numberIn(withoutUnit(answer)) : undefined);
  if (number !== undefined) return numberForm(number, grid);
  if (grid !== undefined) return undefined;
  if (typeof answer === "boolean") return String(answer);
  if (typeof answer === "string") return textForm(answer);
  const parts = (list ?? []).map((part) => formOf(part));
  return parts.includes(undefined) || parts.length === 0 ? undefined : `[${parts.sort().join(",")}]`;
}

function numberForm(number: number, grid: Grid | undefined): string {
  if (grid === undefined || number === 0) return `number ${Number(number.toPrecision(12)) + 0}`;
  return `${number < 0 ? "-" : "+"}${
    Math.round((Math.log(Math.abs(number)) - grid.phase) / grid.step)
  } on the grid`;
}

/** The number that a value is or, as a text, says: `12`, `1e3`, `1,000`, `0,5`, `3/4`. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = withPoint(value.trim());
  const [, above, below] = /^(-?[\d.]+)\s*\/\s*([\d.]+)$/.exec(text) ?? [];
  const number = above === undefined ? (text === "" ? NaN : Number(text)) : Number(above) / Number(below);
  return Number.isFinite(number) ? number : undefined;
}

/** A comma before each three digits is dropped; any other is a decimal one. */
function withPoint(text: string): string {
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text)) return text.replaceAll(",", "");
  return text.replace(/^(-?\d+),(\d+)$/, "$1.$2");
}

/** A text such as `42.5 ns` or `59 %` without its unit. */
const withoutUnit = (text: string): string =>
  text.trim().replace(/^(-?[\d.,]+)\s*([a-zµμ]+|[%×])\.?$/i, "$1");

function textForm(text: string): string | undefined {
  const plain = text.normalize("NFKC").toLowerCase().replaceAll(/->|::/g, ".").replaceAll(/["'`’]/g, "")
    .replaceAll(/[\s_,;-]+/g, " ").trim().replace(/\.$/, "");
  return plain === "" ? undefined : `text ${plain}`;
}
