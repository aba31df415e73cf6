import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import {
  coreCount,
  epyc64,
  graviton64,
  Machine,
  type MachineChange,
  type MachineSpec,
  opteron16,
  opteron48,
  pipe,
  presets,
  struct,
  withCacheBytes,
  withChips,
  withCoherence,
  withCoresPerChip,
  withInterconnect,
  withLatency,
  withLinkBandwidth,
  word64,
} from "corey-lab/machine";
import { at } from "./at.ts";

/** A change, the name it gives, and the figure or part it replaces. */
const changes: readonly [MachineChange, string, (spec: MachineSpec) => { readonly source: string }][] = [
  [withChips(8), "8chips", (spec) => spec.chips],
  [withCoresPerChip(2), "2cores", (spec) => spec.coresPerChip],
  [withLatency("l1", 5), "l15", (spec) => spec.l1.latencyCycles],
  [withLatency("l2", 20), "l220", (spec) => spec.l2.latencyCycles],
  [withLatency("l3", 60), "l360", (spec) => spec.l3.latencyCycles],
  [withLatency("remoteCache", 400), "remoteCache400", (spec) => spec.remoteCache.latencyCyclesByHops],
  [withLatency("dram", 300), "dram300", (spec) => spec.dram.latencyCyclesByHops],
  [withCacheBytes("l2", 1 << 20), "l21048576", (spec) => spec.l2.bytes],
  [withCoherence("directory"), "directory", (spec) => spec.coherence],
];

for (const [change, suffix, figure] of changes) {
  Deno.test(`pipe() with a change names it +${suffix}, says that the figure is assumed, and leaves the original as it was`, () => {
    for (const original of presets.filter((spec) => spec.coresPerChip.value <= 128)) {
      const before = structuredClone(original), changed = pipe(original, change);
      assert.equal(changed.name, `${original.name}+${suffix}`);
      assert.match(figure(changed).source, /^assumed in a what-if/);
      assert.deepEqual(original, before);
    }
  });
}

Deno.test("pipe() applies changes in order and keeps the first source, however often a figure is changed", () => {
  const spec = pipe(opteron16, withLatency("l1", 5), withChips(8), withLatency("l1", 7));
  assert.equal(spec.name, "opteron16+l15+8chips+l17");
  assert.equal(spec.l1.latencyCycles.value, 7);
  assert.equal(spec.l1.latencyCycles.source, "assumed in a what-if (was 3: Corey, topology figure)");
  assert.equal(coreCount(spec), 32);
});

Deno.test("pipe() changes nothing else", () => {
  const { name: _, l2, ...rest } = pipe(opteron16, withLatency("l2", 20));
  const { name: __, l2: was, ...others } = opteron16;
  assert.deepEqual(rest, others);
  assert.deepEqual({ ...l2, latencyCycles: was.latencyCycles }, was);
});

Deno.test("pipe() without changes gives the same machine", () => {
  assert.deepEqual(pipe(opteron16), opteron16);
});

Deno.test("pipe() refuses what is no machine, and names the outcome", () => {
  assert.throws(
    () => pipe(opteron16, withChips(1000)),
    (error) =>
      error instanceof InputError &&
      /opteron16\+1000chips is not valid: chips.value = 1000: .* 4,000 cores/.test(error.message),
  );
  assert.throws(() => pipe(opteron16, withLatency("remoteCache", 0)), /remoteCache.*latencyCyclesByHops/);
});

Deno.test("a change refuses what is no machine, also without pipe(), and names path and value", () => {
  const refused: readonly [() => unknown, RegExp][] = [
    [() => withChips(0)(opteron16), /opteron16\+0chips is not valid: chips\.value = 0: expected/],
    [
      () => withCoresPerChip(300)(opteron16),
      /coresPerChip\.value = 300: 4 chips × 300 cores are 1,200 cores/,
    ],
    [() => withLatency("l2", 14_000)(opteron16), /l2\.latencyCycles\.value = 14000: .* 100 times l1/],
    [() => withCacheBytes("l3", 2 ** 32)(opteron16), /l3\.bytes\.value = 4294967296: .* 16 GB/],
    [() => withCacheBytes("dram" as "l3", 64), /level = dram: expected l1, l2, l3/],
    [() => withLinkBandwidth(0)(opteron16), /link\.bytesPerCycle\.value = 0: expected/],
    [() => withInterconnect({ kind: "ring" } as never)(opteron16), /link\.graph/],
    [() => withCoherence("gossip" as never)(opteron16), /coherence\.kind = "gossip"/],
  ];
  for (const [change, message] of refused) assert.throws(change, { name: "InputError", message });
});

Deno.test("withLatency() of what is far away changes every distance in proportion", () => {
  const spec = pipe(opteron16, withLatency("remoteCache", 250), withLatency("dram", 114));
  assert.deepEqual(spec.remoteCache.latencyCyclesByHops.value, [250, 400, 570]);
  assert.deepEqual(spec.dram.latencyCyclesByHops.value, [114, 127.5, 155]);
});

Deno.test("matrices change in proportion, too; other chips and cores leave them behind", () => {
  const cycles = graviton64.remoteCache.latencyCyclesByHops.value[0]!;
  const [near, far] = [graviton64, pipe(graviton64, withLatency("remoteCache", 2 * cycles))]
    .map(({ remoteCache }) => remoteCache.latencyCyclesMatrix!.value[0]![63]!);
  assert.equal(far, 2 * near!);
  for (const change of [withChips(2), withCoresPerChip(16)]) {
    assert.equal(pipe(graviton64, change).remoteCache.latencyCyclesMatrix, undefined);
  }
});

Deno.test("withLatency() is what a program on the machine measures", () => {
  for (const [level, cycles] of [["l1", 5], ["dram", 456]] as const) {
    const machine = new Machine(pipe(opteron16, withLatency(level, cycles))), core = machine.cores[0]!;
    const { value } = machine.memory.place(struct("word", { value: word64 }));
    const cold = at(machine, core, 0, () => core.load(value)),
      warm = at(machine, core, 9000, () => core.load(value));
    assert.equal(level === "dram" ? cold : warm, cycles);
  }
});

Deno.test("withChips() lets latencies go on by their last step, where a machine is larger than the list", () => {
  // A chain of five chips: one hop 200, two 285, so three 370 and four 455.
  const machine = new Machine(pipe(opteron16, withChips(5))),
    writer = machine.cores[16]!,
    reader = machine.cores[0]!;
  const { value } = machine.memory.place(struct("word", { value: word64 }));
  at(machine, writer, 0, () => writer.store(value, 1));
  assert.equal(at(machine, reader, 9000, () => reader.load(value)), 455);
});

Deno.test("withChips() makes a machine whose links are listed a mesh, and leaves other graphs alone", () => {
  assert.deepEqual(pipe(opteron48, withChips(4)).link.graph, { kind: "mesh" });
  assert.deepEqual(pipe(epyc64, withChips(4)).link.graph, { kind: "full" });
});

Deno.test("withInterconnect() links chips anew", () => {
  const spec = pipe(opteron16, withInterconnect({ kind: "full" }));
  assert.equal(spec.name, "opteron16+full");
  assert.equal(new Machine(spec).memory.interconnect.topology.hops(0, 3), 1);
});

Deno.test("withInterconnect() and withChips() say that a graph they replace is assumed", () => {
  assert.match(pipe(opteron16, withInterconnect({ kind: "full" })).link.source, /^assumed in a what-if/);
  assert.match(pipe(opteron48, withChips(4)).link.source, /^assumed in a what-if/);
});
