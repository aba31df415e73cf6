/**
 * Errors as a reader needs them. Deno's kernel names lines of the JavaScript that it has made of a cell, says
 * nothing about a syntax error, and leaves the stack trace of a thrown value empty, which front ends then
 * show as nothing at all.
 */
import { stripTypeScriptTypes } from "node:module";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { JsonObject } from "./messages.ts";
import { syntaxError } from "./syntax_error.ts";
import { IMPORT } from "./tangle.ts";

/** What an error output says. */
export interface CellError extends JsonObject {
  /** The error's class. */
  readonly ename: string;
  /** The error's message. */
  readonly evalue: string;
  /** The lines of the stack trace. */
  readonly traceback: readonly string[];
}

/** A frame of the stack in a cell's own code. */
const IN_A_CELL = /<anonymous>:(\d+):(\d+)\)?$/;
/** A frame in Deno's own code, which says nothing to a reader. */
const IN_DENO = /\(?ext:[\w/.]+:\d+:\d+\)?$/;
/** What the kernel puts before a cell, in the same line. */
const BEFORE_THE_CELL = '"use strict"; void 0;'.length;

/**
 * An error that a cell has thrown: its stack trace never empty, and with the line of the cell in question.
 *
 * @param content of the kernel's message
 * @param code of the cell
 * @example
 * ```ts
 * import { readError } from "./read_error.ts";
 * import assert from "node:assert/strict";
 *
 * const stack = ["TypeError: no", "    at <anonymous>:1:24"];
 * const { traceback } = readError({ ename: "TypeError", evalue: "no", traceback: stack }, "\n  f();");
 * assert.deepEqual(traceback.slice(0, 4), ["TypeError: no", "  |", "2 |   f();", "  |   ~"]);
 * ```
 */
export function readError(content: JsonObject, code: string): CellError {
  const ename = String(content.ename ?? "Error"), evalue = String(content.evalue ?? "");
  const given = Array.isArray(content.traceback) ? content.traceback.join("\n").split("\n") : [];
  const [head, frames] = [given.filter((line) => !isFrame(line)), given.filter(isFrame)];
  const message = head.join("\n").trim() === "" ? `${ename}: ${evalue}`.split("\n") : head;
  const inDeno = frames.filter((frame) => IN_DENO.test(frame));
  const shown = inDeno.length === frames.length ? frames : frames.filter((frame) => !inDeno.includes(frame));
  const last = shown.findLastIndex((frame) => IN_A_CELL.test(frame)); // the outermost: surely of this cell
  const place = last < 0 ? undefined : placeIn(code, shown[last]!);
  if (place === undefined) return { ename, evalue, traceback: [...message, ...shown] };
  const here = shown[last]!.replace(
    IN_A_CELL,
    (frame) => `line ${place.line}, column ${place.column} of the cell${frame.endsWith(")") ? ")" : ""}`,
  );
  return {
    ename,
    evalue,
    traceback: [...message, ...excerpt(code, place), ...shown.with(last, here)],
  };
}

const isFrame = (line: string): boolean => /^\s+at /.test(line);

/** A place in a cell, both from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a frame is in the cell as it was written. */
function placeIn(code: string, frame: string): Place | undefined {
  const [, line, column] = IN_A_CELL.exec(frame)!.map(Number);
  try {
    // The kernel makes one statement of each import; this here would drop those that only name types.
    const kept = code.replace(IMPORT, (text) => "void 0;" + text.replaceAll(/[^\n]/g, ""));
    const made = stripTypeScriptTypes(kept, { mode: "transform", sourceMap: true });
    const map = new TraceMap(JSON.parse(atob(/base64,(\S+)\s*$/.exec(made)![1]!)));
    const before = line === 1 ? BEFORE_THE_CELL : 0;
    const found = originalPositionFor(map, { line: line!, column: Math.max(0, column! - 1 - before) });
    return found.line === null ? undefined : { line: found.line, column: found.column + 1 };
  } catch {
    return undefined; // the cell is beyond it
  }
}

/** The line, with a mark below the place, as Deno shows syntax errors. */
function excerpt(code: string, { line, column }: Place): string[] {
  const margin = " ".repeat(String(line).length);
  return [
    `${margin} |`,
    `${line} | ${code.split("\n")[line - 1]}`,
    `${margin} | ${" ".repeat(column - 1)}~`,
  ];
}

/**
 * The error of a cell of which the kernel only says that it has failed.
 *
 * @param reply the content of the kernel's reply
 */
export async function explain(code: string, reply: JsonObject): Promise<CellError> {
  const error = (ename: string, evalue: string): CellError => (
    { ename, evalue, traceback: `${ename}: ${evalue}`.split("\n") }
  );
  if (reply.evalue !== "Execution failed") {
    return error(String(reply.ename ?? "Error"), String(reply.evalue ?? ""));
  }
  const reason = await syntaxError(code);
  if (reason !== undefined) return error("SyntaxError", reason);
  return error(
    "Error",
    "the kernel could not run this cell, which is no syntax error: an import may name a package that " +
      "cannot be loaded",
  );
}
