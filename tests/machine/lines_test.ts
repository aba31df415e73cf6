/** Machines whose lines are longer than those that programs are laid out for. */
import assert from "node:assert/strict";
import {
  array,
  type Field,
  int32,
  L1_CACHE_BYTES,
  lineAligned,
  Lines,
  Machine,
  opteron16,
  PAGE_BYTES,
  pipe,
  RunRecorder,
  struct,
  totals,
  withLineBytes,
} from "corey-lab/machine";
import { measureProbe, probesOf } from "../../lib/workloads/memory_probe.ts";

const longLines = pipe(opteron16, withLineBytes(128));

/** Transfers between two cores of which each adds to a counter of its own, ten times. */
function transfers(spec: typeof opteron16, counter: Field): number {
  const machine = new Machine(spec), [first, second] = machine.cores;
  const counters = machine.memory.place(struct("counters", { mine: counter, yours: counter }));
  for (const [core, word] of [[first!, counters.mine], [second!, counters.yours]] as const) {
    core.start((function* () {
      for (let i = 0; i < 10; i++) {
        yield;
        core.fetchAdd(word, 1);
        core.compute(1000);
      }
    })());
  }
  machine.run();
  return totals(machine.memory.counters).sameChipTransfers;
}

Deno.test("words that are padded for lines of 64 bytes share one of 128 falsely", () => {
  const layouts = [int32, lineAligned(int32), lineAligned(int32, 128)];
  const shared = (spec: typeof opteron16) => layouts.map((counter) => transfers(spec, counter) > 0);
  //                             packed, padded to 64, padded to 128
  assert.deepEqual(shared(opteron16), [true, false, false]);
  assert.deepEqual(shared(longLines), [true, true, false]);
});

Deno.test("longer lines are fewer in a cache and in a page, and what is allocated does not share one", () => {
  const { memory, cores: [core] } = new Machine(longLines);
  assert.equal(memory.caches.l1[0]!.sets, opteron16.l1.bytes.value / 128 / opteron16.l1.ways.value);
  const one = struct("one", { word: int32 });
  assert.deepEqual([memory.place(one).word, memory.place(one).word], [0, 128]);
  core!.streamClear(memory.physical.placeFrames(1, 0), PAGE_BYTES);
  assert.equal(totals(memory.counters).dramReads, PAGE_BYTES / 128);
  assert.equal(memory.layout.lineName(1), "one.word");
});

Deno.test("a load takes as long, and a stream carries as many bytes a cycle, whatever a line's length", () => {
  for (const [i, probe] of probesOf(longLines).entries()) {
    const long = measureProbe(longLines, probe, 1),
      short = measureProbe(opteron16, probesOf(opteron16)[i]!, 1);
    for (const column of ["latencyCycles", "bytesPerCycle"]) {
      const ratio = Number(long[column]) / Number(short[column]);
      assert.ok(Math.abs(ratio - 1) < 0.05, `${probe.level}, ${probe.distance}, ${column}: ${ratio}`);
    }
  }
});

Deno.test("a page's home is its own chip, however many lines it has", () => {
  const { memory: { physical } } = new Machine(longLines);
  const first = physical.placeFrames(1, 0), second = physical.placeFrames(1, 3);
  const homeAt = (address: number) => physical.homeOf(physical.lineOf(address));
  assert.deepEqual([first, first + PAGE_BYTES - 1, second, second + PAGE_BYTES - 1].map(homeAt), [
    0,
    0,
    3,
    3,
  ]);
  physical.move(first, PAGE_BYTES, 2);
  assert.deepEqual([homeAt(first + PAGE_BYTES - 1), homeAt(second)], [2, 3]);
});

Deno.test("a report names all fields that a long line brings together", () => {
  const lines = new Lines(128), recorder = new RunRecorder(lines);
  const machine = new Machine(longLines, { observer: recorder.observer }), [first, second] = machine.cores;
  const table = struct("table", {
    lock: lineAligned(int32),
    count: lineAligned(int32),
    rest: array(int32, 15),
  });
  const at = machine.memory.place(table);
  assert.equal(at.count - at.lock, L1_CACHE_BYTES);
  for (const [core, word] of [[first!, at.lock], [second!, at.count]] as const) {
    core.start((function* () {
      for (let i = 0; i < 3; i++) {
        yield;
        core.fetchAdd(word, 1);
      }
    })());
  }
  machine.run();
  const { words } = recorder.report(machine);
  assert.deepEqual([...new Set(words.map(({ line }) => line))], ["table.{lock, count, rest[0..14]}"]);
  assert.deepEqual([...new Set(words.map(({ field }) => field))], ["table.lock", "table.count"]);
});

Deno.test("Lines.under() gives each line of some bytes once, also above 2 GB", () => {
  const lines = new Lines(128), high = 2 ** 31 + 64;
  assert.deepEqual([...lines.under(high, 128)], [2 ** 24, 2 ** 24 + 1]);
  assert.deepEqual([...lines.under(high, 64)], [2 ** 24]);
  assert.deepEqual([...lines.under(high, 0)], []);
});
