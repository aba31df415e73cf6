/** Answers as people type them, in the words that a question asks for. */

const meant: Readonly<Record<string, string>> = {
  "address range": "address ranges",
  "kernel core": "kernel cores",
  share: "shares",
  segment: "segments",
  pcore: "pcores",
  "libos": "library OS",
  nothing: "none",
  help: "helps",
  better: "helps",
  worse: "makes it worse",
  same: "no difference",
  thread: "threads",
  process: "processes",
};

/**
 * An answer in a question's own words: a text with commas is a list, a letter has no bracket, and what is
 * meant is what is said.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(inItsWords("A kernel core, worse"), ["kernel cores", "makes it worse"]);
 * assert.equal(inItsWords("(b)"), "b");
 * ```
 */
export function inItsWords(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(inItsWords);
  if (typeof answer !== "string") return answer;
  const parts = answer.split(",").map((part) => part.trim()).filter(Boolean);
  if (parts.length > 1) return parts.map(inItsWords);
  const plain = answer.toLowerCase().trim().replace(/[.!]$/, "").replace(/^(a|an|the|it) /, "");
  return meant[plain] ?? plain.replace(/^\(?([a-z])\)$/, "$1");
}
