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
 * What happens in one step, in a sentence: who asks, who has the line, who sends it, how long it takes, and
 * who has it then.
 *
 * @example
 * ```ts
 * console.log(stepInWords({
 *   core: 1, kind: "write", field: "table.lock", chips: 1, cycles: 120, queueCycles: 20,
 *   servedBy: "cache of the chip", supplier: "core 0", before: "M..", after: ".M.",
 * })); // core 1 asks for it to write table.lock; core 0 has it Modified, and sends it. Core 1 goes on …
 * ```
 */
export function stepInWords(step: Row): string {
  const { core, kind, field, servedBy, cycles, queueCycles } = step;
  const before = String(step.before), after = String(step.after);
  const does = kind === "write" ? "write" : "read";
  const asks = servedBy === "own cache"
    ? `core ${core} ${does}s ${field} in its own cache`
    : servedBy === "invalidating"
    ? `core ${core}, which has a copy, asks to write ${field}`
    : `core ${core} asks for it to ${does} ${field}`;
  const supplier = servedBy === "own cache" || servedBy === "invalidating" ? "" : supplying(step);
  const turn = Number(queueCycles) >= 1 && Number(queueCycles) < Number(cycles)
    ? `, ${whole(queueCycles)} of them for its turn,`
    : "";
  const goesOn = Number(cycles) === 0 ? "" : `. Core ${core} goes on after ${whole(cycles)} cycles${turn}`;
  const gone = [...before].flatMap((letter, i) =>
    letter !== "." && after[i] === "." ? [cacheName(i, step)] : []
  );
  const lost = gone.length === 0
    ? ""
    : `; ${list(gone)} ${gone.length === 1 ? "loses its copy" : "lose theirs"}`;
  const now = stateNames[after[Number(core)] ?? ""];
  return `${asks}${supplier}${goesOn}${now ? ` and gets it ${now}` : ", and has lost it again"}${lost}.`;
}

/** Who has it, and who of them sends it. */
function supplying(step: Row): string {
  const { supplier } = step, before = String(step.before), owner = before.search(/[MOE]/);
  const sharers = [...before].filter((letter) => letter === "S").length;
  const shared = sharers === 0 ? "" : ` (and ${sharers} ${sharers === 1 ? "shares" : "share"} it)`;
  if (owner >= 0) {
    const has = `; ${cacheName(owner, step)} has it ${stateNames[before[owner]!]}${shared}`;
    return `${has}, and ${supplier === `core ${owner}` ? "sends it" : `${supplier} sends it`}`;
  }
  return `; ${sharers === 0 ? "no cache has it" : `${sharers} share it`}, and ${supplier} sends it`;
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
