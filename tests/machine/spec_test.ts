import assert from "node:assert/strict";
import { InputError, Machine, type MachineSpec, opteron16, parseMachineSpec, pipe, presets } from "corey-lab";
import { withCacheBytes, withChips, withCoresPerChip, withInterconnect, withLatency } from "corey-lab";

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
      assert.doesNotMatch(source, /^assumed/, `${path}: that word is for what-ifs`);
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

Deno.test("parseMachineSpec() names path and value of a negative latency", () => {
  assertRefused(
    withLatency("l2", -14)(opteron16),
    "l2.latencyCycles.value = -14",
    "expected number to be >0",
  );
});

Deno.test("parseMachineSpec() names the level that is missing", () => {
  const { l3: _, ...rest } = opteron16;
  assertRefused(rest, "l3 = missing");
});

Deno.test("parseMachineSpec() names a key that is unknown, and where it is", () => {
  assertRefused({ ...opteron16, l4: opteron16.l3 }, '"l4"');
  assertRefused({ ...opteron16, l1: { ...opteron16.l1, sets: 64 } }, "l1 = ", '"sets"');
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
  assertRefused({ ...opteron16, l1: bare }, "l1.latencyCycles.source = missing");
});

Deno.test("parseMachineSpec() says how many cores are too many", () => {
  assertRefused(withChips(257)(opteron16), "1028 cores", "1,024");
  assert.equal(pipe(opteron16, withChips(256)).chips.value, 256);
});

Deno.test("parseMachineSpec() refuses half a core, no chips, and lines of another size", () => {
  assertRefused(withCoresPerChip(1.5)(opteron16), "coresPerChip.value = 1.5");
  assertRefused(withChips(0)(opteron16), "chips.value = 0");
  assertRefused({ ...opteron16, lineBytes: { ...opteron16.lineBytes, value: 128 } }, "lineBytes.value = 128");
});

Deno.test("parseMachineSpec() names every complaint, and data that are no machine at all", () => {
  assertRefused({ ...withChips(0)(opteron16), name: "a b" }, "chips.value = 0", 'name = "a b"');
  assertRefused("opteron16", "expected object, received string");
});

const missingChip = withInterconnect({ kind: "links", links: [[0, 1], [0, 2], [1, 3], [2, 9]] })(opteron16);

Deno.test("Machine of a spec with a link to a chip that is not there throws, and names link and machine", () => {
  assert.throws(() => new Machine(missingChip), /link 2-9 of opteron16\+links names a chip it lacks/);
});

Deno.test("parseMachineSpec() names path and value of a link to a chip that is not there", () =>
  assertRefused(missingChip, "link.graph.links", "9"));

Deno.test("parseMachineSpec() refuses links that do not reach every chip", () =>
  assertRefused(withInterconnect({ kind: "links", links: [[0, 1]] })(opteron16), "link.graph"));

Deno.test("parseMachineSpec() names path and value of a cache with no room for one set", () =>
  assertRefused(withCacheBytes("l2", 100)(opteron16), "l2.bytes", "100"));

Deno.test("checkInput() shows a value that JSON cannot: NaN, a BigInt", () => {
  assertRefused(withLatency("l1", NaN)(opteron16), "l1.latencyCycles.value = NaN");
  const chips = { ...opteron16.chips, value: 4n } as unknown as MachineSpec["chips"];
  assertRefused({ ...opteron16, chips }, "chips.value = 4");
});
