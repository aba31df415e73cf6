/** Notebooks with one output of each kind, and what may stand in them instead. */
import fc from "fast-check";
import { anything, mutationOf, withMutations } from "./mutations.ts";

/** Text that would do something on a page, or break it. */
export const scripts = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  '<svg><script xlink:href="data:,alert(1)"/></svg>',
  "<a href='javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1)) ![y](data:text/html,z)",
  '<iframe srcdoc="<script>1</script>"></iframe>',
  "$\\href{javascript:alert(1)}{x}$ $\\rule{1e9em}{1e9em}$ $\\unknown{$",
  "</pre></code></body></html>",
  "<style>@import 'http://x'</style><base href=//x><meta http-equiv=refresh content=0>",
  "```ts\nconst x = `</script>`;\n```",
  "`".repeat(50) + "[".repeat(50) + "*_".repeat(50),
  "\u001b[31mred\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007",
  "<div ".repeat(60) + "<b>".repeat(60),
  '"><x onclick=alert(1)>',
] as const;

const bundle = {
  "text/html": "<b>bold</b>",
  "text/plain": ["plain\n", "text"],
  "image/png": "aGk=",
  "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"/>',
  "application/json": { a: 1 },
};
const file = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "deno", language: "typescript", display_name: "Deno" } },
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: ["# Title\n", "words and $x^2$"] },
    {
      cell_type: "code",
      id: "b",
      metadata: { tags: ["student"] },
      source: "const a: number = 1;\na",
      execution_count: 1,
      outputs: [
        { output_type: "stream", name: "stdout", text: ["a\n", "b"] },
        { output_type: "display_data", data: bundle, metadata: { "image/png": { width: 3, height: 4 } } },
        { output_type: "execute_result", execution_count: 1, data: { "text/html": "x" }, metadata: {} },
        { output_type: "display_data", data: { "image/png": "aGk=", "text/plain": "alt" }, metadata: {} },
        { output_type: "display_data", data: { "image/svg+xml": "<svg/>" }, metadata: {} },
        { output_type: "error", ename: "Error", evalue: "no", traceback: ["Error: no", "at x"] },
      ],
    },
    { cell_type: "raw", id: "c", metadata: {}, source: "raw" },
  ],
};

/** The JSON of a notebook that is changed in a few places. */
export const notebookJson: fc.Arbitrary<unknown> = fc.array(
  mutationOf(fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<unknown>(...scripts) },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.constantFrom<unknown>("code", "markdown", ["a\n", 3], "__proto__") },
  )),
  { minLength: 1, maxLength: 5 },
).map((mutations) => withMutations(file, mutations));
