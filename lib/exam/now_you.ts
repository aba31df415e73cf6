/** The questions of the exam once more, with other numbers: drawn from a seed, so that they come again. */
import type { Effect } from "../experiments/gain.ts";
import { Draw } from "../homework/draw.ts";
import { otherwise, right, wrong } from "../homework/check.ts";
import { number, optionsOf, text } from "../input/options.ts";
import { pipe, withLatency } from "../machine/changes.ts";
import { opteron16 } from "../machine/presets.ts";
import { effectOf, type ExamCase, type Means, measured } from "./case.ts";
import { caseNamed, contentionCases } from "./cases.ts";
import { traceKernelCore } from "./kernel_core_trace.ts";
import { asked, type Question, type QuestionKind } from "./question.ts";
import { sharedAndPrivate } from "./shared_and_private.ts";

const remedies: readonly Means[] = [
  "address ranges",
  "kernel cores",
  "shares",
  "segments",
  "pcores",
  "library OS",
  "none",
];
const effects: readonly Effect[] = ["helps", "no difference", "makes it worse"];
const LITTLE_TO_GAIN =
  " Here the cores are so few, or so near to each other, that little is lost to contention.";
/** So near to what is a tenth, either may be said. */
const NEAR = 1.05;

/** Which question is wanted. */
export interface Wanted {
  /** The same seed draws the same question. */
  readonly seed: number;
  /** For A: the name of the case; drawn, too, unless given. */
  readonly about?: string | undefined;
}

const checked = optionsOf<Wanted>("nowYou", { seed: number, about: text.optional() });

/**
 * Draws a question.
 *
 * @throws {InputError} when there is no case of that name
 * @example
 * ```ts
 * import { nowYou } from "corey-lab/exam";
 * const question = nowYou("A", { seed: 1, about: "log lock" });
 * console.log(question.text);
 * console.log((await question.check(["kernel cores", "helps"])).message);
 * ```
 */
export function nowYou(kind: QuestionKind, wanted: Wanted): Question {
  const { seed, about } = checked(wanted);
  const draw = new Draw(`exam ${kind} ${about ?? ""}`, seed);
  switch (kind) {
    case "A":
      return onContention(draw, about === undefined ? draw.pick(contentionCases) : caseNamed(about));
    case "B":
      return onMemory(draw);
    case "C":
      return onKernelCores(draw);
  }
}

function onContention(draw: Draw, given: ExamCase): Question {
  const most = given.cores, cores = draw.pick([most, most / 2, most / 4].filter((count) => count >= 2));
  const latency = draw.pick([60, 125, 250]);
  const machine = pipe(given.machine ?? opteron16, withLatency("remoteCache", latency));
  const [asItIs, coreys] = given.ways, { remedy } = given;
  const question =
    `${given.question}\nNow on ${cores} cores, on a machine whose nearest caches are ${latency} ` +
    `cycles away: what of Corey applies (${
      remedies.join(", ")
    })? And what does “${coreys.name}” do, compared ` +
    `with “${asItIs.name}”: helps (by a tenth at least), no difference, or makes it worse? ` +
    "Answer with both, as in: shares, helps";
  const hint = "What is written by several cores, and would the application mind if it were not? Then: how " +
    `often is it needed on ${cores} cores, and what does the other way cost?`;
  return asked("A", question, hint, () => {
    const proof = measured(given, { machine, cores }), gain = Number(proof[1]!.gain);
    const may = new Set([gain, gain * NEAR, gain / NEAR].map((near) => effectOf({ gain: near })));
    return {
      answer: `${remedy}, ${[...may].join(" or ")}. ${given.abstraction} ${given.why}${
        given.verdict === "no" || may.has("helps") ? "" : LITTLE_TO_GAIN
      }`,
      proof,
      expected: [
        ...[...may].map((effect) => right([remedy, effect])),
        ...[...effects.map((other) => [remedy, other]), remedy].map((half) =>
          wrong(half, "the first is right. What does it do on so many cores?", { credit: 0.5 })
        ),
        ...[...may].flatMap((effect) => [...remedies.map((other) => [other, effect]), effect]).map((half) =>
          wrong(half, "it does that. But what of Corey is it?", { credit: 0.5 })
        ),
        otherwise(`not right. ${hint}`),
      ],
    };
  });
}

/** What takes less than a tenth longer than the other is as good. */
const AS_GOOD = 1.1;

function onMemory(draw: Draw): Question {
  const cores = draw.pick([4, 8, 16]);
  const privateMegabytes = draw.pick([0.0625, 0.125, 0.25]), sharedMegabytes = draw.pick([0.5, 1, 2]);
  const question =
    `An application on ${cores} cores first touches ${1024 * privateMegabytes} KB of fresh memory on ` +
    `each core, for that core alone; then the cores pass ${
      1024 * sharedMegabytes
    } KB on, one after the other, ` +
    "each of them touching every page. On Linux, what takes less time: threads, or processes?";
  const hint =
    "Threads wait for each other at every page of their own; processes fault once more, on every core, " +
    "for every page that is passed on. Which are more, and which cost more?";
  return asked("B", question, hint, () => {
    const proof = sharedAndPrivate({ privateMegabytes, sharedMegabytes }, { cores });
    const [threads, processes] = proof.map(({ milliseconds }) => Number(milliseconds)) as [number, number];
    const [better, other] = threads < processes ? ["threads", "processes"] : ["processes", "threads"];
    const near = Math.max(threads, processes) / Math.min(threads, processes) < AS_GOOD;
    return {
      answer: near
        ? "Either: they take the same within a tenth. With address ranges there is no need to choose."
        : `${better}. With address ranges there is no need to choose.`,
      proof,
      expected: [
        right(better),
        ...near ? [right(other)] : [],
        wrong(other, `no. ${hint}`),
        otherwise("expected threads or processes."),
      ],
    };
  });
}

const places = ["first", "second", "third", "fourth", "fifth"];

function onKernelCores(draw: Draw): Question {
  const trace = traceKernelCore(), steps = trace.filter(({ does }) => does === "flag of ring 0");
  const place = draw.between(0, steps.length - 1), left = [...steps];
  const shuffled = steps.map(() => left.splice(draw.between(0, left.length - 1), 1)[0]!);
  const letter = (step: typeof steps[number]) => "abcde"[shuffled.indexOf(step)]!;
  const list = shuffled.map((step) => `  ${letter(step)}) ${step.what}`).join("\n");
  const question =
    "A call goes through the ring of an application core to a kernel core. Five times the flag of its " +
    `slot is written:\n${list}\nWhich of them comes ${places[place]}? Answer with its letter.`;
  const hint =
    "Two cores write the flag, one for a call and one for its result, and each has to know that the " +
    "other is done with what it is about to write.";
  return asked("C", question, hint, () => ({
    answer: `${letter(steps[place]!)}. The order is ${steps.map(letter).join(", ")}.`,
    proof: trace,
    expected: [
      right(letter(steps[place]!)),
      ...steps.map((step, at) =>
        wrong(letter(step), `no, that comes ${at < place ? "before it" : "after it"}. ${hint}`)
      ),
      otherwise("expected a letter from a to e."),
    ],
  }));
}
