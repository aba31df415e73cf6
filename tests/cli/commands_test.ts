/** The commands as people and scripts see them: what they print, and how they fail. */
import assert from "node:assert/strict";
import { projectPath } from "../../lib/files/project.ts";
import type { Row } from "corey-lab";
import { lscpu } from "../host/reports.ts";
import { run } from "./run_command.ts";
import { alike, slow } from "../slow.ts";

slow("run prints rows as JSON and CSV with the same columns, and nothing else on stdout", async () => {
  const args = ["dup-close", "--cores", "1,2", "--set", "microseconds=100"];
  const [json, csv] = await Promise.all([
    run("run", ...args, "--format", "json"),
    run("run", ...args, "--format", "csv"),
  ]);
  const rows = JSON.parse(json.stdout);
  // A column may be in some rows only.
  assert.deepEqual(Object.keys(Object.assign({}, ...rows)), csv.stdout.split("\n")[0]!.split(","));
  for (const column of ["experiment", "machine", "system", "cores", "throughputPerSecond", "l3MissesPerOp"]) {
    assert.ok(column in rows[0], column);
  }
  assert.equal(json.code, 0);
});

slow("run prints a figure as SVG, and takes a machine from a file", async () => {
  const file = projectPath("data/machines/opteron48.json");
  const { stdout, code } = await run(
    "run",
    "dup-close",
    "--machine",
    file,
    "--cores",
    "1,2",
    "--format",
    "svg",
  );
  assert.match(stdout, /^<svg/);
  assert.equal(code, 0);
});

