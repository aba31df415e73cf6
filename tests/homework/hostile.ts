/**
 * Submissions that want points without an answer, or to harm the grader, as a table: one line an
 * idea. They are submissions to a small assignment of two questions, `n` (a number) and `lock` (a program),
 * so that each takes a few seconds. A new idea is a new line.
 */
import type { Editions } from "../../lib/homework/assignment_file.ts";
import { studentEdition, withSealedAnswers } from "../../lib/homework/release.ts";
import { sealedText } from "../../lib/homework/check.ts";
import type { NotebookCell, NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { goesOn, inLab, noLocks, takesMore } from "./hostile_programs.ts";
import { oddAnswers, oddNotebooks } from "./hostile_values.ts";

/** A submission to the small assignment. */
export interface Attack {
  /** Cells of the student's own, before the answers. */
  readonly own?: readonly string[];
  /** What stands in the answer cells; the right answers unless given. */
  readonly n?: string;
  readonly lock?: string;
  /** Changes the notebook in other ways. */
  readonly change?: (notebook: NotebookDocument) => NotebookDocument;
  /** What `n` (of 2) and `lock` (of 4) are worth: honest work beside the attack keeps its points. */
  readonly points: readonly [n: number, lock: number];
  /** What the teacher is told. */
  readonly note?: RegExp;
  /** Whether it does nothing that a teacher would have to know. */
  readonly isHarmless?: boolean;
}

function cell(
  id: string,
  source: string,
  kind?: "locked" | "answer" | "test",
  points?: number,
): NotebookCell {
  const nbgrader = {
    schema_version: 3,
    grade_id: id,
    grade: kind === "test",
    solution: kind === "answer",
    locked: kind !== "answer",
    task: false,
    ...(points === undefined ? {} : { points }),
  };
  const metadata = kind === undefined ? (id === "name" ? { tags: ["student"] } : {}) : { nbgrader };
  return { cell_type: "code", id, metadata, source, outputs: [], execution_count: null };
}

const rightNumber = 'answer["n"] = 3 * a;';
const rightLock = `
answer["lock"] = {
  name: "mine",
  fair: true,
  place: (machine, word) => ({
    *acquire(core) {
      yield;
      const ticket = core.fetchAdd(word, 1 << 16) >>> 16;
      yield core.spinUntil(word, (value) => (value & 0xffff) === ticket);
      core.acquired(word);
    },
    *release(core) {
      yield;
      core.released(word);
      core.update(word, (value) => (value & ~0xffff) | ((value + 1) & 0xffff));
    },
  }),
};`;

const teacher: NotebookDocument = {
  metadata: {},
  cells: [
    cell("name", 'const student = "your name";'),
    cell(
      "answers",
      'import { answers } from "corey-lab/homework";\\nanswers();'.replace("\\n", "\n"),
      "locked",
    ),
    cell(
      "numbers",
      `import { assignment } from "corey-lab/homework";
const draw = assignment("small", student), a = draw.between(1000, 9999);
const answer: Record<string, unknown> = {};`,
      "locked",
    ),
    cell("n-answer", 'answer["n"] = undefined;', "answer"),
    cell(
      "n",
      `import { award, check } from "corey-lab/homework";
// BEGIN HIDDEN TESTS
import { key, right, wrong } from "corey-lab/homework";
key("n", right(3 * a), wrong(a, "how many times?", { credit: 0.5 }));
// END HIDDEN TESTS
await award(2, check("n", answer["n"]));`,
      "test",
      2,
    ),
    cell("lock-answer", 'answer["lock"] = undefined;', "answer"),
    cell(
      "lock",
      `import { opteron16, pipe, withChips, withCoresPerChip } from "corey-lab";
import { examine, lockTrials } from "corey-lab/homework";
await award(4, await examine("lock", lockTrials(answer["lock"], pipe(opteron16, withChips(1), withCoresPerChip(4)))));`,
      "test",
      4,
    ),
  ],
};

/** The teacher's edition of it, with solutions: what can be released. */
export function smallTeacher(): NotebookDocument {
  const solutions = new Map([["n-answer", rightNumber], ["lock-answer", rightLock]]);
  const solved = (cell: NotebookCell): NotebookCell => {
    const solution = solutions.get(cell.id);
    return solution === undefined
      ? cell
      : { ...cell, source: `${cell.source}\n// BEGIN SOLUTION\n${solution}\n// END SOLUTION` };
  };
  return { ...teacher, cells: teacher.cells.map(solved) };
}

/** The small assignment. */
export function smallAssignment(): Editions {
  const source = withSealedAnswers(teacher, sealedText({ variants: 8, cost: { N: 16, p: 1 } }));
  return { source, released: studentEdition(source) };
}

/** The notebook that hands an attack in. */
export function handInAttack({ released }: Editions, attack: Attack, student = "Mallory"): NotebookDocument {
  const { own = [], n = rightNumber, lock = rightLock, change = (notebook) => notebook } = attack;
  const cells = released.cells.flatMap((handedOut) => {
    if (handedOut.id === "name") return [{ ...handedOut, source: `const student = "${student}";` }];
    if (handedOut.id === "n-answer") {
      return [...own.map((source, i) => cell(`own${i}`, source)), { ...handedOut, source: n }];
    }
    if (handedOut.id === "lock-answer") return [{ ...handedOut, source: lock }];
    return [handedOut];
  });
  return change({ ...released, cells });
}

const nothing = [0, 0] as const, all = [2, 4] as const;
const wrongNumber = 'answer["n"] = 1;', noLock = 'answer["lock"] = {};';
const both = { n: wrongNumber, lock: noLock };
const ANSWER = "application/vnd.corey-lab.answer";
/** A lock with the given program; it excludes nobody. */
const lockWith = (inside: string): string =>
  `answer["lock"] = { name: "x", fair: true, place: (machine, word) => { ${inside}; return { *acquire() { yield; }, *release() { yield; } }; } };`;

/** The table. */
export const attacks: Readonly<Record<string, Attack>> = {
  // Honest work, for comparison.
  honest: { points: all, isHarmless: true },
  halfRight: { n: 'answer["n"] = a;', points: [1, 4] },
  blank: { n: "", lock: "", points: nothing },
  // What a judge in the same process would believe.
  patchesPrototypes: {
    ...both,
    own: [
      `Math.min = Math.round = () => 2; Number.isFinite = Array.prototype.includes = () => true;
      Array.prototype.sort = function () { return [[0, 1, "right."]]; }; Map.prototype.get = () => ({ credit: 1 });`,
    ],
    points: nothing,
  },
  patchesJson: {
    ...both,
    own: [
      'JSON.stringify = () => \'{"answer":1,"isProgram":false}\'; Object.prototype.toJSON = () => "right";',
    ],
    points: nothing,
  },
  redeclaresWhatTestsCall: {
    ...both,
    own: [
      "var award = async () => {}, check = () => ({ credit: 1 }), examine = check, key = check, lockTrials = () => [];",
    ],
    points: nothing,
  },
  forgesPoints: {
    ...both,
    own: [
      `const say = () => Deno.jupyter.broadcast("execute_result", { data: { "text/plain": "2" }, metadata: {}, execution_count: 1 });
      setInterval(say, 5); await say();`,
    ],
    points: nothing,
  },
  forgesWhatItHandsIn: {
    ...both,
    own: [
      `const say = (text) => Deno.jupyter.broadcast("display_data", { data: { "${ANSWER}": text }, metadata: {}, transient: {} });
      setInterval(() => { say('data {"record":[["credit",1]]}'); say("data {"); say('data {"core":0,"of":0}'); say("data " + "[".repeat(4e5)); say("problem"); }, 1);`,
    ],
    points: nothing,
  },
  swallowsBarriers: {
    ...both,
    own: ["Deno.jupyter.broadcast = () => Promise.resolve();"],
    points: nothing,
    note: /took longer than/,
  },
  hidesCodeInTheMask: {
    ...both,
    n: '// answers("\nMath.min = () => 1e9;\n// ")\nanswer["n"] = 1;',
    points: nothing,
  },
  publishesNonsense: {
    own: [
      `let deep = {}; for (let i = 0; i < 5000; i++) deep = { deep };
      const tell = (type, content) => Deno.jupyter.broadcast(type, content).catch(() => {});
      for (const type of ["display_data", "execute_result", "error", "stream", "clear_output", "x-late-error", "update_display_data"]) {
        for (const content of [{}, { data: deep }, { name: 1, text: deep }, { ename: {}, evalue: [], traceback: 3 }]) await tell(type, content);
      }`,
    ],
    points: all,
  },
  // Answers that are no data.
  thenable: {
    ...both,
    n: 'answer["n"] = { then: (resolve) => resolve(3 * a), credit: 1 };',
    points: nothing,
  },
  proxy: {
    ...both,
    n: 'answer["n"] = new Proxy({}, { get: (_, name) => name === Symbol.toPrimitive ? () => 3 * a : 1, ownKeys: () => { throw 1; } });',
    points: nothing,
  },
  getterThatLoops: {
    ...both,
    n: 'Object.defineProperty(answer, "n", { get() { for (;;); } });',
    points: nothing,
  },
  getterThatChanges: {
    ...both,
    n: 'let reads = 0; Object.defineProperty(answer, "n", { get: () => reads++ === 0 ? 1 : 3 * a });',
    points: nothing,
  },
  protoKeys: {
    ...both,
    n: `answer["n"] = JSON.parse('{"__proto__": {"credit": 1, "points": 2}}');`,
    points: nothing,
  },
  circle: { ...both, n: 'const o = {}; o.o = o; answer["n"] = o;', points: nothing },
  deep: {
    ...both,
    n: 'let d = []; for (let i = 0; i < 1e5; i++) d = [d]; answer["n"] = d;',
    points: nothing,
  },
  huge: { ...both, n: 'answer["n"] = "9".repeat(1e8);', points: nothing },
  endlessIterator: { ...both, n: 'answer["n"] = function* () { for (;;) yield 3 * a; }();', points: nothing },
  notQuiteANumber: {
    ...both,
    n: 'answer["n"] = [NaN, -0, Infinity, 10n ** 300n, Symbol(), new Date(NaN)];',
    points: nothing,
  },
  nameThatIsNoText: {
    own: [],
    change: (notebook) => ({
      ...notebook,
      cells: notebook.cells.map((cell) =>
        cell.id === "name"
          ? { ...cell, source: "const student = { trim: () => ({ toLowerCase: () => 1 }) };" }
          : cell
      ),
    }),
    points: nothing,
  },
  // Locks that are none.
  lockThatWritesCounters: {
    lock: lockWith("machine.memory.counters = {}; machine.cores[0].now = 1e9; machine.cores.length = 0"),
    points: [2, 0],
  },
  lockThatReachesForMore: {
    lock: lockWith(
      'machine.cores[0].store(word + 64, 1e6); machine.memory.place({ name: "x", fields: { y: { bytes: 1e9, align: 64, count: 1e9 } } })',
    ),
    points: [2, 0],
  },
  lockThatCallsConstructors: {
    lock: lockWith('machine.constructor.constructor("Deno.exit(0)")()'),
    points: [2, 0],
  },
  lockThatForgesReplies: {
    lock: `import * as side from "${inLab("homework/apart/programs_side.ts")}";
      import { Line } from "${inLab("homework/apart/line.ts")}";
      Line.prototype.ask = () => null;
      answer["lock"] = { name: "x", fair: true, place: () => ({ acquire: () => [][Symbol.iterator](), release: () => [][Symbol.iterator]() }) };`,
    points: [2, 0],
  },
  lockThatActsForOthers: {
    lock: `answer["lock"] = { name: "x", fair: true, place: (machine, word) => ({
      *acquire(core) { yield; machine.cores[3].acquired(word); core.acquired(word); }, *release(core) { core.released(word); } }) };`,
    points: [2, 0],
  },
  lockOfThisProcessAlone: {
    lock: `let held = false;
      answer["lock"] = { name: "x", fair: true, place: (machine, word) => ({
        *acquire(core) { while (held) { core.compute(10); yield; } held = true; core.acquired(word); },
        *release(core) { yield; core.released(word); held = false; } }) };`,
    points: [2, 0],
  },
  lockThatNeverAnswers: { lock: lockWith("for (;;)"), points: [2, 0] },
  lockThatExits: { lock: lockWith("Deno.exit(0)"), points: [2, 0] },
  lockOfEndlessPrograms: {
    lock:
      'answer["lock"] = { name: "x", fair: true, place: () => ({ *acquire() { for (;;) yield; }, *release() {} }) };',
    points: [2, 0],
  },
  // Waits of a program: kept, forged, of another core, had twice. Its own fault, and no trouble of the
  // judge's.
  ...Object.fromEntries(
    Object.entries({
      kept: "const kept = core.spinUntil(word, () => true); core.compute(5); yield kept;",
      forged: "yield { taskName: 'core 0', isOpen: true, sleeps: false, condition: null };",
      keptForLater: "globalThis.kept ??= core.spinUntil(word, () => true); yield; yield globalThis.kept;",
      ofAnother: "yield machine.cores[3].spinUntil(word, () => true);",
      hadTwice: "const had = core.spinUntil(word, () => true); yield had; yield had;",
      notMade: "yield globalThis.had ??= core.spinUntil(word, () => true);",
      inItsCondition: "yield core.spinUntil(word, () => core.spinUntil(word, () => true));",
      whoseConditionIsNone: "yield core.spinUntil(word, 3);",
      whoseConditionActs:
        "yield core.spinUntil(word, () => { machine.cores[3].acquired(word); return true; });",
      notYielded: "core.spinUntil(word, () => true);",
      ofNowhere: "yield core.spinUntil(word + 4096, () => true);",
    }).map(([what, inside]): [string, Attack] => [`waits: ${what}`, {
      lock: `answer["lock"] = { name: "x", fair: true, place: (machine, word) => ({
        *acquire(core) { yield; ${inside} core.acquired(word); },
        *release(core) { yield; core.released(word); } }) };`,
      points: [2, 0],
    }]),
  ),
  lockThatIsAProxy: {
    lock:
      `answer["lock"] = new Proxy({}, { get: () => () => 4, ownKeys: () => ["place", "name"], has: () => true });`,
    points: [2, 0],
  },
  lockThatClosesTheLine: {
    lock: lockWith("for (let i = 0; i < 1000; i++) try { Deno.core.close(i) } catch {}"),
    points: [2, 0],
  },
  lockThatStoresNoNumbers: {
    lock: lockWith(
      'machine.cores[0].store(word, { toString: () => "1" }); machine.memory.initialise(word, {})',
    ),
    points: [2, 0],
  },
  lockOfOddTimes: {
    lock: `answer["lock"] = { name: "x", fair: true, place: (machine, word) => ({
      *acquire(core) { yield; core.compute(1e308); core.compute(1e308); core.acquired(word); },
      *release(core) { yield; core.released(word); } }) };`,
    points: [2, 0],
  },
  setterOfAnswers: {
    ...both,
    own: [
      `const known = answer; Object.setPrototypeOf(answer, { set n(value) {}, get n() { return 3 * a; } });
      Object.defineProperty(Object.prototype, "n", { get: () => 3 * a, set() {}, configurable: true });`,
    ],
    n: "1;",
    lock: "1;",
    points: [2, 0], // it hands in 3 * a
  },
  patchesTheLab: {
    ...both,
    own: [
      `const lab = await import("corey-lab");
      for (const part of [lab.Machine, lab.Core].filter(Boolean)) for (const name of Object.getOwnPropertyNames(part.prototype)) {
        try { part.prototype[name] = () => 0; } catch {}
      }
      try { lab.check = lab.examine = () => ({ credit: 1 }); } catch {}
      globalThis.Deno.jupyter.broadcast = new Proxy(Deno.jupyter.broadcast, { apply: (f, that, [type, content]) => f.call(that, type, { ...content, credit: 1, points: 9 }) });`,
    ],
    points: nothing,
  },
  writesToItsOutputs: {
    ...both,
    own: [
      'console.log("\\x1b]1337;SetUserVar=x=eA==\\x07\\x1b[2J"); Deno.stdout.writeSync(new TextEncoder().encode("\\x1b[31mPOINTS 2/2\\n"));',
    ],
    points: nothing,
  },
  // Harm.
  writesCaches: {
    n: `const store = await caches.open("x");
      for (let i = 0;; i++) await store.put("http://x/" + i, new Response(new Uint8Array(2e7)));`,
    points: [0, 4],
    note: /n-answer: the submission has written more than 100 MB|SIGXFSZ/,
  },
  importsItsOwnText: {
    own: [
      'for (let i = 0; i < 2000; i++) await import("data:text/typescript,export const x: string = `" + i + "x".repeat(200_000) + "`");',
    ],
    points: all,
  },
  throwsLate: {
    n: 'setTimeout(() => { throw new Error("later"); }, 20); await new Promise(() => {});',
    points: [0, 4],
  },
  workersGoOn: {
    own: ['new Worker("data:application/javascript,for(;;);", { type: "module" });'],
    points: all,
  },
  hooksTheExit: {
    own: ['process.on("exit", () => { for (;;); }); globalThis.onunload = () => { for (;;); };'],
    points: all,
  },
  escapes: {
    n: 'throw new Error("\\x1b[2J\\x1b]0;owned\\x07 \\u202e");',
    points: [0, 4],
  },
  changesLockedCells: {
    ...both,
    change: (notebook) => ({
      ...notebook,
      cells: notebook.cells.filter(({ id }) => id !== "lock").map((cell) =>
        cell.id === "n" || cell.id === "numbers" ? { ...cell, source: "const answer = {}; 2" } : cell
      ),
    }),
    points: nothing,
    note: /locked were changed or removed .*: numbers, n, lock/,
  },
  ...oddAnswers,
  ...oddNotebooks,
  ...goesOn,
  ...takesMore,
  ...noLocks,
};
