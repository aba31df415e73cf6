/** Slips that look like wrong answers, or like errors of somebody else, and what to say to them. */

/**
 * What is wrong with an answer that can be none, whatever was asked; undefined if nothing is.
 *
 * @example
 * ```ts
 * console.assert(slipOf(Promise.resolve(1))?.includes("await"));
 * ```
 */
export function slipOf(answer: unknown): string | undefined {
  if (typeof answer === "number" && !Number.isFinite(answer)) {
    return `that is ${answer}, and no number: is an \`await\` missing, or a column of another name?`;
  }
  if (typeof answer === "function") return "that is a function: call it, and answer with what it returns.";
  if (typeof answer !== "object" || answer === null) return undefined;
  const has = (name: string): boolean => typeof (answer as Record<string, unknown>)[name] === "function";
  if (has("then")) return "that is a promise, and not what it promises: put `await` before the call.";
  if (has("next")) return "that is a program that has not run: a machine has to run it.";
  if (!Array.isArray(answer) && !(answer instanceof Set)) {
    return "that is an object: which of its fields is asked for?";
  }
  return undefined;
}

/** What a program does if a slip is in it, and which. */
const slips: readonly (readonly [error: RegExp, hint: string])[] = [
  [
    /is not iterable|Symbol\.iterator/,
    "what was called gave back no program: is there a `*` before its name (or `function*`), and no `async`?",
  ],
  [
    /Cannot (read properties|destructure property) .*undefined/,
    "something gave nothing back: is a `return` missing, or does it return something else?",
  ],
  [
    /^\S+ is not a function$/,
    "something of this name is expected: does the program give it back, and is there no `async` before it?",
  ],
];

/**
 * What a program threw, in words, with a hint if it looks like a slip.
 *
 * @example
 * ```ts
 * console.assert(saidOf(new TypeError("undefined is not iterable")).includes("function*"));
 * ```
 */
export function saidOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, hint] = slips.find(([pattern]) => pattern.test(message)) ?? [];
  return hint === undefined ? message : `${message} (${hint})`;
}
