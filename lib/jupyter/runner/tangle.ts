/**
 * Writes the code cells of a notebook as one TypeScript module, so that tools for modules can look at it.
 *
 * A cell sees what earlier cells declare, and may declare a name again. Blocks in one another behave
 * just so: each cell opens a block that ends at the end of the module. What cannot stand in a block
 * moves or goes: `import` statements to the top, the word `export` away. (They are found by their looks: a
 * line in a template string that looks like an import is taken for one.)
 */
import { codeCells, type NumberedCell } from "./document.ts";
import type { NotebookDocument } from "./nbformat.ts";

/** A line of a cell. */
export interface CellLine {
  /** The cell. */
  readonly cell: NumberedCell;
  /** The line in the cell, from 1. */
  readonly line: number;
  /** Whether it is (part of) an import that was moved. */
  readonly isImport: boolean;
}

/** A notebook as a module. */
export interface TangledNotebook {
  /** The text of the module. */
  readonly text: string;
  /** Which line of which cell stands in each line of the module; line 1 is at index 0. */
  readonly lines: readonly (CellLine | undefined)[];
}

/** An import at the start of a line or after a semicolon, over as many lines as it takes. */
export const IMPORT =
  /(?<=^|;)[ \t]*import\s*(?:[\w$*{][\w$*{},\s]*?from\s*)?(["']).*?\1(?:\s*with\s*\{[^}]*\})?;?/gm;
const EXPORT = /^export (?=(?:async|const|let|var|function|class|abstract|interface|type|enum)\b)/gm;

/**
 * Turns a notebook into a module. Each cell begins with a line `{ // %% cell n`, and the columns of its
 * lines stay as they are.
 *
 * @example
 * ```ts
 * import { tangle } from "./tangle.ts";
 * import assert from "node:assert/strict";
 *
 * const cell = { cell_type: "code" as const, id: "a", metadata: {}, execution_count: null, outputs: [] };
 * const { text } = tangle({
 *   metadata: {},
 *   cells: [{ ...cell, source: 'import { a } from "./a.ts";\nconst b = a;' }, {
 *     ...cell,
 *     source: "const b = 2;",
 *   }],
 * });
 * assert.deepEqual(text.split("\n").filter((line) => line.trim() !== ""), [
 *   'import { a } from "./a.ts";',
 *   "{ // %% cell 1",
 *   "const b = a;",
 *   "{ // %% cell 2",
 *   "const b = 2;",
 *   "}}",
 *   "export {};",
 * ]);
 * ```
 */
export function tangle(document: NotebookDocument): TangledNotebook {
  const cells = codeCells(document);
  const imports: [string, CellLine][] = [];
  const body: [string, CellLine | undefined][] = [];
  const seen = new Set<string>();
  for (const cell of cells) {
    const source = cell.cell.source;
    for (const { 0: statement, index } of source.matchAll(IMPORT)) {
      if (seen.has(statement.trim())) continue; // two cells that import the same
      seen.add(statement.trim());
      const first = source.slice(0, index).split("\n").length;
      const column = index - (source.lastIndexOf("\n", index - 1) + 1);
      const lines = (" ".repeat(column) + statement).split("\n");
      lines.forEach((text, i) => imports.push([text, { cell, line: first + i, isImport: true }]));
    }
    const rest = source.replace(IMPORT, blank).replace(EXPORT, blank);
    body.push([`{ // %% cell ${cell.number}`, undefined]);
    rest.split("\n").forEach((text, i) => body.push([text, { cell, line: i + 1, isImport: false }]));
  }
  body.push(["}".repeat(cells.length), undefined], ["export {};", undefined]);
  const all = [...imports, ...body];
  return { text: all.map(([text]) => text).join("\n") + "\n", lines: all.map(([, line]) => line) };
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");
