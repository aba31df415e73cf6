/** Keeps the rows behind a figure. */
import { checkRows } from "../input/given.ts";
import type { Row } from "../rows/row.ts";
import { kernelBroadcast } from "./broadcast.ts";
import { isHeadless } from "./headless.ts";
import { fileName, outFolder } from "./out_folder.ts";
import { writeCsv } from "./write_files.ts";

/**
 * Writes rows to `rows/<name>.csv` in the output folder, which is there while notebooks are being
 * reproduced, and says where; elsewhere it says that nothing was written. (`writeCsv` writes anywhere.)
 *
 * @param rows The rows.
 * @param name The file's name, without its ending.
 * @returns The same rows.
 * @throws {InputError} If the rows are no list of rows.
 * @throws {TypeError} If the name would not do as the name of a file.
 * @throws {WriteError} If the file cannot be written.
 *
 * @example
 * ```ts
 * const rows = saveRows([{ cores: 1, throughputPerSecond: 50 }], "dup_close");
 * console.assert(rows.length === 1);
 * ```
 */
export function saveRows<Rows extends readonly Row[]>(rows: Rows, name: string): Rows {
  checkRows("saveRows", rows);
  const file = `${fileName(name)}.csv`;
  const out = outFolder();
  if (out === undefined) {
    tell(
      `${file} was not written: that is done by \`deno task reproduce\`. ` +
        `To write now: writeCsv(rows, "${file}")`,
    );
    return rows;
  }
  const path = `${out.path}/rows/${file}`;
  writeCsv(rows, path);
  tell(`${path}: ${rows.length} ${rows.length === 1 ? "row" : "rows"}`);
  return rows;
}

/** Only for a person who is watching: a notebook that the project runs has to look the same each time. */
function tell(sentence: string): void {
  if (isHeadless()) return;
  // Stdout belongs to the script; in a notebook stderr looks like an error.
  if (kernelBroadcast() === undefined) console.error(sentence);
  else console.log(sentence);
}
