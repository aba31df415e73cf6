/** Keeps the rows behind a figure. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import type { Row } from "../rows/row.ts";
import { fileName, outFolder } from "./out_folder.ts";

/**
 * Writes rows to `rows/<name>.csv` in the output folder while notebooks are being reproduced; otherwise
 * does nothing.
 *
 * @param rows The rows.
 * @param name The file's name, without its ending.
 * @returns The same rows.
 * @throws {TypeError} If the name would not do as the name of a file.
 *
 * @example
 * ```ts
 * const rows = saveRows([{ cores: 1, throughputPerSecond: 50 }], "dup_close");
 * console.assert(rows.length === 1);
 * ```
 */
export function saveRows<Rows extends readonly Row[]>(rows: Rows, name: string): Rows {
  const file = `${fileName(name)}.csv`;
  const out = outFolder();
  if (out === undefined) return rows;
  Deno.mkdirSync(`${out.path}/rows`, { recursive: true });
  Deno.writeTextFileSync(`${out.path}/rows/${file}`, csvFormat([...rows]) + "\n");
  return rows;
}
