/**
 * The parts of a notebook, named as in nbformat 4.5. In memory every multi-line text is one string;
 * `document.ts` turns it to and from the arrays of lines that stand in files.
 */
import type { JsonObject } from "./messages.ts";

/** Text a cell printed. */
export interface StreamOutput {
  /** Says which kind of output this is. */
  readonly output_type: "stream";
  /** `stdout` or `stderr`. */
  readonly name: string;
  /** What was printed, with its newlines. */
  text: string;
}

/** A picture, table or text that a cell displayed, in one or more MIME types. */
export interface DisplayOutput {
  /** Says which kind of output this is. */
  readonly output_type: "display_data";
  /** The representations by MIME type: text and base64 as strings, JSON types as values. */
  data: JsonObject;
  /** Hints for drawing, such as the size of a picture. */
  metadata: JsonObject;
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  /** Says which kind of output this is. */
  readonly output_type: "execute_result";
  /** The number of the cell that gave it. */
  execution_count: number | null;
  /** The representations by MIME type, as in {@linkcode DisplayOutput}. */
  data: JsonObject;
  /** Hints for drawing. */
  metadata: JsonObject;
}

/** What went wrong in a cell. */
export interface ErrorOutput {
  /** Says which kind of output this is. */
  readonly output_type: "error";
  /** The error's class. */
  readonly ename: string;
  /** The error's message. */
  readonly evalue: string;
  /** The lines of the stack trace. */
  readonly traceback: readonly string[];
}

/** One output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** A cell with code, and what came of it. */
export interface CodeCell {
  /** Says which kind of cell this is. */
  readonly cell_type: "code";
  /** Unique in the notebook. */
  readonly id: string;
  /** Tags and other marks. */
  readonly metadata: JsonObject;
  /** The code. */
  readonly source: string;
  /** The number shown as `[n]`, or null if the cell has not run. */
  readonly execution_count: number | null;
  /** What running it gave, in order. */
  readonly outputs: readonly Output[];
}

/** A cell with prose (`markdown`) or text to be left alone (`raw`). */
export interface TextCell {
  /** Says which kind of cell this is. */
  readonly cell_type: "markdown" | "raw";
  /** Unique in the notebook. */
  readonly id: string;
  /** Tags and other marks. */
  readonly metadata: JsonObject;
  /** The text. */
  readonly source: string;
  /** Pictures the prose refers to. */
  readonly attachments?: JsonObject | undefined;
}

/** One cell of a notebook. */
export type NotebookCell = CodeCell | TextCell;

/** A notebook. */
export interface NotebookDocument {
  /** The cells in order. */
  readonly cells: readonly NotebookCell[];
  /** The kernel and language, among others. */
  readonly metadata: JsonObject;
}
