/** Tables as spreadsheets write and read them. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat, dsvFormat } from "d3-dsv";
import { decodeText } from "./decode_text.ts";

/** A line by the names of its columns. */
export type Cells = Readonly<Record<string, string | number>>;

// What a spreadsheet takes for a formula, in any of its languages; the apostrophe makes it text.
const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/**
 * A table as CSV that no spreadsheet takes for formulas.
 *
 * @example
 * ```ts
 * console.assert(toCsv([{ student: "=1+1" }], ["student"]) === "student\n'=1+1\n");
 * ```
 */
export function toCsv(lines: readonly Cells[], columns: readonly string[]): string {
  const safe = (value: string | number | undefined): string | number =>
    typeof value === "string" && formula.test(value) ? `'${value}` : value ?? "";
  return csvFormat(
    lines.map((line) => Object.fromEntries(columns.map((column) => [column, safe(line[column])]))),
    columns,
  ) + "\n";
}

/**
 * Reads a table that a spreadsheet may have saved: with a byte order mark or in Windows' letters, with
 * semicolons or tabs, with lines that end as in Windows, with empty lines and columns.
 *
 * @returns its lines, by the names of the columns in small letters
 * @example
 * ```ts
 * const [line] = fromCsv(new TextEncoder().encode("\ufeffStudent;Points\r\n'=ada;1,5\r\n;\r\n"));
 * console.assert(line.student === "=ada" && line.points === "1,5");
 * ```
 */
export function fromCsv(bytes: Uint8Array): Record<string, string>[] {
  const text = decodeText(bytes).replace(/^sep=.\r?\n/i, ""), [header = ""] = text.split(/[\r\n]/, 1);
  const count = (mark: string): number => header.split(mark).length;
  const separator = [",", ";", "\t"].reduce((best, mark) => count(mark) > count(best) ? mark : best);
  return dsvFormat(separator).parse(text).map((line) =>
    Object.fromEntries(
      Object.entries(line).map(([column, value = ""]) => [
        column.trim().toLowerCase(),
        formula.test(value) ? value.replace(/^'/, "") : value,
      ]),
    )
  ).filter((line) => Object.values(line).some((value) => value.trim() !== ""));
}
