/**
 * What a study costs beside its simulations: 200 points on one core and on two, what a point costs, and how
 * long ten thousand results take to merge.
 */
import { opteron16 } from "corey-lab/machine";
import { projectPath } from "../../lib/files/project.ts";
import { load } from "../../lib/study/load.ts";
import { measureStudy } from "../../lib/study/measure.ts";
import { Results } from "../../lib/study/results.ts";
import { statusOf } from "../../lib/study/status.ts";

const folder = Deno.makeTempDirSync();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Measures a study into a fresh folder. */
async function measured(file: string, workers: number): Promise<void> {
  const study = await load(projectPath(file), Deno.makeTempDirSync({ dir: folder }));
  await measureStudy(study, { workers });
}

for (const workers of [1, 2]) {
  Deno.bench({
    name: `200 points of own functions, ${workers === 1 ? "one worker" : "two workers"}`,
    group: "studies: cores",
    baseline: workers === 1,
    n: 2,
    warmup: 1,
    fn: async () => await measured("tests/bench/own_functions.ts", workers),
  });
}

const thousand = "tests/study/studies/thousand.ts", { points } = await load(projectPath(thousand), folder);
Deno.bench({
  name: "1,000 points in a plain loop",
  group: "studies: overhead",
  baseline: true,
  n: 3,
  warmup: 1,
  fn: () => void points.map((point) => point.measure()),
});
Deno.bench({
  name: "1,000 points as a study, one worker",
  group: "studies: overhead",
  n: 3,
  warmup: 1,
  fn: async () => await measured(thousand, 1),
});

const results = new Results(`${folder}/many`, "01234567");
const many = Array.from({ length: 10_000 }, (_, i) => ({
  labels: { experiment: "e", machine: opteron16.name, system: "s", cores: 1, i },
  measure: () => ({}),
}));
for (const { labels } of many) {
  results.keep({ labels }, { row: { ...labels, rate: 1 / labels.i }, cost: { steps: 9, accesses: 9 } });
}
Deno.bench({
  name: "10,000 results merged",
  group: "studies: merge",
  n: 3,
  warmup: 1,
  fn: () => void statusOf({ name: "many", module: "", points: many, results }),
});
