/**
 * What answers have no need of: names by which a submission could reach beyond its questions. Nothing that is
 * done with them earns a point, and nobody loses one by a word; but the teacher may want to look.
 */
import type { RestoredCell } from "./restore.ts";
import { roleOf } from "./metadata.ts";

// Bounded, since a submission may be written to keep a search busy.
const names = new RegExp(
  [
    // where a program runs, and what it can start
    /\b(?:Deno|process|globalThis|WebAssembly|caches|localStorage|sessionStorage)\s*(?:\?\.|[.[])/,
    /\b(?:Worker|Proxy|Function|SharedArrayBuffer|FinalizationRegistry|BroadcastChannel)\s*\(/,
    /\b(?:eval|fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/,
    /\bimport\s*\((?!\s*["']corey-lab\b)/,
    /\bimport\b[^;'"]{0,300}["'](?!corey-lab\b|node:assert\b)[^"']{0,300}["']/,
    // what objects are made of, and what others rely on
    /\b(?:prototype|__proto__|defineProperty|setPrototypeOf|toPrimitive|toJSON|asyncIterator)\b/,
    /\b(?:Math|JSON|Array|Object|Number|String|Map|Set|Promise)(?:\.\w{1,40}){1,5}\s*=(?![=>])/,
  ].map(({ source }) => source).join("|"),
  "g",
);
/** More are not listed. */
const MOST = 6;

/** What the teacher is told of a submission's answers and own cells; nothing if there is nothing unusual. */
export function unusual(cells: readonly RestoredCell[]): string[] {
  const found = cells.flatMap(({ cell, grading }, i) => {
    const isOwn = grading === undefined || ["answer", "written"].includes(roleOf(grading));
    if (!isOwn || cell.cell_type !== "code") return [];
    const words = new Set(Array.from(cell.source.matchAll(names), ([word]) => shortened(word)));
    return words.size === 0
      ? []
      : [`${grading?.grade_id ?? `cell ${i + 1}`} (${[...words].slice(0, MOST).join(", ")})`];
  });
  return found.length === 0 ? [] : [`worth a look, for what no answer needs: ${found.join("; ")}`];
}

const shortened = (word: string): string =>
  word.replace(/\s+/g, " ").replace(/\s*(\?\.|[.[(=])\s*$/, "").slice(0, 60);
