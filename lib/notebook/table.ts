/** Rows → a table that a notebook shows as HTML and a terminal as aligned text. */
import * as z from "zod";
import { InputError } from "../input/check.ts";
import { checkRows } from "../input/given.ts";
import { called, optionsOf, text } from "../input/options.ts";
import { suggestion } from "../input/suggest.ts";
import { printable } from "../rows/printable.ts";
import { type Cell, columnsOf, type Row, warningsOf } from "../rows/row.ts";
import { escapeHtml } from "./escape.ts";
import { formatCell, formatNumber } from "./table/cell.ts";
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

const checked = optionsOf<TableOptions>("table", {
  columns: z.array(text).optional(),
  caption: text.optional(),
  format: z.record(text, called<(value: Cell, row: Row) => string>()).optional(),
});

/** How many rows are shown: nobody reads more, and a page of them would freeze. */
const MOST_ROWS = 1000;

/**
 * Lays rows out as a table. Numbers are right-aligned, whole or with about four significant digits;
 * booleans are ✓ or ✗; column names become words (`l3MissesPerOp` is headed “L3 misses per op”).
 *
 * @param rows The rows; one that lacks a column shows a dash there.
 * @param options Which columns, a caption, and how to write values.
 * @returns The table as HTML and as text: the first thousand rows, and how many more there are.
 * @throws {InputError} For a column that no row has, or what is no list of rows.
 *
 * @example
 * ```ts
 * const { text } = table([{ system: "corey", throughputPerSecond: 1234567 }]);
 * console.assert(text.split("\n")[0] === "system  throughput per second");
 * ```
 */
export function table(rows: readonly Row[], options: TableOptions = {}): Table {
  checkRows("table", rows);
  const there = columnsOf(rows), { columns = [...there], caption, format = {} } = checked(options);
  const unknown = rows.length === 0
    ? undefined
    : [...columns, ...Object.keys(format)].find((name) => !there.has(name));
  if (unknown !== undefined) {
    throw new InputError(`table: there is no column ${unknown}; ${suggestion(unknown, [...there])}`);
  }
  const shown = rows.slice(0, MOST_ROWS), more = rows.length - shown.length;
  const notes = [
    ...(more > 0 ? [`… and ${formatNumber(more)} more rows.`] : []),
    ...(columns.includes("warning") ? [] : warningsOf(rows)),
  ].map(printable);
  const laidOut = columns.map((name): Column => {
    // A column may have the name of a method that every object has.
    const values = shown.map((row) => Object.hasOwn(row, name) ? row[name] : undefined),
      write = Object.hasOwn(format, name) ? format[name] : undefined;
    return {
      heading: printable(heading(name)),
      align: values.some((value) => typeof value === "number") ? "right" : "left",
      values,
      texts: shown.map((row, index) => {
        const value = values[index];
        return write === undefined || value === undefined || value === null
          ? formatCell(value)
          : printable(String(write(value, row)));
      }),
    };
  });
  const html = toHtml(laidOut, shown.length, caption, notes);
  const text = toText(laidOut, shown.length, caption, notes);
  return { kind: "table", html, text, [display]: () => ({ "text/html": html, "text/plain": text }) };
}

/** One column, laid out. */
interface Column {
  readonly heading: string;
  readonly align: "left" | "right";
  readonly values: readonly (Cell | undefined)[];
  readonly texts: readonly string[];
}

function toHtml(
  columns: readonly Column[],
  height: number,
  caption: string | undefined,
  notes: readonly string[],
): string {
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
    ...notes.map((note) => `<p>${escapeHtml(note)}</p>`),
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

function toText(
  columns: readonly Column[],
  height: number,
  caption: string | undefined,
  notes: readonly string[],
): string {
  const widths = columns.map(({ heading, texts }) =>
    Math.max(0, ...[heading, ...texts].map((text) => text.length))
  );
  const line = (textOf: (column: Column) => string): string =>
    columns.map((column, index) => {
      const width = widths[index] ?? 0;
      return column.align === "right" ? textOf(column).padStart(width) : textOf(column).padEnd(width);
    }).join("  ").trimEnd();
  return [
    ...(caption === undefined ? [] : [printable(caption)]),
    line((column) => column.heading),
    ...Array.from({ length: height }, (_, row) => line((column) => column.texts[row] ?? "")),
    ...notes,
  ].join("\n");
}
