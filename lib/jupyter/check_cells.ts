/**
 * Type-checks and lints the cells of notebooks, which the kernel itself never does.
 *
 * The cells of a notebook are written to a module next to it (see `runner/tangle.ts`), `deno check` and
 * `deno lint` look at that module, and what they find is told with the cell and the line in it.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Diagnostic, lintDiagnostics, typeDiagnostics } from "./runner/diagnostics.ts";
import { codeCells, readNotebook } from "./runner/document.ts";
import type { NotebookDocument } from "./runner/nbformat.ts";
import { firstLine, formatProblem, type Problem } from "./runner/problem.ts";
import { syntaxError } from "./runner/syntax_error.ts";
import { type CellLine, tangle } from "./runner/tangle.ts";

/** A name that a notebook does not use is there for its reader. */
const UNUSED: ReadonlySet<string> = new Set([
  "TS6133",
  "TS6192",
  "TS6196",
  "TS6198",
  "TS6199",
  "no-unused-vars",
]);
/** Two cells may import the same name, but not two statements of a module. */
const IMPORTED_TWICE: ReadonlySet<string> = new Set(["TS2300"]);
/** In the module, every cell is a block, which functions need not avoid. */
const RULES_FOR_MODULES = ["no-unused-vars", "no-inner-declarations"];

/** A notebook with the module made of it. */
interface Tangled {
  readonly path: string;
  readonly document: NotebookDocument;
  readonly module: string;
  readonly lines: readonly (CellLine | undefined)[];
}

/**
 * Checks the code cells of the notebooks at `paths`, and returns what is wrong: type errors, what
 * `deno lint` objects to, syntax errors. A cell may declare again what an earlier one has declared, but
 * not with its own old value (`const a = a + 1`). Cell by cell, no names need to be used.
 *
 * @throws {NotebookFormatError} if a file is not a notebook.
 * @throws {Deno.errors.NotFound} if there is no such file.
 * @example
 * ```ts ignore
 * for (const problem of await checkNotebookCells(["notebooks/locks.ipynb"])) {
 *   console.error(formatProblem(problem));
 * }
 * ```
 */
export async function checkNotebookCells(paths: readonly string[]): Promise<Problem[]> {
  const documents = new Map<string, NotebookDocument>();
  for (const path of paths) documents.set(path, await readNotebook(path));
  return await checkCells(documents);
}

/** Checks the code cells of notebooks that need not be files, by the path that each has or would have. */
export async function checkCells(documents: ReadonlyMap<string, NotebookDocument>): Promise<Problem[]> {
  const problems: Problem[] = [];
  const modules: string[] = [];
  try {
    const notebooks: Tangled[] = [];
    for (const [path, document] of documents) {
      const { text, lines } = tangle(document);
      const module = join(resolve(dirname(path)), `${basename(path, ".ipynb")}.${Deno.pid}.nbcheck.ts`);
      modules.push(module);
      await Deno.writeTextFile(module, text);
      notebooks.push({ path, document, module, lines });
    }
    // Tools find their configuration from the folder they run in, and check all that shares one at once.
    for (const [cwd, group] of Map.groupBy(notebooks, ({ module }) => configuredFrom(dirname(module)))) {
      problems.push(...await checkTogether(cwd, group));
    }
  } finally {
    await Promise.all(modules.map((module) => Deno.remove(module).catch(() => {})));
  }
  return problems;
}

/** The folder whose configuration holds in a folder: the next above that has one, or the folder itself. */
function configuredFrom(folder: string): string {
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (["deno.json", "deno.jsonc"].some((name) => existsSync(join(above, name)))) return above;
  }
  return folder;
}

async function checkTogether(cwd: string, notebooks: readonly Tangled[]): Promise<Problem[]> {
  const files = notebooks.map(({ module }) => module);
  const lint = await lintDiagnostics(files, { cwd, exclude: RULES_FOR_MODULES });
  const broken = new Set(lint.filter(({ code }) => code === "syntax").map(({ file }) => file));
  // `deno check` would say nothing about the others if it saw a broken one.
  const types = await typeDiagnostics(files.filter((file) => !broken.has(file)), cwd);
  const problems: Problem[] = [];
  for (const notebook of notebooks) {
    const own = ({ file }: Diagnostic): boolean => file === notebook.module;
    const found = [...types.filter(own), ...lint.filter(own)];
    problems.push(
      ...broken.has(notebook.module)
        ? await syntaxProblems(notebook, found)
        : found.flatMap((d) => asProblem(d, notebook)),
    );
  }
  const elsewhere = types.filter(({ file }) => !files.includes(file));
  return [...problems, ...elsewhere.map(asProblemOfModule)];
}

function asProblem({ line, code, message }: Diagnostic, { path, lines }: Tangled): Problem[] {
  const place = lines[line - 1];
  if (UNUSED.has(code) || place?.isImport && IMPORTED_TWICE.has(code)) return [];
  const kind = code === "" || code.startsWith("TS") ? "type error" : "lint";
  const said = { notebook: path, kind, message: code === "" ? message : `${message} (${code})` } as const;
  if (place === undefined) return [{ ...said, cell: 0, firstLine: "" }];
  const { number, cell } = place.cell;
  return [{ ...said, cell: number, firstLine: firstLine(cell.source), line: place.line }];
}

/** An error in a module that a notebook imports. */
function asProblemOfModule({ file, line, code, message }: Diagnostic): Problem {
  return {
    notebook: file,
    cell: 0,
    firstLine: "",
    line,
    kind: "type error",
    message: `${message} (${code})`,
  };
}

/** Which cells cannot be parsed; if each alone can, the notebook as a whole is to blame. */
async function syntaxProblems({ path, document }: Tangled, found: readonly Diagnostic[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { number, cell } of codeCells(document)) {
    const message = await syntaxError(cell.source);
    if (message === undefined) continue;
    problems.push({
      notebook: path,
      cell: number,
      firstLine: firstLine(cell.source),
      kind: "syntax error",
      message,
    });
  }
  if (problems.length > 0) return problems;
  return [{ notebook: path, cell: 0, firstLine: "", kind: "syntax error", message: found[0]!.message }];
}

if (import.meta.main) {
  const problems = await checkNotebookCells(Deno.args);
  for (const problem of problems) console.error(formatProblem(problem));
  if (problems.length > 0) Deno.exit(1);
}
