/** More lines of the table in `hostile.ts`: what runs on, breaks out, floods; and locks that are none. */
import type { Attack } from "./hostile.ts";

/** The address of a module of the lab, as a submission can find it out. */
export const inLab = (path: string): string => new URL(`../../lib/${path}`, import.meta.url).href;

const all = [2, 4] as const, lockOnly = [0, 4] as const, numberOnly = [2, 0] as const;
const lock = (acquire: string, release: string, before = ""): Attack => ({
  lock: `answer["lock"] = { name: "x", fair: true, place: (machine, word) => { ${before}; return {
    *acquire(core) { yield; ${acquire} core.acquired(word); },
    *release(core) { yield; core.released(word); ${release} } }; } };`,
  points: numberOnly,
});

/** What runs on, breaks out or floods. */
export const goesOn: Readonly<Record<string, Attack>> = {
  definesOnModules: {
    own: [
      `const lab = await import("corey-lab");
      for (const name of Object.keys(lab)) try { Object.defineProperty(lab, name, { get: () => 1 }); } catch {}
      try { lab.opteron16.core.atomicCycles.value = 0; } catch {}
      for (const part of Object.values(lab)) try { Object.assign(part, { credit: 1, place: null }); } catch {}`,
    ],
    points: all,
  },
  exitsInAFinalizer: {
    own: [
      `new FinalizationRegistry(() => Deno.exit(0)).register({}, 0);
      for (let i = 0; i < 500; i++) { new Array(1e5).fill(i).map(String); await new Promise((resolve) => setTimeout(resolve)); }`,
    ],
    points: all,
  },
  rejectsAgainAndAgain: {
    own: ["setInterval(() => Promise.reject(new Error('late')), 3);"],
    points: all,
  },
  hogsTheLoop: {
    own: ["setInterval(() => { for (const t = performance.now(); performance.now() - t < 30;); }, 0);"],
    points: all,
  },
  takesInternals: {
    own: [
      `const { core } = Deno[Deno.internal] ?? {};
      for (const [name, op] of Object.entries(core?.ops ?? {})) {
        if (/exit|kill|permission|open|spawn|write|close|read/.test(name)) try { op(0, 0, 0); } catch {}
      }
      for (let rid = 0; rid < 50; rid++) try { core?.close?.(rid); } catch {}`,
    ],
    points: all,
  },
  spawnsWorkers: {
    own: [
      `for (let i = 0; i < 30; i++) new Worker("data:application/javascript,const hog=[];for(;;)hog.push(new Array(1e6).fill(1));", { type: "module" });
      await new Promise((resolve) => setTimeout(resolve, 3000));`,
    ],
    points: all,
  },
  growsWasm: {
    n: `const hog = [];
      for (;;) { const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 }); memory.grow(16000); new Uint8Array(memory.buffer).fill(1); hog.push(memory); }`,
    points: lockOnly,
  },
  floodsTheTerminal: {
    own: [
      `const bytes = new TextEncoder().encode("\\x1b[2J\\x1b]0;owned\\x07\\x1b[31m".repeat(1000));
      for (let i = 0; i < 500; i++) { Deno.stdout.writeSync(bytes); Deno.stderr.writeSync(bytes); }
      console.log("\\x9b31m\\x90q\\x1b[?1049h"); console.error("\\u009d0;owned\\u009c");`,
    ],
    points: all,
  },
  floodsDisplays: {
    n: `for (;;) await Deno.jupyter.display({ "text/html": "<b>x</b>".repeat(5000) }, { raw: true });`,
    points: lockOnly,
    note: /n-answer/,
  },
  swallowsItsInterrupt: {
    n: `for (;;) { try { for (;;); } catch {} finally { continue; } }`,
    points: lockOnly,
    note: /n-answer: the cell took longer than/,
  },
  readsItsPipes: {
    own: [
      `for (let fd = 0; fd < 64; fd++) for (const path of ["/proc/self/fd/" + fd, "/dev/fd/" + fd]) {
        try { Deno.writeTextFileSync(path, '[[],"answer",{"credit":1}]\\n'); } catch {}
        try { (await import("node:fs")).writeSync(fd, '[[],"answer",{"record":[["credit",1]]}]\\n'); } catch {}
      }`,
    ],
    points: all,
  },
  callsItsJudge: {
    own: [
      `const judge = await import("${inLab("homework/apart/judges_side.ts")}").catch(() => ({}));
      try { judge.answerApart?.("./to", "./from"); } catch {}
      const { award } = await import("corey-lab/homework"); for (let i = 0; i < 9; i++) try { await award(1000, { credit: 1, question: "n", [Symbol.for("x")]: 1 }); } catch {}`,
    ],
    n: 'answer["n"] = 1;',
    points: lockOnly,
  },
};

