/** The pictures of notebooks, lighter: beside each PNG stands the same as WebP, which pages take instead. */
import type { NotebookDocument, Output } from "../jupyter/runner/nbformat.ts";
import { pngToWebp } from "../pictures/webp.ts";

/** Makes pictures lighter, each once. */
export class LightPictures {
  readonly #made = new Map<string, Promise<string>>();

  /** A notebook whose PNGs have a WebP beside them. */
  async in(document: NotebookDocument): Promise<NotebookDocument> {
    const cells = document.cells.map(async (cell) =>
      cell.cell_type === "code"
        ? { ...cell, outputs: await Promise.all(cell.outputs.map((output) => this.#lighter(output))) }
        : cell
    );
    return { ...document, cells: await Promise.all(cells) };
  }

  async #lighter(output: Output): Promise<Output> {
    if (!("data" in output) || typeof output.data["image/png"] !== "string") return output;
    const webp = await this.#webpOf(output.data["image/png"]);
    return { ...output, data: { ...output.data, "image/webp": webp } };
  }

  #webpOf(png: string): Promise<string> {
    let webp = this.#made.get(png);
    if (!webp) {
      webp = pngToWebp(Uint8Array.fromBase64(png)).then((bytes) => bytes.toBase64());
      this.#made.set(png, webp);
    }
    return webp;
  }
}
