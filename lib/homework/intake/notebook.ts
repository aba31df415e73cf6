/**
 * The bytes that a student handed in → a notebook that can be graded. It takes what editors and browsers make
 * of a notebook; what is thrown away before grading (saved outputs, foreign metadata) may be anything.
 */
import { checkNotebook } from "../../jupyter/runner/nbformat_schema.ts";
import type { NotebookDocument } from "../../jupyter/runner/nbformat.ts";
import { decodeText } from "../decode_text.ts";
import { visible } from "../visible.ts";
import { Refusal } from "./found.ts";
import { identified } from "./identify.ts";

const DEEPEST = 100, MOST_CELLS = 2000;

/**
 * Reads a notebook.
 *
 * @throws {Refusal} when it is none, or too deep or long to be looked at
 */
export function notebookIn(bytes: Uint8Array): NotebookDocument {
  const text = decodeText(bytes);
  if (text.trim() === "") {
    throw new Refusal("it is empty: expected a notebook, saved before it was handed in");
  }
  if (isTooDeep(text)) {
    throw new Refusal(
      `it has lists in lists more than ${DEEPEST} deep: expected a notebook as Jupyter saves it`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refusal(`it is no notebook: not JSON: ${visible((error as Error).message)}`);
  }
  const { cells, ...file } = fields(json);
  if (Array.isArray(cells) && cells.length > MOST_CELLS) {
    throw new Refusal(`it has ${cells.length} cells: expected at most ${MOST_CELLS}`);
  }
  const result = checkNotebook({
    nbformat: file.nbformat,
    nbformat_minor: 5,
    metadata: {},
    cells: Array.isArray(cells) ? cells.map(plainCell) : cells,
  });
  if (result.ok) return result.value;
  throw new Refusal(`it is no notebook: ${result.where || "the whole file"}: ${result.message}`);
}

/** The assignment that is asked for. */
export interface Wanted {
  /** Its name. */
  readonly assignment: string;
  /** The student's edition. */
  readonly released: NotebookDocument;
  /** The names of all assignments. */
  readonly known: readonly string[];
}

/**
 * Makes sure that a notebook is of an assignment, and marks the assignment's cells in it.
 *
 * @throws {Refusal} when it is another's, or has none of its cells
 */
export function asHandedOut(
  notebook: NotebookDocument,
  { assignment, released, known }: Wanted,
): NotebookDocument {
  const other = assignmentInside(notebook);
  if (other !== undefined && other !== assignment && known.includes(other)) {
    throw new Refusal(`it is the notebook of ${other}: expected that of ${assignment}`);
  }
  const { notebook: marked, known: cells } = identified(notebook, released);
  if (cells > 0) return marked;
  throw new Refusal(
    `it has none of the cells of ${assignment}: expected the notebook that was handed out, with answers`,
  );
}

/** The assignment that a notebook says it is. */
export function assignmentInside({ cells }: NotebookDocument): string | undefined {
  for (const { cell_type, source } of cells) {
    const [, name] = cell_type === "code" ? /\bassignment\(\s*["'`]([^"'`]+)["'`]/.exec(source) ?? [] : [];
    if (name !== undefined) return name;
  }
}

/**
 * Whether the brackets of a JSON text go deeper than they may. Whatever walks through such a value goes as
 * deep.
 */
function isTooDeep(text: string): boolean {
  let depth = 0, isInString = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') isInString = !isInString;
    else if (isInString) i += letter === "\\" ? 1 : 0;
    else if (letter === "[" || letter === "{") {
      if (++depth > DEEPEST) return true;
    } else if (letter === "]" || letter === "}") depth--;
  }
  return false;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => isObject(value) ? value : {};

/** A cell without what grading does not look at. One of an unknown type is text. */
function plainCell(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const { cell_type, id, metadata, source, attachments } = cell;
  const isText = cell_type !== "code", isProse = cell_type === "markdown";
  return {
    cell_type: isText && !isProse ? "raw" : cell_type,
    source: source ?? "",
    metadata: fields(metadata),
    ...(typeof id === "string" ? { id } : {}),
    ...(isText && isObject(attachments) ? { attachments } : {}),
  };
}
