/**
 * Types while one works: what a cell means, together with the cells that ran before it. They are put into one
 * module (`jupyter/runner/tangle.ts`), which exists in the language server alone.
 */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { LATE, within } from "../runner/patience.ts";
import { tangle, type TangledNotebook } from "../runner/tangle.ts";
import { LanguageServer } from "./language_server.ts";

/** Something wrong in a cell. */
export interface Slip {
  /** The line in the cell, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  /** How many columns it takes, in that line. */
  readonly width: number;
  /** What it is. */
  readonly message: string;
}

/** A completion. */
export interface Completion {
  /** What to write. */
  readonly text: string;
  /** What it is: a method, a property, … */
  readonly kind: string;
}

const position = z.looseObject({ line: z.number(), character: z.number() });
const diagnosticsSchema = z.looseObject({
  items: z.array(z.looseObject({
    range: z.looseObject({ start: position, end: position }),
    severity: z.number().optional(),
    code: z.union([z.number(), z.string()]).optional(),
    message: z.string(),
  })),
});
const marked = z.union([z.string(), z.looseObject({ value: z.string() })]);
const hoverSchema = z.looseObject({ contents: z.union([marked, z.array(marked)]) });
const itemsSchema = z.array(
  z.looseObject({ label: z.string(), kind: z.number().optional(), sortText: z.string().optional() }),
);
const completionSchema = z.union([itemsSchema, z.looseObject({ items: itemsSchema })]);

/** The kinds of completions, as the protocol numbers them. */
const KINDS = ["", "text", "method", "function", "constructor", "field", "variable", "class", "interface"]
  .concat(["module", "property", "unit", "value", "enum", "keyword"]);
/** The kernel itself tells of syntax errors: TS1005 and its like. */
const isSyntax = (code: number): boolean => code < 1300;
/**
 * What is no slip in a notebook: a name imported again, an old value of a name used for its new one, and
 * values without a type.
 */
const HARMLESS: ReadonlySet<number> = new Set([2300, 2448, 2454, 7005, 7006, 7022, 7031, 7034]);
/** Older cells than this many do not count any more. */
const MOST_CELLS = 300;
/** Completions that are sorted behind this have not been imported yet. */
const NOT_IMPORTED = "16";
/** A front end waits for its answer. */
const PATIENCE_MS = 4_000;

/** Checks cells in the order in which they run. */
export class Checker implements Disposable {
  readonly #uri: string;
  readonly #server: Promise<LanguageServer>;
  readonly #ran: string[] = [];
  #version = 0;
  /** One after the other: each sets the text that it asks about. */
  #last: Promise<unknown> = Promise.resolve();
  #asked = 0;

  /** Checks cells that run in the folder `cwd`. */
  constructor(cwd: string) {
    this.#uri = pathToFileURL(join(cwd, "notebook.lab.ts")).href;
    this.#server = LanguageServer.start(pathToFileURL(`${projectAbove(cwd)}/`));
  }

  /** Whether it has not answered yet what it was asked before. */
  get isBehind(): boolean {
    return this.#asked > 0;
  }

