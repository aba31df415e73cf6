/**
 * The answers to the exercises of notebooks do not contradict the model: some of their numbers, those that
 * take little time, are read off `notebooks/answers.md` and found out again.
 */
import assert from "node:assert/strict";
import {
  contendedLock,
  corey,
  experiments,
  linux,
  loneLock,
  Machine,
  mempass,
  opteron16,
  pipe,
  sweep,
  ticket,
  withCacheBytes,
  withLatency,
} from "corey-lab";
import { counterparts, predictions } from "corey-lab/host";
import { epyc64 } from "corey-lab/machine";
import { projectPath } from "../lib/files/project.ts";
import { buffersComeAndGo, rangeInTwoSpaces, tornReads } from "./exercises.ts";
import { alike } from "./slow.ts";

const text = Deno.readTextFileSync(projectPath("notebooks/answers.md")).replace(/\s+/g, " ");
const numbers = (rows: readonly Readonly<Record<string, unknown>>[], column: string, unit = 1): number[] =>
  rows.map((row) => Number(row[column]) / unit);

/** Of which answer; a sentence of it, with `#` for each number; and these numbers, as the model has them. */
const stated: readonly [answer: string, sentence: string, model: () => Promise<number[]>][] = [
  [
    "01.4",
    "# cycles, as with the whole L3. The L3 takes what an L2 evicts, so the two hold 1 MB together; at 1.2 MB it is #, and from 1.5 MB on memory's #.",
    async () => {
      const machine = pipe(opteron16, withCacheBytes("l3", 512 * 1024));
      return numbers(
        await experiments.footprint.run({ machine, kilobytes: [1024, 1200, 1536] }),
        "latencyCycles",
      );
    },
  ],
  ["03.1", "The simulation says # ns", async () => {
    const run = { workload: contendedLock(), machine: opteron16, system: loneLock(ticket), cores: [2] };
    return numbers(await sweep({ ...run, placement: "fill-chips" }), "nanosecondsPerAcquire");
  }],
  [
    "04.3",
    "# ms with one core and # with two: each further process takes # ms for faults of its own on the shared buffer. That gives # ms for 16, and the simulation #:",
    async () => {
      const run = {
        workload: mempass({ megabytes: 2 }),
        machine: opteron16,
        system: linux.processes(),
        cores: [1, 2, 16],
      };
      const [one, two, all] = numbers(await sweep(run), "seconds", 1e-3) as [number, number, number];
      return [one, two, two - one, one + 15 * (two - one), all];
    },
  ],
  [
    "04.5",
    "On 16 cores threads take # times as long for it as processes, and send # interrupts; Corey takes # of the processes' time.",
    () => {
      const [threads, processes, ranges] = [linux.threads(), linux.processes(), corey.addressRanges()]
        .map((system) => buffersComeAndGo(system)) as [Came, Came, Came];
      return Promise.resolve([
        threads.cycles / processes.cycles,
        threads.interrupts,
        ranges.cycles / processes.cycles,
      ]);
    },
  ],
  [
    "09.5",
    "With `freedAtOnce: 1`, twelve readers and four writers of two blocks read # torn ones in #;",
    () => {
      const { torn, reads } = tornReads(new Machine(opteron16));
      return Promise.resolve([torn, reads]);
    },
  ],
  ["10.2", "the child reads the # that the parent wrote, the parent the child's #.", () => {
    const { childRead, parentRead, interrupted, failed } = rangeInTwoSpaces(new Machine(opteron16));
    assert.equal(interrupted, 1, "the child's core, and nobody else");
    assert.match(failed, /EFAULT/);
    return Promise.resolve([childRead, parentRead]);
  }],
  [
    "13.3",
    "On `epyc64`, where one core of the computer does # dup+close a second, two do # instead of #; but a ticket lock goes from hand to hand in # ns instead of #.",
    async () => {
      const nearer = pipe(
        epyc64,
        withLatency("remoteCache", epyc64.remoteCache.latencyCyclesByHops.value[0]! / 2),
      );
      const one = 400_000, machines = [nearer, epyc64];
      const threads = counterparts.find(({ name, as }) => name === "dup-close" && as === "threads")!;
      const measured = [1, 2].map((cores) => ({ cores, throughputPerSecond: cores * one }));
      const pairs = await Promise.all(machines.map((machine) => predictions(threads, machine, measured)));
      const locks = await sweep({
        workload: contendedLock(),
        machine: machines,
        system: loneLock(ticket),
        cores: [2],
      });
      return [
        one,
        ...numbers(pairs.map(([, two]) => two!), "throughputPerSecond"),
        ...numbers(locks, "nanosecondsPerAcquire"),
      ];
    },
  ],
];
type Came = ReturnType<typeof buffersComeAndGo>;

/** The numbers in a sentence of the answers. */
function read(sentence: string): number[] {
  const pattern = sentence.split("#").map((part) => RegExp.escape(part)).join("([\\d.,]*\\d)");
  const found = new RegExp(pattern).exec(text);
  assert.ok(found, `the answers do not say: ${sentence}`);
  return found.slice(1).map((number) => Number(number.replaceAll(",", "")));
}

for (const [i, [answer, sentence, model]] of stated.entries()) {
  alike(i)(`answer ${answer} says what the model says`, async () => {
    const said = read(sentence), now = await model();
    for (const [i, value] of now.entries()) {
      assert.ok(Math.abs(said[i]! / value - 1) < 0.02, `${said[i]} is said, and the model has ${value}`);
    }
    assert.equal(said.length, now.length);
  });
}
