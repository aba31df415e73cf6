/** Rows → a table that a notebook shows as HTML and a terminal as aligned text. */
import type { Cell, Row } from "../rows/row.ts";
import { escapeHtml } from "./html/escape.ts";
import { formatCell } from "./table/cell.ts";
import { heading } from "../rows/heading.ts";

/** The method by which a notebook asks a value for its representations. */
export const display: unique symbol = Symbol.for("Jupyter.display");

/** How a table is made. */
export interface TableOptions {
  /** Which columns, in which order; by default all, in the order in which the rows name them. */
  readonly columns?: readonly string[];
  /** A sentence above the table. */
  readonly caption?: string;
  /** How to write the values of a column, by the column's name. */
  readonly format?: Readonly<Record<string, (value: Cell, row: Row) => string>>;
}

/** A table, ready to be shown. */
export interface Table {
  /** Tells a table from a figure. */
  readonly kind: "table";
  /** The table as an HTML element. */
  readonly html: string;
  /** The table as lines of text with aligned columns. */
  readonly text: string;
  /** What a notebook shows if the table is the last expression of a cell. */
  [display](): Record<string, string>;
}

/**
 * Lays rows out as a table. Numbers are right-aligned, whole or with about four significant digits;
 * booleans are ✓ or ✗; column names become words (`l3MissesPerOp` is headed “L3 misses per op”).
 *
 * @param rows The rows; one that lacks a column shows a dash there.
 * @param options Which columns, a caption, and how to write values.
 * @returns The table as HTML and as text.
 *
 * @example
 * ```ts
 * const { text } = table([{ system: "corey", throughputPerSecond: 1234567 }]);
 * console.assert(text.split("\n")[0] === "system  throughput per second");
 * ```
 */
export function table(rows: readonly Row[], options: TableOptions = {}): Table {
  const { columns = columnsOf(rows), caption, format = {} } = options;
  const laidOut = columns.map((name): Column => {
    const values = rows.map((row) => row[name]);
    return {
      heading: heading(name),
      align: values.some((value) => typeof value === "number") ? "right" : "left",
      values,
      texts: rows.map((row, index) => {
        const value = values[index];
        return value === undefined ? formatCell(value) : (format[name] ?? formatCell)(value, row);
      }),
    };
  });
  const html = toHtml(laidOut, rows.length, caption);
  const text = toText(laidOut, rows.length, caption);
  return { kind: "table", html, text, [display]: () => ({ "text/html": html, "text/plain": text }) };
}

/** One column, laid out. */
interface Column {
  readonly heading: string;
  readonly align: "left" | "right";
  readonly values: readonly (Cell | undefined)[];
  readonly texts: readonly string[];
}

/** All columns that any row names, each where it comes first. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function toHtml(columns: readonly Column[], height: number, caption: string | undefined): string {
  const head = columns.map((column) =>
    `<th scope="col" style="text-align:${column.align}">${escapeHtml(column.heading)}</th>`
  );
  const body = Array.from({ length: height }, (_, row) => {
    const cells = columns.map((column) =>
      `<td style="${cellStyle(column, row)}">${escapeHtml(column.texts[row] ?? "")}</td>`
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return [
    "<table>",
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(caption)}</caption>`]),
    `<thead><tr>${head.join("")}</tr></thead>`,
    "<tbody>",
    ...body,
    "</tbody>",
    "</table>",
  ].join("\n");
}

function cellStyle({ align, values }: Column, row: number): string {
  const value = values[row];
  if (typeof value === "boolean") return `text-align:left;color:${value ? "#1a7f37" : "#cf222e"}`;
  if (align === "right") return "text-align:right;font-variant-numeric:tabular-nums";
  // A sentence among numbers would be squeezed into a column of single words.
  return typeof value === "string" && value.length > 40
    ? "text-align:left;min-width:16em"
    : "text-align:left";
}

function toText(columns: readonly Column[], height: number, caption: string | undefined): string {
  const widths = columns.map(({ heading, texts }) =>
    Math.max(0, ...[heading, ...texts].map((text) => text.length))
  );
  const line = (textOf: (column: Column) => string): string =>
    columns.map((column, index) => {
      const width = widths[index] ?? 0;
      return column.align === "right" ? textOf(column).padStart(width) : textOf(column).padEnd(width);
    }).join("  ").trimEnd();
  return [
    ...(caption === undefined ? [] : [caption]),
    line((column) => column.heading),
    ...Array.from({ length: height }, (_, row) => line((column) => column.texts[row] ?? "")),
  ].join("\n");
}