  /** What is wrong in a cell that runs now. */
  async check(code: string): Promise<Slip[]> {
    const ran = [...this.#ran, code].slice(-MOST_CELLS);
    this.#ran.splice(0, Infinity, ...ran);
    return await this.#ask("diagnostic", ran, undefined, (found, { lines }) => {
      const { items } = diagnosticsSchema.parse(found), own = ran.length;
      const errors = items.filter(({ severity, code }) => severity === 1 && typeof code === "number");
      const slips = errors.flatMap(({ range: { start, end }, code, message }) => {
        const place = lines[start.line];
        if (place?.cell.index !== own - 1) return [];
        const width = end.line === start.line ? end.character - start.character : 1;
        return [{ code: Number(code), line: place.line, column: start.character + 1, width, message }];
      });
      if (slips.some(({ code }) => isSyntax(code))) {
        this.#ran.splice(this.#ran.lastIndexOf(code), 1);
        return [];
      }
      return slips.filter(({ code }) => !HARMLESS.has(code)).map(({ code: _, ...slip }) => slip);
    }) ?? [];
  }

  /** Signature and documentation, in Markdown, of the name at a place in a cell that has not run yet. */
  async inspect(code: string, offset: number): Promise<string | undefined> {
    const at = nameAt(code, offset);
    if (at === undefined) return undefined;
    return await within(
      PATIENCE_MS,
      this.#ask("hover", [...this.#ran, code], at, (found) => {
        const { contents } = hoverSchema.parse(found);
        return [contents].flat().map((part) => typeof part === "string" ? part : part.value).join("\n\n");
      }),
    ).then((text) => text === LATE ? undefined : text);
  }

  /** What can be written at a place in a cell that has not run yet, what fits best first. */
  async complete(code: string, offset: number): Promise<Completion[]> {
    const begun = /[\w$]*$/.exec(code.slice(0, offset))![0].toLowerCase();
    const found = await within(
      PATIENCE_MS,
      this.#ask("completion", [...this.#ran, code], offset, (found) => {
        const list = completionSchema.parse(found);
        return (Array.isArray(list) ? list : list.items)
          .filter(({ label, sortText = "" }) =>
            label.toLowerCase().startsWith(begun) && sortText < NOT_IMPORTED
          )
          .sort((a, b) => (a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1)
          .map(({ label, kind = 0 }) => ({ text: label, kind: KINDS[kind] ?? "" }));
      }),
    );
    return found === LATE ? [] : found ?? [];
  }

  /** Forgets the cells that have run. */
  forget(): void {
    this.#ran.length = 0;
  }

  /** Ends the language server. */
  [Symbol.dispose](): void {
    this.#server.then((server) => server[Symbol.dispose]());
  }

  /** Asks about the last of `cells`, at a place in it. */
  #ask<Result>(
    what: string,
    cells: readonly string[],
    offset: number | undefined,
    read: (found: unknown, module: TangledNotebook) => Result,
  ): Promise<Result | undefined> {
    this.#asked++;
    const answered = this.#last.then(async () => {
      const server = await this.#server, module = moduleOf(cells);
      const textDocument = { uri: this.#uri, version: ++this.#version };
      if (this.#version > 1) {
        server.notify("textDocument/didChange", { textDocument, contentChanges: [{ text: module.text }] });
      } else {
        const opened = { ...textDocument, languageId: "typescript", text: module.text };
        server.notify("textDocument/didOpen", { textDocument: opened });
      }
      const place = offset === undefined ? {} : { position: placeOf(offset, cells, module) };
      return read(await server.request(`textDocument/${what}`, { textDocument, ...place }), module);
    }).catch(() => undefined).finally(() => this.#asked--); // it has ended, or does not know
    this.#last = answered;
    return answered;
  }
}

function moduleOf(cells: readonly string[]): TangledNotebook {
  const code = { cell_type: "code", metadata: {}, execution_count: null, outputs: [] } as const;
  return tangle({ metadata: {}, cells: cells.map((source, i) => ({ ...code, id: String(i), source })) });
}

/** Where an offset in the last cell is in the module; an import stands at the top. */
function placeOf(
  offset: number,
  cells: readonly string[],
  { text, lines }: TangledNotebook,
): { line: number; character: number } {
  const before = cells.at(-1)!.slice(0, offset).split("\n");
  const character = before.at(-1)!.length, written = text.split("\n");
  const places = lines.flatMap((place, line) =>
    place?.cell.index === cells.length - 1 && place.line === before.length ? [line] : []
  );
  return { line: places.find((line) => written[line]!.trim() !== "") ?? places[0] ?? 0, character };
}

/** Where the name is that a place belongs to: the one there, or that of the call whose arguments it is in. */
function nameAt(code: string, offset: number): number | undefined {
  const isName = (at: number): boolean => /[\w$]/.test(code[at] ?? "");
  if (isName(offset)) return offset;
  let open = 0;
  for (let at = offset - 1; at >= 0; at--) {
    if (open === 0 && isName(at) && (at === offset - 1 || code[at + 1] === "(")) return at;
    if (code[at] === ")") open++;
    else if (code[at] === "(" && open > 0) open--;
  }
}

/** The folder of the `deno.json` that counts in a folder. */
function projectAbove(folder: string): string {
  for (let at = folder;; at = dirname(at)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      try {
        if (Deno.statSync(join(at, name)).isFile) return at;
      } catch { /* not here */ }
    }
    if (dirname(at) === at) return folder;
  }
}
