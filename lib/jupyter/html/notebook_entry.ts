/** A notebook → what the index page says of it, read off the notebook itself. */
import type { Row } from "../../rows/row.ts";
import type { CodeCell, NotebookDocument } from "../runner/nbformat.ts";
import { pictureOf } from "./output.ts";
import type { NotebookEntry, Thumbnail } from "./index_page.ts";

/**
 * Describes an executed notebook for the index page.
 *
 * @param document The notebook.
 * @param name Its file name without the ending; its page is `notebooks/<name>.html`.
 * @param fidelity A row for each claim of all experiments, with `experiment` and `ok`.
 * @returns Title, question, picture, and how many claims of the experiments it holds against the paper are
 * met.
 *
 * @example
 * ```ts
 * const entry = notebookEntry({ metadata: {}, cells: [] }, "02_dup_close", []);
 * console.assert(entry.title === "02_dup_close" && entry.claims.stated === 0);
 * ```
 */
export function notebookEntry(
  document: NotebookDocument,
  name: string,
  fidelity: readonly Row[],
): NotebookEntry {
  const held = fidelity.filter(({ experiment }) => experimentsOf(document).has(String(experiment)));
  return {
    name,
    href: `notebooks/${name}.html`,
    title: titleOf(document) ?? name,
    question: questionOf(document),
    thumbnail: thumbnailOf(document),
    claims: { stated: held.length, hold: held.filter(({ ok }) => ok === true).length },
  };
}

/**
 * The text of a notebook's first heading.
 *
 * @param document The notebook.
 * @returns The heading, or `undefined` if the notebook does not begin with one.
 */
export function titleOf({ cells }: NotebookDocument): string | undefined {
  return /^# (.+)$/m.exec(cells.find((cell) => cell.cell_type === "markdown")?.source ?? "")?.[1];
}

/** The first sentence in italics: every notebook opens with its question. */
function questionOf({ cells }: NotebookDocument): string {
  const text = cells.filter((cell) => cell.cell_type === "markdown").map(({ source }) => source).join("\n");
  return /^[*_]([^*_]+)[*_]$/m.exec(text)?.[1] ?? "";
}

const codeOf = ({ cells }: NotebookDocument): CodeCell[] => cells.filter((cell) => cell.cell_type === "code");

/**
 * The first figure of the cell that is tagged `thumbnail`; without such a cell, the notebook's first figure.
 */
function thumbnailOf(document: NotebookDocument): Thumbnail | undefined {
  const code = codeOf(document);
  const tagged = code.find(({ metadata: { tags } }) => Array.isArray(tags) && tags.includes("thumbnail"));
  const pictures = (cell: CodeCell): Thumbnail[] =>
    cell.outputs.flatMap((output) => {
      const data = "data" in output ? output.data : {}, source = pictureOf(data);
      return source === undefined ? [] : [{ source, alt: String(data["text/plain"] ?? "") }];
    });
  return (tagged && pictures(tagged)[0]) ?? code.flatMap(pictures)[0];
}

/**
 * The names of the experiments that a notebook holds against the paper: `fidelityTable(experiments.dupClose,
 * …` → `dup-close`.
 */
function experimentsOf(document: NotebookDocument): Set<string> {
  const source = codeOf(document).map((cell) => cell.source).join("\n");
  return new Set(
    [...source.matchAll(/fidelityTable\(\s*experiments\.(\w+)/g)]
      .map(([, key]) => key!.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
  );
}
