/**
 * How long a reader of the bench waits, in a real browser: from the click on a link to the first figure,
 * which may lack points (the median of three pages that are opened anew), and to the whole one. It is
 * `deno task bench --pages`, and prints a line as it comes.
 */
import { experiments } from "corey-lab/experiments";
import type { Page } from "playwright-core";
import { benchPage } from "../../lib/site/bench_page.ts";
import { startOf, toHash } from "../../lib/site/bench_state.ts";
import { closed, opened } from "../site/browser.ts";

const OPENINGS = 3;

/** What is opened: the first look at each experiment, and 1,024 cores. */
const states = [
  ...Object.values(experiments).map(({ name }) => ({ what: name, hash: toHash(startOf(name)) })),
  {
    what: "dup-close, 1,024 cores",
    hash: toHash({
      ...startOf("dup-close"),
      machine: { base: "opteron16", changes: { chips: 64, coresPerChip: 16, coherence: "directory" } },
    }),
  },
];

/** By the page's own clock, which starts at the click, and its own marks: to ask from outside takes time. */
async function secondsUntil(page: Page, which: "first" | "last", selector: string): Promise<number> {
  await page.waitForSelector(selector);
  await page.waitForFunction(() => performance.getEntriesByName("figure").length > 0);
  const marks = await page.evaluate(() =>
    performance.getEntriesByName("figure").map((mark) => mark.startTime)
  );
  return (which === "first" ? marks[0]! : marks.at(-1)!) / 1000;
}

const line = (...[what, first, whole]: readonly string[]) =>
  console.log(`${what!.padEnd(22)} ${first!.padStart(20)} ${whole!.padStart(20)}`);

const folder = await Deno.makeTempDir();
try {
  await Deno.writeTextFile(`${folder}/bench.html`, await benchPage({ indexHref: "index.html" }));
  // A reader comes from a page of the same place, as the index is.
  const links = states.map(({ hash }) => `<a href="bench.html#${hash}">bench</a>`);
  await Deno.writeTextFile(`${folder}/index.html`, `<!doctype html><title>links</title>${links.join(" ")}`);
  line("opened", "first figure seconds", "whole figure seconds");
  for (const [place, { what }] of states.entries()) {
    const firsts: number[] = [];
    let whole = 0;
    for (let i = 1; i <= OPENINGS; i++) {
      const { page } = await opened(`${folder}/index.html`);
      await page.locator("a").nth(place).click();
      firsts.push(await secondsUntil(page, "first", ".results svg"));
      if (i === OPENINGS) whole = await secondsUntil(page, "last", ".status[data-done]");
      await page.close();
    }
    firsts.sort((a, b) => a - b);
    line(what, firsts[Math.floor(OPENINGS / 2)]!.toFixed(2), whole.toFixed(1));
  }
} finally {
  await closed();
  await Deno.remove(folder, { recursive: true });
}
