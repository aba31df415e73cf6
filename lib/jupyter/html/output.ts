/** The outputs of a cell → HTML. */
import { AnsiUp } from "ansi_up";
import type { JsonObject } from "../runner/messages.ts";
import type { Output } from "../runner/nbformat.ts";
import { escapeHtml } from "../../notebook/escape.ts";
import { chartData } from "./chart_data.ts";
import { sanitise } from "./sanitise.ts";
import { scrolling } from "./scrolling.ts";

/** A display or a result: one value in several representations. */
type Displayed = Extract<Output, { data: unknown }>;

/**
 * Turns the outputs of one cell into HTML. Of several representations of a value the first of HTML, WebP, PNG
 * and plain text is taken; widgets are left out, as they need a script to run, and so are interactive charts,
 * unless the page has one: then their data stand beside the picture.
 *
 * @param outputs The outputs in order.
 * @param options `allowHtml`: whether representations in HTML are taken as they are; else they are sanitised.
 * `withCharts`: whether the page has a script that draws charts.
 * @returns HTML; empty if there is nothing to show.
 *
 * @example
 * ```ts
 * const html = outputsToHtml([{ output_type: "stream", name: "stdout", text: "1 < 2\n" }], {
 *   allowHtml: true,
 * });
 * console.assert(html.includes("1 &lt; 2"));
 * ```
 */
export function outputsToHtml(
  outputs: readonly Output[],
  options: { readonly allowHtml: boolean; readonly withCharts?: boolean },
): string {
  return joinStreams(outputs).map((output) => {
    switch (output.output_type) {
      case "stream":
        return `<pre class="stream ${output.name === "stderr" ? "stderr" : "stdout"}">${
          coloured(output.text)
        }</pre>`;
      case "error": {
        const text = output.traceback.join("\n") || `${output.ename}: ${output.evalue}`;
        return `<pre class="stream error">${coloured(text)}</pre>`;
      }
      default:
        return displayed(output, options.allowHtml) +
          (options.withCharts ? chartData(output.data["application/vnd.vegalite.v5+json"]) : "");
    }
  }).join("\n");
}

/** Text in a row from the same stream is one text, however many messages it came in. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined[joined.length - 1];
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else {
      joined.push(output);
    }
  }
  return joined;
}

/** Text with ANSI colours, as HTML. */
function coloured(text: string): string {
  return new AnsiUp().ansi_to_html(text);
}

function displayed({ data, metadata }: Displayed, allowHtml: boolean): string {
  const text = (mime: string): string | undefined => {
    const value = data[mime];
    return typeof value === "string" ? value : undefined;
  };
  const html = text("text/html"), plain = text("text/plain"), image = pictureOf(data);
  if (html !== undefined) return scrolling("rich", "output", allowHtml ? html : sanitise(html));
  if (image !== undefined) return picture(image, plain ?? "", metadata["image/png"]);
  return plain === undefined ? "" : `<pre class="stream stdout">${coloured(plain)}</pre>`;
}

/** The address of an output's picture: of the lightest of its kinds; undefined if it has none. */
export function pictureOf(data: JsonObject): string | undefined {
  for (const type of ["image/webp", "image/png"]) {
    const base64 = data[type];
    if (typeof base64 === "string") return `data:${type};base64,${base64.replace(/\s+/g, "")}`;
  }
  return undefined;
}

/** A picture, at the size its metadata gives it; pages make it smaller, as far as it can be read. */
function picture(source: string, alt: string, size: unknown): string {
  const { width, height } = (size ?? {}) as Readonly<Record<string, unknown>>;
  const measures = Object.entries({ width, height })
    .map(([name, value]) => typeof value === "number" ? ` ${name}="${value}"` : "");
  const style = typeof width === "number" ? ` style="--width:${width}px"` : "";
  const image = `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}"${measures.join("")}${style}>`;
  return scrolling("picture", "picture", image);
}
