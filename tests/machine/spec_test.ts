import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import {
  Machine,
  type MachineSpec,
  opteron16,
  opteron48,
  parseMachineSpec,
  pipe,
  presets,
  withChips,
  withCoresPerChip,
  withInterconnect,
} from "corey-lab/machine";
import { withValue } from "./with_value.ts";
import { slow } from "../slow.ts";

/** Every object in a spec that has a source, with its path. */
function figures(value: unknown, path = ""): [string, Record<string, unknown>][] {
  if (typeof value !== "object" || value === null) return [];
  const own = "source" in value ? [[path, value] as [string, Record<string, unknown>]] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => figures(inner, `${path}.${key}`))];
}

for (const spec of presets) {
  Deno.test(`parseMachineSpec() takes the preset ${spec.name} as it is, and a machine can be built of it`, () => {
    assert.deepEqual(parseMachineSpec(JSON.parse(JSON.stringify(spec)), spec.name), spec);
    assert.ok(new Machine(spec).cores.length > 0);
  });

  Deno.test(`presets: every figure of ${spec.name} has a source that somebody has followed up`, () => {
    const found = figures(spec);
    assert.ok(found.length > 25);
    for (const [path, { source }] of found) {
      assert.ok(typeof source === "string" && source.trim().length > 5, `${path}: ${source}`);
      assert.doesNotMatch(source, /TO VERIFY|TODO|\?\?\?/, path);
      assert.doesNotMatch(source, /^assumed(?!, as \w+: )/, `${path}: that word is for what-ifs`);
    }
  });

  Deno.test(`presets: every number of ${spec.name} stands in a figure with unit, source and sureness`, () => {
    const walk = (value: unknown, path: string): void => {
      if (typeof value === "number") assert.fail(`${path} = ${value} has no source`);
      if (typeof value !== "object" || value === null || "unit" in value) return;
      for (const [key, inner] of Object.entries(value)) if (key !== "graph") walk(inner, `${path}.${key}`);
    };
    walk(spec, spec.name);
  });

  Deno.test(`presets: what is farther away in ${spec.name} takes longer`, () => {
    const { l1, l2, l3, remoteCache, dram } = spec;
    const near = [l1, l2, l3].map((cache) => cache.latencyCycles.value);
    for (
      const list of [[...near, ...remoteCache.latencyCyclesByHops.value], dram.latencyCyclesByHops.value]
    ) {
      assert.deepEqual(list, list.toSorted((a, b) => a - b));
    }
  });
}

/** One sentence that has all of these in it. */
function assertRefused(spec: unknown, ...parts: readonly string[]): void {
  assert.throws(() => parseMachineSpec(spec, "my.json"), (error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const part of ["my.json", ...parts]) assert.ok(error.message.includes(part), error.message);
    assert.ok(!error.message.includes("\n"), "one sentence, not a dump");
    return true;
  });
}

Deno.test("parseMachineSpec() names path, value and expectation of one number that is out of bounds", () => {
  const refused: readonly [path: string, value: unknown, expected: string][] = [
    ["l2.latencyCycles", -14, "expected a number from 0.1 to 100,000"],
    ["l1.latencyCycles", NaN, "expected number"],
    ["chips", 0, "expected a number from 1 to 1,024"],
    ["chips", 4n, "expected number"],
    ["coresPerChip", 1.5, "expected a whole number"],
    ["lineBytes", 96, "expected 64, 128 or 256"],
    ["clockHertz", 5e-324, "expected a number from 100,000,000 to"],
    ["home.occupancyCycles", 1e7, "expected a number from 0.1 to 10,000"],
    ["tlb.l1Entries", 1e9, "expected a number from 1 to 4,096"],
    ["network.packetsPerSecond", 1e-300, "expected a number from 1,000"],
    ["link.bytesPerCycle", Infinity, "expected number"],
  ];
  for (const [path, value, expected] of refused) {
    assertRefused(withValue(opteron16, path, value), `${path}.value = ${value}: `, expected);
  }
});

