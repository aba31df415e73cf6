/** A notebook → one HTML page that needs no other file. */
import type { CodeCell, NotebookCell, NotebookDocument } from "../runner/nbformat.ts";
import { type Highlighter, loadHighlighter } from "./code.ts";
import { escapeHtml } from "../../notebook/escape.ts";
import { loadMarkdown, type MarkdownRenderer } from "./markdown.ts";
import { mathsStyle } from "./maths.ts";
import type { Link } from "./index_page.ts";
import { outputsToHtml } from "./output.ts";
import { page } from "./page.ts";
import { contentsOf, type Neighbours, waysOut } from "./ways.ts";

/** How a notebook becomes a page. */
export interface NotebookPageOptions {
  /** The page's title. */
  readonly title: string;
  /** Where the link back leads; `index.html` by default, and nowhere if it is empty. */
  readonly indexHref?: string;
  /**
   * Whether the notebook's author is trusted, which is the default. If not, HTML in its prose is shown as
   * text, HTML in its outputs is sanitised, what is very long is shown in part, and the page loads nothing
   * from anywhere.
   */
  readonly isTrusted?: boolean;
  /** HTML to stand above the first cell. */
  readonly preface?: string;
  /** What makes the page more than something to read; a notebook that is not trusted gets none of it. */
  readonly live?: LiveParts;
  /** The pages before and after this one. */
  readonly neighbours?: Neighbours;
}

/** What a page has that can do more than be read. */
export interface LiveParts {
  /** A link to stand below a cell's outputs, if it has one. */
  readonly below: (cell: CodeCell) => Link | undefined;
  /** The script that draws charts; they stay pictures unless given. */
  readonly charts?: string;
}

/**
 * Turns a notebook, with the outputs it holds, into one page. Pictures, styles and the fonts of formulas
 * are inside it.
 *
 * @param document The notebook.
 * @param options The title, and whom to trust.
 * @returns A whole HTML document. The same notebook gives the same page.
 *
 * @example
 * ```ts
 * const html = await notebookToHtml({ metadata: {}, cells: [] }, { title: "Empty" });
 * console.assert(html.includes("<title>Empty</title>"));
 * ```
 */
export async function notebookToHtml(
  document: NotebookDocument,
  options: NotebookPageOptions,
): Promise<string> {
  const { title, indexHref = "index.html", isTrusted = true, preface, neighbours } = options;
  const live = isTrusted ? options.live : undefined;
  const tools = {
    markdown: await loadMarkdown({ allowHtml: isTrusted }),
    highlight: await loadHighlighter(),
    allowHtml: isTrusted,
    withCharts: live?.charts !== undefined,
    below: live?.below ?? (() => undefined),
  };
  const isDrawn = isTrusted ? () => true : withinBounds();
  const sections = document.cells.map((cell) => isDrawn(cell) ? cellToHtml(cell, tools) : plainCell(cell));
  const main = [preface ?? "", ...sections].filter((html) => html !== "").join("\n");
  return page({
    title,
    header: waysOut(indexHref, neighbours) + (isTrusted ? contentsOf(main) : ""),
    main: neighbours === undefined ? main : `${main}\n${waysOut(indexHref, neighbours, "where to go on")}`,
    isSelfContained: !isTrusted,
    styles: main.includes('class="katex') ? [await mathsStyle()] : [],
    script: live?.charts,
  });
}

/**
 * How many letters are drawn of a notebook that is not trusted, and shown of a cell for which there is no
 * room.
 */
const DRAWN = 500_000, SHOWN = 2_000;

/**
 * Colouring code, setting formulas and sanitising HTML take time: says of one cell after the other whether
 * there is room for it.
 */
function withinBounds(): (cell: NotebookCell) => boolean {
  let left = DRAWN;
  return (cell) => {
    const letters = lettersIn(cell);
    if (letters > left) return false;
    left -= letters;
    return true;
  };
}

function lettersIn(cell: NotebookCell): number {
  const outputs = cell.cell_type === "code" ? cell.outputs : [];
  return outputs.reduce((all, output) => {
    if (output.output_type === "stream") return all + output.text.length;
    if (output.output_type === "error") return all + output.traceback.join("").length;
    return all + String(output.data["text/html"] ?? output.data["text/plain"] ?? "").length;
  }, cell.source.length);
}

function plainCell({ source }: NotebookCell): string {
  const text = source.length > SHOWN ? `${source.slice(0, SHOWN)}…` : source;
  return `<pre class="stream">${escapeHtml(text)}</pre>\n<p>(Too much to show: the file has it all.)</p>`;
}

/** What turning a cell into HTML needs. */
interface Tools {
  readonly markdown: MarkdownRenderer;
  readonly highlight: Highlighter;
  readonly allowHtml: boolean;
  readonly withCharts: boolean;
  readonly below: LiveParts["below"];
}

function cellToHtml(cell: NotebookCell, tools: Tools): string {
  if (cell.source.trim() === "") return "";
  switch (cell.cell_type) {
    case "markdown":
      return `<section class="prose">\n${tools.markdown(cell.source)}</section>`;
    case "raw":
      return `<pre class="stream">${escapeHtml(cell.source)}</pre>`;
    case "code": {
      const code = tools.highlight(cell.source, "typescript");
      const outputs = outputsToHtml(cell.outputs, tools), link = tools.below(cell);
      const more = link === undefined
        ? ""
        : `<p class="more"><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>`;
      return `<section class="code">\n${code}\n<div class="outputs">${outputs}${more}</div></section>`;
    }
  }
}