const bad: [string, string[], RegExp][] = [
  ["an unknown experiment", ["nothing"], /no experiment nothing: expected one of machine, /],
  [
    "an experiment called as its notebook",
    ["dup_close"],
    /no experiment dup_close: .*did you mean dup-close\?/,
  ],
  [
    "an option that is nearly one",
    ["dup-close", "--core", "1"],
    /unknown option '--core' \(Did you mean --cores/,
  ],
  ["a lock's name with a slip", ["dup-close", "--set", "lock=mc"], /lock=mc: .*did you mean mcs\?/],
  ["a word for a number", ["dup-close", "--set", "seed=x"], /seed=x: expected (a )?number/],
  [
    "an unknown machine",
    ["locks", "--machine", "cray"],
    /no machine cray: expected a preset or the path of a JSON file; there are opteron16, /,
  ],
  ["more cores than there are", ["dup-close", "--cores", "17"], /cores = 17: opteron16 has 16 cores/],
  ["no cores", ["dup-close", "--cores", "0"], /cores = 0: opteron16 has 16 cores/],
  ["words for cores", ["dup-close", "--cores", "many"], /cores = many: expected numbers/],
  [
    "a parameter that there is not",
    ["dup-close", "--set", "colour=red"],
    /no parameter colour: expected one of machine/,
  ],
  ["a value that does not fit", ["dup-close", "--set", "lock=rope"], /lock=rope.*"ticket"/],
  ["a format that there is not", ["dup-close", "--format", "pdf"], /pdf.*table, json, csv, svg/],
  [
    "a parameter called as what every object has",
    ["dup-close", "--set", "toString=1"],
    /no parameter toString: /,
  ],
  ["a parameter called constructor", ["dup-close", "--set", "constructor=1"], /no parameter constructor: /],
  ["a machine given as a parameter", ["dup-close", "--set", "machine=cray"], /machine=cray: .*--machine/],
  [
    "more cores than any machine has",
    ["dup-close", "--cores", "1..4000000000"],
    /cores = 1\.\.4000000000: .*1024/,
  ],
  ...["abc", "0", "-3", "2.5", "1e20", "100000000"].map((count): [string, string[], RegExp] => [
    `--workers ${count}`,
    ["dup-close", "--workers", count],
    new RegExp(`--workers ${count}: expected a whole number from 1 to 256`),
  ]),
  ...["1e9", "0.01"].map((size): [string, string[], RegExp] => [
    `a footprint of ${size} KB`,
    ["footprint", "--set", `kilobytes=${size}`],
    new RegExp(`kilobytes=${size}: expected whole numbers of KB from 1 to 262144`),
  ]),
  ["a word in a list of numbers", ["footprint", "--set", "kilobytes=16,many"], /kilobytes=16,many: .*number/],
  ["two experiments", ["locks", "shares"], /too many arguments/],
  ["columns of a figure", ["locks", "--format", "svg", "--columns", "cores"], /a figure has no columns/],
];

for (const [i, [what, args, message]] of bad.entries()) {
  alike(i)(`run answers ${what} with one sentence and exit code 2`, async () => {
    const { code, stdout, stderr } = await run("run", ...args);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.equal(stdout, "");
  });
}

slow("run reports a window in which nothing was completed as the row's error, with exit code 1", async () => {
  const { code, stdout, stderr } = await run(
    ...["run", "dup-close", "--cores", "1", "--set", "microseconds=0.0001", "--format", "json"] as const,
  );
  const [row] = JSON.parse(stdout);
  assert.match(row.error, /no operation ended in the window of 0\.0001 µs/);
  assert.ok(!("throughputPerSecond" in row), "and no empty cells");
  assert.match(stderr, /opteron16, linux, 1 core: no operation ended/);
  assert.equal(code, 1);
});

slow(
  "run refuses a machine whose file is wrong, naming the place, the value and what was expected",
  async () => {
    const spec = JSON.parse(await Deno.readTextFile(projectPath("data/machines/opteron16.json")));
    const cases: [(spoilt: typeof spec) => void, RegExp][] = [
      [
        (spoilt) => spoilt.l2.latencyCycles.value = -14,
        /l2\.latencyCycles\.value = -14: expected a number from 0\.1/,
      ],
      [(spoilt) => delete spoilt.l3, /l3 is missing: expected object/],
      [(spoilt) => spoilt.l1.colour = "red", /colour/],
      [(spoilt) => spoilt.chips.value = 5000, /5000: expected a number from 1 to 1,024/],
    ];
    for (const [spoil, message] of cases) {
      const spoilt = structuredClone(spec);
      spoil(spoilt);
      const file = await Deno.makeTempFile({ suffix: ".json" });
      await Deno.writeTextFile(file, JSON.stringify(spoilt));
      const { code, stderr } = await run("run", "locks", "--machine", file);
      await Deno.remove(file);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  },
);

slow("fidelity gives an entry a claim, with the fields that scripts rely on", async () => {
  const { stdout, code } = await run("fidelity", "dup-close", "--format", "json");
  const verdicts = JSON.parse(stdout);
  assert.ok(verdicts.length > 5);
  for (const verdict of verdicts) {
    for (
      const key of [
        "experiment",
        "claim",
        "paper",
        "model",
        "unit",
        "relativeError",
        "tolerance",
        "kind",
        "ok",
      ]
    ) {
      assert.ok(key in verdict, key);
    }
  }
  assert.equal(code, 0);
});

slow(
  "advise ranks what would help, each tried; as JSON for scripts, and with a sketch on demand",
  async () => {
    const small = [
      "advise",
      "dup-close",
      "--cores",
      "4",
      "--repeats",
      "1",
      "--set",
      "microseconds=100",
    ] as const;
    const [table, json, sketch] = await Promise.all([
      run(...small),
      run(...small, "--format", "json"),
      run(...small, "--sketch", "any free number"),
    ]);
    assert.match(table.stdout, /^3\. Which abstraction helps\? +shares/m);
    assert.match(table.stdout, /^shares +files_struct +simulated: corey-private .* helps/m);
    assert.match(table.stdout, /^any free number .* simulated: linux-threads, any number .* helps/m);
    const { goal, rows } = JSON.parse(json.stdout);
    assert.deepEqual(goal, { column: "throughputPerSecond", better: "more" });
    assert.ok(rows.length > 3 && rows[0].gain >= rows[1].gain);
    assert.match(sketch.stdout, /descriptors: "any"/);
    assert.deepEqual([table.code, json.code, sketch.code], [0, 0, 0]);
  },
);

slow("advise says in a sentence what it cannot do", async () => {
  const cases = [
    [["machine"], /^machine is no run of a workload on a system: nothing to advise$/m],
    [["kernel-cores", "--system", "windows"], /^--system windows: expected one of .*linux$/m],
    [["dup-clos"], /^there is no experiment dup-clos/],
  ] as const;
  for (const [args, sentence] of cases) {
    const { stderr, code } = await run("advise", ...args);
    assert.match(stderr, sentence);
    assert.equal(code, 2);
  }
});

slow("run takes all cores, and as many as there are; a file says which machine it extends", async () => {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(
    file,
    JSON.stringify({ extends: "epyc64", name: "two", chips: 1, coresPerChip: 2 }),
  );
  const { stdout, code } = await run(
    "run",
    "dup-close",
    "--machine",
    file,
    "--cores",
    "1..all",
    "--set",
    "microseconds=50",
    "--set",
    "repeats=1",
    "--format",
    "json",
  );
  assert.deepEqual(JSON.parse(stdout).map(({ machine, cores }: Row) => [machine, cores]), [["two", 1], [
    "two",
    2,
  ]]);
  assert.equal(code, 0);
  await Deno.remove(file);
});

slow(
  "machine show draws a machine and lists its numbers by where they come from; import makes one",
  async () => {
    const shown = await run("machine", "show", "milan96");
    assert.match(
      shown.stdout,
      /^milan96: .*\n2 packages, 192 threads in all\n└ 1 chip \(NUMA node\), 128 GB\n/,
    );
    assert.match(shown.stdout, /\nmeasured \(\d+\)\n.*\nrecalled \(\d+\)\n.*\nassumed \(\d+\)\n/s);
    const folder = await Deno.makeTempDir(), report = `${folder}/lscpu.json`;
    await Deno.writeTextFile(report, lscpu);
    const imported = await run("machine", "import", report, "--name", "mine", "--out", `${folder}/mine.json`);
    assert.match(imported.stderr, /^mine: .*\n2 packages, 16 threads in all/);
    assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/mine.json`)).name, "mine");
    const nothing = await run("machine", "import", `${folder}/nothing`);
    assert.deepEqual([nothing.code, nothing.stderr], [2, `${folder}/nothing cannot be read\n`]);
    await Deno.remove(folder, { recursive: true });
  },
);
