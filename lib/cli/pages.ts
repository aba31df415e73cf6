/** The pages under `out/`: the index, the notebooks, the bench. Both `site` and `reproduce` write them. */
import { basename } from "node:path";
import { paperNumbers, paperNumbersLine } from "../analysis/paper_numbers.ts";
import { type Verdict, verdictRows } from "../analysis/verdicts.ts";
import { projectPath } from "../files/project.ts";
import { writeWhole } from "../files/write_whole.ts";
import { indexPage } from "../jupyter/html/index_page.ts";
import { notebookToHtml } from "../jupyter/html/notebook.ts";
import { proseFiles } from "../jupyter/html/markdown.ts";
import { notebookEntry, titleOf } from "../jupyter/html/notebook_entry.ts";
import { prosePage } from "../jupyter/html/prose_page.ts";
import { readNotebook, writeNotebook } from "../jupyter/runner/document.ts";
import type { NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { figureToSvg } from "../pictures/picture.ts";
import { paperAgainstModel } from "../plots/paper_against_model.ts";
import { neighboursOf } from "./chosen_notebooks.ts";
import { benchPage } from "../site/bench_page.ts";
import { LightPictures } from "../site/light_pictures.ts";
import { notebookPage } from "../site/notebook_page.ts";

/** Names of the files in a folder, if there is one. */
export function filesIn(folder: string, ending = ""): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name)
      .filter((name) => name.endsWith(ending) && !name.endsWith(".tmp")).sort();
  } catch {
    return [];
  }
}

const bench = {
  href: "bench.html",
  label: "Open the bench",
  about: "Turn the knobs yourself: all experiments, simulated in your browser.",
};

/** The pages in one folder. */
export class Pages {
  readonly #out: string;
  /** The notebooks that have a page, or will have one. */
  readonly #stems: ReadonlySet<string>;
  readonly #pictures = new LightPictures();
  #hasBench = false;

  /** Nothing has been written yet; notebooks of these stems will be, beside those that are there. */
  constructor(out: string, stems: readonly string[]) {
    this.#out = out;
    const there = filesIn(`${out}/notebooks`, ".html").map((name) => basename(name, ".html"));
    this.#stems = new Set([...there, ...stems]);
  }

  /** Writes the pages that notebooks link to: words of the field, answers to exercises. */
  async writeProse(): Promise<void> {
    for (const name of proseFiles) {
      const markdown = await Deno.readTextFile(projectPath(`notebooks/${name}.md`));
      writeWhole(`${this.#out}/notebooks/${name}.html`, await prosePage(markdown, "../index.html"));
    }
  }

  /**
   * Writes the bench. Where it cannot be bundled, a sentence says so, and the other pages do without it.
   *
   * @returns whether it is there
   */
  async writeBench(): Promise<boolean> {
    let page: string;
    try {
      page = await benchPage({ indexHref: "index.html" });
    } catch (error) {
      console.error(`bench.html was not written: ${(error as Error).message}`);
      return false;
    }
    writeWhole(`${this.#out}/bench.html`, page);
    return this.#hasBench = true;
  }

  /** Writes a notebook with its outputs, and its page. */
  async writeNotebook(stem: string, document: NotebookDocument): Promise<void> {
    writeNotebook(`${this.#out}/notebooks/${stem}.ipynb`, document);
    const neighbours = neighboursOf(stem, (other) => this.#stems.has(other));
    const places = { title: titleOf(document) ?? stem, indexHref: "../index.html", neighbours };
    const light = await this.#pictures.in(document);
    const page = this.#hasBench
      ? await notebookPage(light, { ...places, benchHref: "../bench.html" })
      : await notebookToHtml(light, places);
    writeWhole(`${this.#out}/notebooks/${stem}.html`, page);
  }

  /**
   * Writes the index of all that is there.
   *
   * @returns how many figures there are
   */
  async writeIndex(verdicts: readonly Verdict[]): Promise<number> {
    const out = this.#out, claims = verdictRows(verdicts), numbers = await this.#drawPaperNumbers(verdicts);
    const figures = filesIn(`${out}/figures`), notebooks = filesIn(`${out}/notebooks`, ".ipynb");
    const entries = notebooks.map(async (name) => {
      const notebook = await this.#pictures.in(await readNotebook(`${out}/notebooks/${name}`));
      return notebookEntry(notebook, basename(name, ".ipynb"), claims);
    });
    const link = (folder: string) => (name: string) => ({ href: `${folder}/${name}`, label: name });
    const page = indexPage({
      title: "Corey Lab",
      bench: this.#hasBench ? bench : undefined,
      notebooks: await Promise.all(entries),
      fidelity: claims,
      paperNumbers: numbers,
      figures: figures.map(link("figures")),
      files: [...filesIn(`${out}/rows`).map(link("rows")), ...notebooks.map(link("notebooks"))],
    });
    writeWhole(`${out}/index.html`, page);
    return figures.length;
  }

  /** The picture of all numbers of the paper, drawn to a file, if there are any. */
  async #drawPaperNumbers(verdicts: readonly Verdict[]) {
    const numbers = paperNumbers(verdicts), line = paperNumbersLine(verdicts);
    if (line === undefined || !numbers.some(({ paper, model }) => Number(paper) > 0 && Number(model) > 0)) {
      return;
    }
    const figure = paperAgainstModel(numbers), source = "figures/fidelity.svg";
    writeWhole(`${this.#out}/${source}`, await figureToSvg(figure));
    return { picture: { source, alt: figure.alt }, line };
  }
}