Deno.test("parseMachineSpec() names path, value and expectation of numbers that do not go together", () => {
  const refused: readonly [path: string, value: unknown, at: string, expected: string][] = [
    [
      "remoteCache.latencyCyclesByHops",
      [127, 60],
      ".value.1 = 60",
      "expected at least the 127 cycles before it",
    ],
    [
      "dram.latencyCyclesByHops",
      [300, 200, 100],
      ".value.1 = 200",
      "expected at least the 300 cycles before it",
    ],
    [
      "remoteCache.latencyCyclesByHops",
      [125, 2e4],
      ".value.1 = 20000",
      "at most 100 times the 125 cycles before",
    ],
    [
      "dram.latencyCyclesByHops",
      [100, 9000, 90_000],
      ".value = [100,9000,90000]",
      "100,000 cycles at most across 4",
    ],
    ["l3.latencyCycles", 9000, ".value = 9000", "expected at most 100 times l2.latencyCycles.value = 14"],
    [
      "l1.latencyCycles",
      5000,
      "l2.latencyCycles.value = 14",
      "expected at least l1.latencyCycles.value = 5000",
    ],
    ["tlb.l2Ways", 513, ".value = 513", "expected 512 at most, as many as there are entries"],
    ["l2.bytes", 100, ".value = 100", "expected room for a set of 16 lines"],
    ["l1.bytes", 2 ** 33, ".value = 8589934592", "expected 8 GB of caches at most"],
    ["chips", 257, ".value = 257", "257 chips × 4 cores are 1,028 cores, expected 1,024 in all at most"],
  ];
  for (const [path, value, at, expected] of refused) {
    assertRefused(withValue(opteron16, path, value), at.startsWith(".") ? path + at : at, expected);
  }
  assert.equal(pipe(opteron16, withChips(256)).chips.value, 256);
});

Deno.test("parseMachineSpec() names the level that is missing", () => {
  const { l3: _, ...rest } = opteron16;
  assertRefused(rest, "l3 is missing: expected object");
});

Deno.test("parseMachineSpec() names a key that is unknown, and where it is", () => {
  assertRefused({ ...opteron16, l4: opteron16.l3 }, "there is no l4");
  assertRefused({ ...opteron16, l1: { ...opteron16.l1, sets: 64 } }, "there is no l1.sets");
});

Deno.test("parseMachineSpec() names the unit that is wrong, and the one that was expected", () => {
  const inSeconds = {
    ...opteron16.l1,
    latencyCycles: { ...opteron16.l1.latencyCycles, unit: "nanoseconds" },
  };
  assertRefused({ ...opteron16, l1: inSeconds }, 'l1.latencyCycles.unit = "nanoseconds"', '"cycles"');
});

Deno.test("parseMachineSpec() refuses a figure without a source", () => {
  const bare = { ...opteron16.l1, latencyCycles: { value: 3, unit: "cycles", sure: "P" } };
  assertRefused({ ...opteron16, l1: bare }, "l1.latencyCycles.source is missing");
});

Deno.test("parseMachineSpec() names every complaint, and data that are no machine at all", () => {
  assertRefused(withValue({ ...opteron16, name: "a b" }, "chips", 0), "chips.value = 0", 'name = "a b"');
  assertRefused("opteron16", "expected object");
});

Deno.test("parseMachineSpec() names the link that leads to a chip that is not there, and refuses links that do not reach every chip", () => {
  const linked = (links: number[][]) => ({
    ...opteron16,
    link: { ...opteron16.link, graph: { kind: "links", links } },
  });
  assertRefused(linked([[0, 1], [0, 2], [1, 3], [2, 9]]), "link.graph.links.3 = [2,9]", "there is no chip 9");
  assertRefused(linked([[0, 1]]), "link.graph.links = [[0,1]]", "there is none to chip 2");
});

Deno.test("Machine refuses a spec that nobody has checked, and names it", () => {
  assert.throws(() => new Machine(withValue(opteron48, "l1.latencyCycles", -3) as MachineSpec), {
    name: "InputError",
    message: /^opteron48 is not valid: l1\.latencyCycles\.value = -3: expected/,
  });
});

slow("parseMachineSpec() and Machine take 1,024 chips, each linked to every other", () => {
  const machine = new Machine(
    pipe(opteron16, withCoresPerChip(1), withChips(1024), withInterconnect({ kind: "full" })),
  );
  assert.equal(machine.memory.interconnect.topology.directedLinks, 1024 * 1023);
});
