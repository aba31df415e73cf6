/** Shows a piece of the project's own source in a notebook, so that what is explained is what runs. */
import { escapeHtml } from "./escape.ts";

/** A piece of source code that a notebook displays. */
export interface SourceCode {
  /** Tells it from a figure or a table. */
  readonly kind: "source";
  /** The code as an HTML element. */
  readonly html: string;
  /** The code, below its place. */
  readonly text: string;
}

/**
 * Reads one function or constant out of a file of `lib/`.
 *
 * @param file path below `lib/`, such as `locks/ticket.ts`
 * @param start how its first line begins, such as `*acquire`; it ends with the bracket that comes back to
 * that line's indentation
 * @throws {Error} when the file has no such line
 * @example
 * ```ts
 * import { source } from "corey-lab";
 * console.log(source("locks/ticket.ts", "*acquire").text);
 * ```
 */
export function source(file: string, start: string): SourceCode {
  const all = Deno.readTextFileSync(new URL(`../${file}`, import.meta.url)).split("\n");
  const first = all.findIndex((line) => line.trimStart().startsWith(start));
  if (first < 0) throw new Error(`lib/${file} has no line that starts with ${start}`);
  const indent = all[first]!.length - all[first]!.trimStart().length;
  const length = all.slice(first + 1).findIndex((line) =>
    /^[})\]](?!.*[{([]$)/.test(line.slice(indent)) && line.slice(0, indent).trim() === ""
  );
  const code = all.slice(first, first + length + 2).map((line) => line.slice(indent)).join("\n");
  // Without the line's number, which any edit above it would change in every notebook that shows it.
  const place = `lib/${file}`;
  return {
    kind: "source",
    html: `<div><small>${escapeHtml(place)}</small><pre><code class="language-ts">${
      escapeHtml(code)
    }</code></pre></div>`,
    text: `// ${place}\n${code}`,
  };
}
