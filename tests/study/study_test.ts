/** What a study is: sweeps with axes, each point told from the others by its labels. */
import assert from "node:assert/strict";
import { dupClose, linux, mcs, opteron16, range, type Row, study } from "corey-lab";
import { noCost } from "corey-lab/sim";
import { estimateOf, longestFirst, shareOf, shortRun } from "../../lib/study/order.ts";
import { Results } from "../../lib/study/results.ts";
import { inFolder, names } from "./sweeping.ts";

const sweeps = ({ microseconds }: { readonly microseconds: number }) => ({
  workload: dupClose({ warmUpMicroseconds: 20, microseconds }),
  machine: opteron16,
  system: [linux.threads(), { ...linux.threads({ fileTableLock: mcs }), name: "mcs" }],
  cores: [1, 2],
});

Deno.test("a study has a point for each combination, with a column for each axis", () => {
  const points = study({ name: "windows", axes: { microseconds: [20, 50] }, sweeps }).points();
  assert.deepEqual(points.map(({ labels }) => Object.values(labels).slice(2).join(" ")), [
    ...["linux-threads 1 20", "linux-threads 2 20", "mcs 1 20", "mcs 2 20"],
    ...["linux-threads 1 50", "linux-threads 2 50", "mcs 1 50", "mcs 2 50"],
  ]);
  const { throughputPerSecond } = points[0]!.measure();
  assert.ok(throughputPerSecond as number > 0);
});

Deno.test("a study may be one sweep, or a list of sweeps on different kernels, without axes", () => {
  const one = sweeps({ microseconds: 20 });
  assert.equal(study({ name: "one", sweeps: one }).points().length, 4);
  const lock = { name: "none", boot: () => null };
  const other = {
    ...one,
    workload: { name: "other", measure: () => ({ value: 1 }) },
    system: lock,
  };
  assert.equal(study({ name: "two", sweeps: [one, other] }).points().length, 6);
});

Deno.test("what may be wrong with a study is said in a sentence", () => {
  const one = sweeps({ microseconds: 20 });
  const cases: [() => unknown, RegExp][] = [
    [() => study({ name: "a/b", sweeps: one }), /name = "a\/b": expected letters, digits/],
    [() => study({ name: "a", sweep: one } as never), /no sweep; did you mean sweeps\?/],
    [() => study({ name: "a", axes: { cores: [1] }, sweeps: one }), /an axis cannot be called cores/],
    [() => study({ name: "a", axes: { loss: [] }, sweeps: one }), /axes.loss = \[\]: expected one value/],
    [() => study({ name: "a", sweeps: [one, one] }).points(), /two points are dup-close, opteron16, .*, 1;/],
    [() => study({ name: "a", sweeps: [] }).points(), /its sweeps have no points/],
    [() => study({ name: "a", sweeps: { ...one, core: [1] } as never }).points(), /did you mean cores/],
    [
      () => study({ name: "a", sweeps: { ...one, system: { name: "none", boot: () => null } } }).points(),
      /the system none cannot run dup-close: it has no open/,
    ],
  ];
  for (const [call, message] of cases) assert.throws(call, { name: "InputError", message });
});

/** As many points as values of `size`, on each of the core counts. */
const grid = (sizes: readonly number[], cores: readonly number[]) =>
  sizes.flatMap((size) => cores.map((cores) => ({ labels: { machine: "m", cores, size } as Row })));

Deno.test("a short run measures each value once, on the fewest cores, if that is a small part", () => {
  const points = grid([1, 10, 100, 1000], [1, 2, 4, 8, 16]);
  const sample = shortRun(points, { index: 1, count: 1 });
  assert.deepEqual(sample.map(({ labels }) => `${labels.size} ${labels.cores}`), [
    "1 1",
    "10 1",
    "100 1",
    "1000 1",
  ]);
  assert.deepEqual(shortRun(points, { index: 1, count: 2 }), []);
});

Deno.test("shards have all points between them, none twice, the longest first, and like shares of work", () => {
  const points = grid(range(1, 30), [1, 2, 4, 8, 16]);
  const steps = ({ labels }: { labels: Row }) => Number(labels.size) * Number(labels.cores);
  const sample = shortRun(points, { index: 1, count: 1 });
  const estimate = estimateOf(sample.map(({ labels }) => ({ labels, steps: steps({ labels }) })));
  const sorted = longestFirst(points, estimate);
  assert.deepEqual(sorted.map(steps), points.map(steps).sort((a, b) => b - a));
  const shards = [1, 2, 3].map((index) => shareOf(sorted, { index, count: 3 }));
  assert.deepEqual(new Set(shards.flat()), new Set(points));
  assert.equal(shards.flat().length, points.length);
  const work = shards.map((shard) => shard.map(steps).reduce((a, b) => a + b));
  assert.ok(Math.max(...work) < 1.02 * Math.min(...work), `${work}`);
  const blind = longestFirst(grid(range(1, 40), [1]), {});
  for (const index of [1, 2]) {
    const sizes = new Set(shareOf(blind, { index, count: 2 }).map(({ labels }) => Number(labels.size) % 2));
    assert.equal(sizes.size, 2, "a shard has not every other value of a column");
  }
});

Deno.test("results are kept and read back as they were; a torn file, or another point's, is none", () =>
  inFolder((folder) => {
    const results = new Results(folder, "01234567"), [one, two] = grid([1, 2], [1]);
    const kept = results.keep(one!, {
      row: { ...one!.labels, rate: 0.1 + 0.2, odd: NaN },
      cost: { steps: 5, accesses: 3 },
    });
    assert.deepEqual(results.of(one!), kept);
    assert.deepEqual(kept, {
      row: { ...one!.labels, rate: 0.1 + 0.2, odd: "NaN" },
      cost: { steps: 5, accesses: 3 },
      state: "done",
    });
    assert.equal(results.of(two!), undefined);
    const [file] = names(folder, ".json"), text = Deno.readTextFileSync(`${folder}/${file}`);
    for (
      const torn of ["", text.slice(0, 20), text.replace('"size":1', '"size":2'), "\0".repeat(99), "null"]
    ) {
      Deno.writeTextFileSync(`${folder}/${file}`, torn);
      assert.equal(results.of(one!), undefined, torn);
    }
    return Promise.resolve();
  }));

Deno.test("a row that no file can hold is a failure", () =>
  inFolder((folder) => {
    const results = new Results(folder, "01234567"),
      [point] = grid([1], [1]),
      circle: Record<string, unknown> = {};
    circle.itself = circle;
    for (const odd of [circle, null, [1]]) {
      const kept = results.keep(point!, {
        row: { ...point!.labels, odd: odd as never },
        cost: { steps: 1, accesses: 0 },
      });
      assert.match(String(kept.row.error), /^its row holds more than texts/);
      assert.deepEqual(results.of(point!), kept);
    }
    return Promise.resolve();
  }));

Deno.test("a failure does not take the place of a measurement, which takes that of a failure", () =>
  inFolder((folder) => {
    const results = new Results(folder, "01234567"), [point] = grid([1], [1]), { labels } = point!;
    results.keep(point!, { row: { ...labels, error: "took too long" }, cost: noCost() });
    assert.equal(results.of(point!)?.state, "failed");
    results.keep(point!, { row: { ...labels, rate: 1 }, cost: { steps: 1, accesses: 0 } });
    assert.equal(results.of(point!)?.state, "done");
    results.keep(point!, { row: { ...labels, error: "took too long" }, cost: noCost() });
    assert.equal(results.of(point!)?.state, "done");
    return Promise.resolve();
  }));
