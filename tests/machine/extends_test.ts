/** A machine told by how it differs from another. */
import assert from "node:assert/strict";
import { provenanceOf } from "../../lib/input/sourced.ts";
import { InputError } from "corey-lab";
import { epyc64, readMachineSpec } from "corey-lab/machine";

const read = (data: Record<string, unknown>) => readMachineSpec(data, "mine.json");

Deno.test("what a file says is taken, and what it does not say is assumed, with its donor", () => {
  const spec = read({
    extends: "epyc64",
    name: "mine",
    chips: 2,
    core: { atomicCycles: { nanoseconds: 4, source: "my own loop", provenance: "measured" } },
  });
  assert.deepEqual([spec.chips.value, spec.core.atomicCycles.value], [2, 14]);
  assert.equal(spec.chips.source, "stated in mine.json, without a source");
  assert.deepEqual([spec.chips, spec.core.atomicCycles, spec.l2.bytes].map(provenanceOf), [
    "assumed",
    "measured",
    "assumed",
  ]);
  assert.equal(spec.l2.bytes.source, `assumed, as epyc64: ${epyc64.l2.bytes.source}`);
  assert.equal(spec.l2.bytes.value, epyc64.l2.bytes.value);
  assert.equal(spec.description, "Like epyc64, but for chips, core.");
});

Deno.test("a symmetric matrix may be given by what stands below its diagonal, a text a row", () => {
  const matrix = (nanoseconds: readonly string[]) =>
    read({ extends: "epyc64", name: "mine", chips: 3, remoteCache: { latencyCyclesMatrix: { nanoseconds } } })
      .remoteCache.latencyCyclesMatrix!.value;
  assert.throws(
    () => matrix(["", "100", "200"]),
    /^InputError: mine\.json is not valid: row 2 of a matrix is "200": expected 2 numbers, one for each row above$/,
  );
});

Deno.test("what is of a kind is replaced as a whole", () => {
  const graph = { kind: "links", links: [[0, 1], [1, 2]] };
  assert.deepEqual(read({ extends: "epyc64", name: "mine", chips: 3, link: { graph } }).link.graph, graph);
});

Deno.test("a file that says too little, or too much, is refused in one sentence that names everything once", () => {
  const refused: readonly [Record<string, unknown>, RegExp][] = [
    [
      { name: "mine" },
      /^mine\.json is not valid: description, chips, [^;]*interrupt and network are missing; a file with only what/,
    ],
    [
      { name: "mine", cores: 8, threads: 16 },
      /there is no cores; did you mean core or coresPerChip\?; there is no threads; .*begins \{ "extends": "epyc64"/,
    ],
    [
      { extends: "epyc64", name: "mine", sockets: 2, numaNodes: 2 },
      /is not valid: there is no sockets, no numaNodes; there are name, [^;]*$/,
    ],
    [
      { extends: "epyc64", name: "mine", l3: "16 MB" },
      /l3 = "16 MB": expected object with bytes, ways, latencyCycles, readBytesPerCycle$/,
    ],
    [
      { extends: "epyc64", name: "mine", clockHertz: "3.2 GHz" },
      /clockHertz\.value = "3\.2 GHz": expected number, in hertz$/,
    ],
    [
      { extends: "epyc64", name: "mine", dram: { latencyCyclesByHops: { nanoseconds: 80 } } },
      /latencyCyclesByHops\.value = 280: expected array, as \[280\]$/,
    ],
    [
      { extends: "epyc64", name: "mine", link: { graph: { kind: "ring" } } },
      /link\.graph\.kind = "ring": expected "mesh" or "full" or "links"$/,
    ],
    [
      { extends: "epyc64", name: "mine", l1: { bytes: 48 } },
      /l1\.bytes\.value = 48: .* of 8 lines, 512 bytes$/,
    ],
    [
      { extends: "epyc64", name: "mine", lineBytes: 96 },
      /lineBytes\.value = 96: expected 64, 128 or 256$/,
    ],
    [{ extends: "epyc64" }, /^mine\.json is not valid: name is missing: expected string$/],
    [
      { extends: "epyc46", name: "mine" },
      /extends = "epyc46": there is no such machine; did you mean epyc64\?/,
    ],
    [{ extends: "epyc64", name: "mine", chps: 2 }, /there is no chps; did you mean chips\?/],
    [{ extends: "epyc64", name: "mine", chips: "two" }, /chips\.value = "two": expected number/],
    [
      { extends: "epyc64", name: "mine", l1: { ways: { nanoseconds: 3 } } },
      /there is no l1\.ways\.nanoseconds/,
    ],
  ];
  for (const [data, sentence] of refused) {
    assert.throws(() => read(data), (error) => error instanceof InputError && sentence.test(error.message));
  }
});
