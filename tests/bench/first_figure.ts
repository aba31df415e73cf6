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

/** A browser that has just opened a window goes on loading what is around the page. */
const SETTLES_MILLISECONDS = 2500;
/** Nobody asks a page for its marks before: to do so, Playwright would run a large script in it. */
const UNASKED_MILLISECONDS = 4000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** By the page's own clock, which starts at the click, and its own marks of the figures it has painted. */
async function secondsOfFigures(page: Page): Promise<number[]> {
  await page.waitForFunction(() => performance.getEntriesByName("figure").length > 0);
  return await page.evaluate(() =>
    performance.getEntriesByName("figure").map((mark) => mark.startTime / 1000)
  );
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
      await pause(SETTLES_MILLISECONDS);
      await page.locator("a").nth(place).click();
      await pause(UNASKED_MILLISECONDS);
      firsts.push((await secondsOfFigures(page))[0]!);
      if (i === OPENINGS) {
        await page.waitForSelector(".status[data-done]");
        whole = (await secondsOfFigures(page)).at(-1)!;
      }
      await page.close();
    }
    firsts.sort((a, b) => a - b);
    line(what, firsts[Math.floor(OPENINGS / 2)]!.toFixed(2), whole.toFixed(1));
  }
} finally {
  await closed();
  await Deno.remove(folder, { recursive: true });
}
