/** What the bench shows, without a browser: controls, links, cells of notebooks. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import * as lab from "corey-lab";
import { experiments, opteron16, presets, type Row } from "corey-lab";
import { measureAndCount } from "../../lib/experiments/run_points.ts";
import { allExperiments, experimentNamed } from "../../lib/experiments/settings.ts";
import type { CodeCell } from "../../lib/jupyter/runner/nbformat.ts";
import { benchLinks } from "../../lib/site/bench_links.ts";
import {
  type BenchState,
  fromHash,
  parametersOf,
  pointsOfState,
  startOf,
  toHash,
} from "../../lib/site/bench_state.ts";
import { pointName } from "../../lib/site/browser/results_view.ts";
import { controlsOf } from "../../lib/site/controls.ts";
import { figuresOf } from "../../lib/site/figures.ts";
import { keyOf, notebookCell } from "../../lib/site/notebook_cell.ts";
import { slow } from "../slow.ts";

Deno.test("each point that runs programs on a system can be looked at more closely", () => {
  const not = allExperiments.filter(({ name }) =>
    !pointsOfState(startOf(name)).every(({ point }) => point.run || point.labels.system === "–")
  );
  assert.deepEqual(not.map(({ name }) => name), []);
});

Deno.test("every parameter of every experiment has a control, which stands where the experiment has it", () => {
  for (const experiment of allExperiments) {
    const controls = controlsOf(experiment), keys = Object.keys(experiment.parameters.shape);
    assert.deepEqual(
      controls.map(({ key }) => key),
      keys.filter((key) => key !== "machine"),
      experiment.name,
    );
    for (const control of controls) {
      const standard = experiment.parameters.shape[control.key]!.safeParse(undefined).data;
      assert.deepEqual(control.standard, standard, `${experiment.name} ${control.key}`);
      if (control.kind !== "number") continue;
      const [least, most] = control.range;
      assert.ok(least <= control.standard && control.standard <= most, `${experiment.name} ${control.key}`);
      for (const end of control.range) {
        assert.ok(
          experiment.parameters.shape[control.key]!.safeParse(end).success,
          `${control.key} = ${end}`,
        );
      }
    }
  }
});

const states: readonly BenchState[] = [
  ...allExperiments.map(({ name }) => startOf(name)),
  ...allExperiments.map(({ name }) => ({ ...startOf(name), settings: {} })),
  {
    experiment: "locks",
    settings: { cores: [1, 2, 3, 8], locks: ["mcs"], microseconds: 50, repeats: 1 },
    machine: { base: "opteron48", changes: { chips: 3, remoteCache: 99.5, coherence: "directory" } },
    without: [],
    figure: undefined,
    look: 2,
    pinned: { ...startOf("locks"), machine: { base: { ...opteron16, name: "mine" }, changes: {} } },
  },
  { ...startOf("address-ranges"), without: ["linux-threads", "corey"], figure: "seconds of mempass" },
];

Deno.test("a link carries all that the bench shows", () => {
  for (const state of states) {
    const again = fromHash(`#${toHash(state)}`);
    assert.equal(toHash(again), toHash(state));
    assert.deepEqual(parametersOf(again), parametersOf(state));
    const labels = (of: BenchState) => pointsOfState(of).map(({ point }) => point.labels);
    assert.deepEqual(labels(again), labels(state));
  }
  assert.equal(toHash(startOf("mapreduce")), "mapreduce");
  assert.throws(() => fromHash("#dup-close?machine.chip=3"), /machine\.chip: did you mean chips\?/);
  assert.throws(
    () => parametersOf(fromHash("#dup-close?machine.coherence=x")),
    /coherence\.kind = "x": expected/,
  );
  assert.throws(() => fromHash("#dup-close?lok=mcs"), /no parameter lok: expected one of/);
  assert.throws(() => parametersOf(fromHash("#dup-close?repeats=0")), /expected/);
  assert.throws(
    () => parametersOf(fromHash("#dup-close?machine=cray")),
    /no machine cray: expected one of opteron16/,
  );
});

Deno.test("a large machine is measured at some core counts, unless others are asked for", () => {
  const large: BenchState = {
    ...startOf("dup-close"),
    machine: { base: "opteron16", changes: { chips: 64, coresPerChip: 16 } },
  };
  assert.deepEqual(pointsOfState(large).map(({ point }) => point.labels.cores), [
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
    512,
    1024,
  ]);
});

Deno.test("the cell of a notebook gives the rows that the bench has", async () => {
  const state: BenchState = {
    ...startOf("locks"),
    settings: { cores: [1, 2], locks: ["ticket", "mcs"], repeats: 1, microseconds: 20 },
    machine: { base: "opteron16", changes: { chips: 2, coherence: "directory" } },
    without: ["mcs"],
  };
  const code = notebookCell(state).replace(/await show\(.*\);/, "export { rows };");
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    Deno.writeTextFileSync(file, code);
    const { rows } = await import(pathToFileURL(file).href) as { rows: Row[] };
    assert.deepEqual(
      rows,
      pointsOfState(state).map(({ point }) => ({ ...point.labels, ...point.measure() })),
    );
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("a cell imports what there is, on any machine, and draws the figure that is shown", () => {
  const figures = allExperiments.flatMap((experiment) =>
    Object.keys(figuresOf(experiment)).map((figure): BenchState => ({ ...startOf(experiment.name), figure }))
  );
  const machines = presets.map(({ name }) => ({
    ...startOf("locks"),
    machine: { base: name, changes: { chips: 2, dram: 300, link: 1, coherence: "directory" } },
  }));
  for (const state of [...figures, ...machines]) {
    const [, names] = /^import { (.*) } from "corey-lab";/.exec(notebookCell(state))!;
    for (const name of names!.split(", ")) assert.ok(name in lab, `${name} for ${toHash(state)}`);
  }
  const drawn = (hash: string) => notebookCell(fromHash(hash)).split("\n").at(-1);
  assert.equal(drawn("dup-close"), "await show(experiments.dupClose.figure(rows));");
  assert.equal(drawn("dup-close?figure=L3+misses"), "await show(dupCloseMisses(rows));");
  assert.equal(
    drawn("buffer-cache?figure=write-heavy"),
    'await show(bufferCacheRates(rows, "write-heavy"));',
  );
});

Deno.test("no two points that can be looked at have one name", () => {
  // The size of the web server's files is in its rows, not in its labels.
  for (const { name } of allExperiments.filter(({ name }) => name !== "web-server")) {
    const points = pointsOfState(startOf(name)).filter(({ point }) => point.run);
    const names = points.map(({ point }) => pointName(point.labels));
    assert.deepEqual(names, [...new Set(names)], name);
  }
});

Deno.test("experiments are found by the names that notebooks have for them, and every figure by its own", () => {
  for (const [key, { name }] of Object.entries(experiments)) {
    assert.equal(keyOf(name), key);
    assert.equal(experimentNamed(name).name, name);
    assert.ok(Object.keys(figuresOf(experimentNamed(name))).length >= 1);
  }
});

Deno.test("figures of experiments in notebooks lead to the bench, with their parameters", () => {
  const cell = (source: string): CodeCell => ({
    cell_type: "code",
    id: "c",
    metadata: {},
    execution_count: 1,
    source,
    outputs: [{ output_type: "display_data", data: { "image/png": "" }, metadata: {} }],
  });
  const cells = [
    cell(
      'const rows = saveRows(\n  await experiments.dupClose.run({}, { workers: 2 }),\n  "dup_close",\n);\n' +
        "await show(experiments.dupClose.figure(rows));",
    ),
    cell("await show(dupCloseMisses(rows));"),
    cell(
      "const few = await experiments.locks.run({ locks: [...kinds] });\nawait show(experiments.locks.figure(few));",
    ),
    cell("const one = await experiments.mapreduce.run({});\nawait show(experiments.mapreduce.figure(one));"),
    cell("await show(drawMachine(opteron16));"),
  ];
  const links = benchLinks({ metadata: {}, cells });
  assert.deepEqual(cells.map((cell) => links.get(cell)), [
    "dup-close?repeats=8",
    "dup-close?repeats=8&figure=L3+misses",
    undefined,
    "mapreduce",
    undefined,
  ]);
});

/** What the first point of a first look may cost: a reader waits for it. */
const MOST = { steps: 250_000, accesses: 500_000 };

slow("the first point of each experiment is cheap, and not so small that there is nothing to see", () => {
  for (const { name } of allExperiments) {
    const { row, cost } = measureAndCount(pointsOfState(startOf(name))[0]!.point);
    assert.equal(row.error, undefined, name);
    assert.ok(cost.steps < MOST.steps && cost.accesses < MOST.accesses, `${name}: ${JSON.stringify(cost)}`);
  }
});