/** What takes more than there is, or asks for what it must not have. */
export const takesMore: Readonly<Record<string, Attack>> = {
  waitsForEver: {
    n: "await new Promise(() => {});",
    points: lockOnly,
    note: /n-answer: the cell took longer than/,
  },
  floods: { n: 'for (;;) console.log("x".repeat(500));', points: lockOnly, note: /n-answer/ },
  floodsAndEnds: {
    own: ['for (let i = 0; i < 3000; i++) console.log("x".repeat(500));'],
    points: all,
    isHarmless: true,
  },
  hogsMemory: {
    n: "const hog = []; for (;;) hog.push(new Array(1e6).fill(0.5));",
    points: lockOnly,
    note: /n-answer/,
  },
  hogsBuffers: { n: "const hog = []; for (;;) hog.push(new Uint8Array(1e8).fill(1));", points: lockOnly },
  readsTheKey: {
    n: `const path = "../../../source/small/small.ipynb"; answer["n"] = JSON.parse(Deno.readTextFileSync(path));`,
    points: lockOnly,
  },
  callsHome: {
    n: 'answer["n"] = Number(await (await fetch("http://127.0.0.1:80/")).text());',
    points: lockOnly,
  },
  runsPrograms: {
    n: 'answer["n"] = new Deno.Command("sh", { args: ["-c", "echo 5"] }).outputSync().code + 3 * a;',
    points: lockOnly,
  },
};

/** Locks that are none. */
export const noLocks: Readonly<Record<string, Attack>> = {
  lockWhoseQueueIsInAClosure: lock(
    `core.swap(word, core.number + 1); queue.push(core.number);
     yield core.spinUntil(cells[core.number], () => queue[0] === core.number);`,
    "queue.shift(); core.publish(cells[queue[0] ?? core.number], 1);",
    `const queue = [], cells = machine.cores.map(({ chip }) => machine.memory.place(struct("cell", { value: { bytes: 4, align: 64, count: 1 } }), chip).value);
     function struct(name, fields) { return { name, fields }; }`,
  ),
  lockWhoseFlagIsGlobal: lock(
    "for (;;) { core.fetchAdd(word, 1); if (!globalThis.held) break; yield core.backOff(word, 30); yield; } globalThis.held = true;",
    "core.fetchAdd(word, 1); globalThis.held = false;",
    "globalThis.held = false",
  ),
  lockByTheClock: lock(
    "core.fetchAdd(word, 1); const mine = Math.max(free, core.now); free = mine + 15000; core.compute(mine - core.now); yield; core.load(word);",
    "core.fetchAdd(word, 1);",
    "let free = 0",
  ),
  lockThatThrowsNoErrors: lock("throw { get message() { for (;;); }, toString: null };", ""),
  lockThatThrowsMuch: lock('throw new Error("x".repeat(3e8));', ""),
  lockThatAsksInItsAnswer: lock(
    "core.update(word, function again(value) { core.update(word, again); return value; });",
    "",
  ),
  lockThatAsksTooMuch: lock("for (;;) core.load(word);", ""),
  lockThatTellsTooMuch: lock("for (;;) core.compute(1e-9);", ""),
  lockThatPlacesTooMuch: lock(
    'for (let i = 0;; i++) machine.memory.place({ name: "x" + i, fields: { y: { bytes: 4096, align: 64, count: 100 } } });',
    "",
  ),
  lockOfOddWords: lock(
    'for (const value of [NaN, Infinity, 2 ** 53, -(2 ** 31) - 1, 0.5, "1", null, [], 10n]) try { core.swap(word, value); } catch {}',
    "",
  ),
  lockWhoseConditionChanges: lock(
    "let tries = 0; yield core.spinUntil(word, () => tries++ > 0 ? 'yes' : {});",
    "",
  ),
  lockThatStartsPrograms: lock(
    "",
    "",
    "for (const core of machine.cores) core.start(function* () { for (;;) yield; }())",
  ),
  lockOfOddFields: {
    lock:
      `answer["lock"] = { name: { toString() { throw 1; } }, fair: "yes", place: Object.assign(() => null, { call: () => 1, apply: () => 1, length: 1e9 }) };`,
    points: numberOnly,
  },
};
