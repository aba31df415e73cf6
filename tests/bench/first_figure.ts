/**
 * How long a reader of the bench waits, in a real browser: from opening the page to the first figure, which
 * may lack points, and to the whole one; `deno task bench --pages` prints a table. Each line is the median of
 * three pages that are opened anew.
 */
import { experiments } from "corey-lab/experiments";
import { table } from "../../lib/notebook/table.ts";
import { benchPage } from "../../lib/site/bench_page.ts";
import { startOf, toHash } from "../../lib/site/bench_state.ts";
import { closed, opened } from "../site/browser.ts";

const OPENINGS = 3;

/** What is opened: the first look at each experiment, all of those that are not long, and 1,024 cores. */
const states = [
  ...Object.values(experiments).map(({ name }) => ({ what: name, hash: toHash(startOf(name)) })),
  ...["dup-close", "locks", "address-ranges", "kernel-cores"].map((name) => ({
    what: `${name}, all of it`,
    hash: toHash({ ...startOf(name), settings: {} }),
  })),
  {
    what: "dup-close, 1,024 cores",
    hash: toHash({
      ...startOf("dup-close"),
      machine: { base: "opteron16", changes: { chips: 64, coresPerChip: 16, coherence: "directory" } },
    }),
  },
];

const folder = await Deno.makeTempDir();
try {
  const path = `${folder}/bench.html`, rows = [];
  await Deno.writeTextFile(path, await benchPage({ indexHref: "index.html" }));
  for (const { what, hash } of states) {
    const times: { first: number; whole: number }[] = [];
    for (let i = 0; i < OPENINGS; i++) {
      const started = performance.now(), seconds = () => (performance.now() - started) / 1000;
      const { page } = await opened(path, `#${hash}`);
      await page.waitForSelector(".results svg");
      const first = seconds();
      await page.waitForSelector(".status[data-done]");
      times.push({ first, whole: seconds() });
      await page.close();
    }
    const median = (of: "first" | "whole") =>
      times.map((time) => time[of]).sort((a, b) => a - b)[Math.floor(OPENINGS / 2)]!;
    rows.push({ opened: what, firstFigureSeconds: median("first"), wholeFigureSeconds: median("whole") });
  }
  console.log(table(rows).text);
} finally {
  await closed();
  await Deno.remove(folder, { recursive: true });
}
