/**
 * The steps of one line of memory out of all that were seen (`RunReport.lineSteps`), and each in a sentence.
 */
import { InputError } from "../input/check.ts";
import { suggestion } from "../input/suggest.ts";
import type { Row } from "../rows/row.ts";

/** The states of copies, by the letter that rows have for them. */
export const stateNames: Readonly<Record<string, string>> = {
  M: "Modified",
  O: "Owned",
  E: "Exclusive",
  F: "Forward",
  S: "Shared",
};

/** What a cache is called, by its place among the letters of a step: cores come first, then L3s. */
export function cacheName(place: number, { before, chips }: Row): string {
  const cores = String(before).length - Number(chips);
  return place < cores ? `core ${place}` : `the L3 of chip ${place - cores}`;
}

/**
 * Picks the rows of one line: its steps, in the order in which the line was given away, and the waits for
 * it. (Who asks first may get it later, and is then told of later.) Of several lines of the same name it is
 * the one on which most happened.
 *
 * @param name a field (`files_struct.file_lock`) or a whole line as the sharing report names it
 * @throws {InputError} when nothing was seen of such a line, with the nearest name that something was seen of
 */
export function stepsOfLine(lineSteps: readonly Row[], name: string): Row[] {
  if (lineSteps.length === 0) {
    throw new InputError(
      `followLine: no steps were kept of ${name}; ask for a stretch of the run, ` +
        "as in watch(run, { microseconds: 5 })",
    );
  }
  const named = lineSteps.filter(({ field, line, kind }) =>
    kind !== "wait" && (field === name || line === name)
  );
  const [most] = [...Map.groupBy(named, ({ lineNumber }) => lineNumber)]
    .sort(([, a], [, b]) => b.length - a.length);
  if (!most) {
    const seen = new Set(lineSteps.flatMap(({ field, line }) => [String(field), String(line)]));
    throw new InputError(
      `followLine: nothing happened to ${name} in this stretch; ${suggestion(name, [...seen])}`,
    );
  }
  return lineSteps.filter(({ lineNumber }) => lineNumber === most[0]);
}

/**
 * What happens in one step, in words that say who does what: who asks, who has the line and who sends it, how
 * long who asked has waited and what it has then, and who loses a copy.
 *
 * @example
 * ```ts
 * console.log(stepInWords({
 *   core: 1, kind: "write", field: "table.lock", chips: 1, cycles: 120, queueCycles: 20,
 *   servedBy: "cache of the chip", supplier: "core 0", before: "M..", after: ".M.",
 * })); // Core 1 asks for the line, to write table.lock; core 0, which has it Modified, sends it. Core 1 …
 * ```
 */
export function stepInWords(step: Row): string {
  const { kind, field, servedBy, cycles, queueCycles } = step, core = `Core ${step.core}`;
  const after = String(step.after);
  const does = kind === "write" ? "write" : "read";
  const asks = servedBy === "own cache"
    ? `${core} ${does}s ${field} in its own cache`
    : servedBy === "invalidating"
    ? `${core} has a copy, and asks to ${does} ${field}`
    : `${core} asks for the line, to ${does} ${field}; ${supplying(step)}`;
  const turn = Number(queueCycles) >= 1 && Number(queueCycles) < Number(cycles)
    ? `, ${whole(queueCycles)} of them for its turn,`
    : "";
  const goesOn = `goes on ${Number(cycles) === 0 ? "at once" : `after ${whole(cycles)} cycles${turn}`}`;
  const now = stateNames[after[Number(step.core)] ?? ""];
  const has = now ? `${servedBy === "own cache" ? "has" : "gets"} it ${now}` : "has lost it again";
  const gone = cachesWith(step, (letter, i) => letter !== "." && after[i] === ".");
  const lost = gone.length === 0
    ? ""
    : `; ${list(gone)} ${gone.length === 1 ? "loses its copy" : "lose their copies"}`;
  return `${asks}. ${core} ${goesOn} and ${has}${lost}.`;
}

/** Who has it, and who of them, or which memory, sends it. */
function supplying(step: Row): string {
  const sender = String(step.supplier).replace(/^(?=L3|memory)/, "the "), before = String(step.before);
  const sharers = cachesWith(step, (letter) => letter === "S"), owner = before.search(/[MOEF]/);
  const share = `${list(sharers)} ${sharers.length === 1 ? "shares" : "share"} it`;
  if (owner < 0) return `${sharers.length === 0 ? "no cache has it" : share}, and ${sender} sends it`;
  const name = cacheName(owner, step), aside = sharers.length === 0 ? "" : ` (${share})`;
  const has = `has it ${stateNames[before[owner]!]}${aside}`;
  return sender === name ? `${name}, which ${has}, sends it` : `${name} ${has}, and ${sender} sends it`;
}

/** The names of the caches whose state before the step is as asked. */
function cachesWith(step: Row, isMeant: (letter: string, place: number) => boolean): string[] {
  return [...String(step.before)].flatMap((letter, i) => isMeant(letter, i) ? [cacheName(i, step)] : []);
}

const whole = (cycles: unknown): string => Math.round(Number(cycles)).toLocaleString("en");

/** `core 1, core 4` → `cores 1 and 4`. */
function list(names: readonly string[]): string {
  const cores = names.filter((name) => name.startsWith("core ")).map((name) => name.slice(5));
  const others = names.filter((name) => !name.startsWith("core "));
  const all = [
    ...(cores.length > 1 ? [`cores ${joined(cores)}`] : cores.map((core) => `core ${core}`)),
    ...others,
  ];
  return joined(all);
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
