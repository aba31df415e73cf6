/** Writes figures and rows to files of the user's, from a notebook or a script. */
// @ts-types="npm:@types/d3-dsv@3.0.7"
import { csvFormat } from "d3-dsv";
import { checkHas, checkRows } from "../input/given.ts";
import { InputError } from "../input/check.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { Figure } from "../plots/figure.ts";
import type { Row } from "../rows/row.ts";
import { figureToSvg, svgToPng } from "../pictures/picture.ts";

/**
 * Writes a figure as SVG, sharp at any size.
 *
 * @param figure The figure.
 * @param path Where to, such as `out/locks.svg`; folders are made.
 * @throws {InputError} If it is no figure, or the path is that of another kind of file.
 * @throws {WriteError} If it cannot be written; a file that was there before is kept.
 * @throws {Error} If the figure cannot be drawn.
 *
 * @example
 * ```ts
 * import { lines, writeSvg } from "corey-lab";
 *
 * const rows = [{ system: "linux", cores: 1, seconds: 2 }, { system: "linux", cores: 2, seconds: 1 }];
 * const figure = lines(rows, { x: "cores", y: "seconds", stroke: "system", title: "Two cores" });
 * const folder = Deno.makeTempDirSync();
 * await writeSvg(figure, `${folder}/seconds.svg`);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export async function writeSvg(figure: Figure, path: string): Promise<void> {
  checkFigure("writeSvg", figure, path, ".svg");
  writeWhole(path, await figureToSvg(figure));
}

/**
 * Writes a figure as PNG, with two pixels for each of its own.
 *
 * @param figure The figure.
 * @param path Where to, such as `out/locks.png`; folders are made.
 * @throws {InputError} If it is no figure, or the path is that of another kind of file.
 * @throws {WriteError} If it cannot be written; a file that was there before is kept.
 * @throws {Error} If the figure cannot be drawn.
 *
 * @example
 * ```ts
 * import { lines, writePng } from "corey-lab";
 *
 * const rows = [{ system: "linux", cores: 1, seconds: 2 }, { system: "linux", cores: 2, seconds: 1 }];
 * const figure = lines(rows, { x: "cores", y: "seconds", stroke: "system", title: "Two cores" });
 * const folder = Deno.makeTempDirSync();
 * await writePng(figure, `${folder}/seconds.png`);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export async function writePng(figure: Figure, path: string): Promise<void> {
  checkFigure("writePng", figure, path, ".png");
  writeWhole(path, await svgToPng(await figureToSvg(figure), { scale: 2 }));
}

/**
 * Writes rows as CSV, with all columns that any row has.
 *
 * @param rows The rows.
 * @param path Where to, such as `out/locks.csv`; folders are made.
 * @throws {InputError} If these are no rows, or the path is that of another kind of file.
 * @throws {WriteError} If it cannot be written; a file that was there before is kept.
 *
 * @example
 * ```ts
 * import { writeCsv } from "corey-lab";
 *
 * const folder = Deno.makeTempDirSync();
 * writeCsv([{ cores: 1, seconds: 2 }, { cores: 2, seconds: 1 }], `${folder}/seconds.csv`);
 * console.assert(Deno.readTextFileSync(`${folder}/seconds.csv`) === "cores,seconds\n1,2\n2,1\n");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function writeCsv(rows: readonly Row[], path: string): void {
  checkRows("writeCsv", rows);
  checkPath("writeCsv", path, ".csv");
  writeWhole(path, csvFormat([...rows]) + "\n");
}

function checkFigure(what: string, figure: Figure, path: string, ending: string): void {
  checkHas(what, figure, "kind", "a figure, such as lines(rows, { … })");
  checkPath(what, path, ending);
}

/** A name that promises what it does not hold would be found out elsewhere, and later. */
function checkPath(what: string, path: string, ending: string): void {
  const [other] = typeof path === "string" ? /\.(?:svg|png|csv|jpe?g|pdf|json)$/i.exec(path) ?? [ending] : [];
  if (other?.toLowerCase() === ending) return;
  throw new InputError(`${what}: expected the path of a file, such as out/locks${ending}, not ${path}`);
}
