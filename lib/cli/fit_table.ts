/** A table for a terminal: no line is longer than the terminal is wide. */
import { table } from "../notebook/table.ts";
import { formatCell } from "../notebook/table/cell.ts";
import { heading } from "../rows/heading.ts";
import type { Row } from "../rows/row.ts";
import { fold } from "./fold.ts";

/** How wide stdout is; undefined where it is no terminal. The environment variable `COLUMNS` overrules. */
export function terminalWidth(): number | undefined {
  const asked = Number(Deno.env.get("COLUMNS"));
  if (Number.isInteger(asked) && asked > 0) return asked;
  const columns = Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 0;
  return columns > 0 ? columns : undefined; // some terminals do not know
}

/** A column, laid out. */
interface Column {
  /** The heading, then the cells. */
  readonly texts: readonly string[];
  readonly isNumeric: boolean;
  readonly width: number;
}

/**
 * Lays rows out in as many tables below each other as the width asks for. Each begins with the columns that
 * name a row: the first, its texts, and how many cores; what is the same in all rows stands above, once. Long
 * texts go on in the lines below.
 *
 * @param width of the terminal; without it, one table of any width
 * @example
 * ```ts
 * import { fitTable } from "./fit_table.ts";
 * import assert from "node:assert/strict";
 *
 * const rows = [{ cores: 1, throughputPerSecond: 500, l3MissesPerOp: 0 }];
 * assert.equal(
 *   fitTable(rows, { columns: ["cores", "l3MissesPerOp"], width: 30 }),
 *   "cores  L3 misses per op\n    1                 0",
 * );
 * ```
 */
export function fitTable(
  rows: readonly Row[],
  { columns, width }: { readonly columns: readonly string[]; readonly width?: number | undefined },
): string {
  const { text } = table(rows, { columns });
  if (width === undefined || text.split("\n").every((line) => line.length <= width)) return text;
  const laidOut = new Map(columns.map((name) => [name, layOut(rows, name, width)]));
  const names = columns.filter((name, i) => i === 0 || name === "cores" || !laidOut.get(name)!.isNumeric);
  const same = names.filter((name) => rows.length > 1 && rows.every((row) => row[name] === rows[0]![name]));
  const [firsts, others] = [names, columns.filter((name) => !names.includes(name))]
    .map((group) => group.filter((name) => !same.includes(name)).map((name) => laidOut.get(name)!));
  const inAll = same.map((name) => `${heading(name)} ${formatCell(rows[0]![name])}`).join(", ");
  const blocks = split(firsts!, others!, width).map((block) => linesOf(block).join("\n"));
  return [...(inAll === "" ? [] : fold(inAll, width)), blocks.join("\n\n")].join("\n");
}

function layOut(rows: readonly Row[], name: string, width: number): Column {
  const texts = [heading(name), ...rows.map((row) => formatCell(row[name]))];
  const isNumeric = rows.some((row) => typeof row[name] === "number");
  const longest = Math.max(1, ...texts.map((text) => text.length));
  return {
    texts,
    isNumeric,
    width: isNumeric ? longest : Math.min(longest, Math.max(16, Math.floor(width / 3))),
  };
}

const GAP = 2;
const widthOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/** Blocks that are narrow enough, each with the first columns before its own, unless those leave no room. */
function split(firsts: readonly Column[], others: readonly Column[], width: number): Column[][] {
  const widest = Math.max(0, ...others.map((column) => column.width));
  const repeated = widthOf(firsts) + GAP + widest <= width ? firsts : [];
  const blocks: Column[][] = [[...repeated]];
  for (const column of repeated === firsts ? others : [...firsts, ...others]) {
    const block = blocks.at(-1)!;
    if (widthOf([...block, column]) <= width || block.length === repeated.length) block.push(column);
    else blocks.push([...repeated, column]);
  }
  return blocks;
}

function linesOf(columns: readonly Column[]): string[] {
  const height = columns[0]?.texts.length ?? 0;
  return Array.from({ length: height }, (_, row) => {
    const cells = columns.map(({ texts, width }) => fold(texts[row]!, width));
    return Array.from(
      { length: Math.max(...cells.map((cell) => cell.length)) },
      (_, line) =>
        columns.map(({ isNumeric, width }, i) => {
          const text = cells[i]![line] ?? "";
          return isNumeric ? text.padStart(width) : text.padEnd(width);
        }).join(" ".repeat(GAP)).trimEnd(),
    );
  }).flat();
}
