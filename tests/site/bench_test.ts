/** The bench in a real browser, opened as a file, as a reader would. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { benchPage } from "../../lib/site/bench_page.ts";
import { run } from "../cli/run_command.ts";
import { seriousFaults } from "./axe.ts";
import { closed, done, inBrowser, opened, type Opening, type Watched } from "./browser.ts";

const folder = Deno.makeTempDirSync(), bench = `${folder}/a bench.html`;
Deno.test.afterAll(async () => {
  await closed();
  Deno.removeSync(folder, { recursive: true });
});

/** Opens the bench; it is made when the first test needs it. */
async function openedBench(hash: string, opening?: Opening): Promise<Watched> {
  try {
    Deno.statSync(bench);
  } catch {
    Deno.writeTextFileSync(bench, await benchPage());
  }
  return await opened(bench, hash, opening);
}

async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText(button).click()]);
  return Deno.readTextFileSync(await download.path());
}

const small = [
  ["machine", "#machine", []],
  ["footprint", "#footprint?kilobytes=16,1024", ["--set", "kilobytes=16,1024"]],
  ["dup-close", "#dup-close?cores=1..4,16&repeats=2&lock=mcs", [
    "--cores",
    "1..4,16",
    "--set",
    "repeats=2",
    "--set",
    "lock=mcs",
  ]],
  ["locks", "#locks?cores=2,16&repeats=1&locks=ticket,mcs", [
    "--cores",
    "2,16",
    "--set",
    "repeats=1",
    "--set",
    "locks=ticket,mcs",
  ]],
  ["shares", "#shares?cores=1,8&repeats=1", ["--cores", "1,8", "--set", "repeats=1"]],
  // What a first look has set is said on the command line.
  ["mapreduce", "#mapreduce?cores=1", [
    "--cores",
    "1",
    "--set",
    "sampleMegabytesPerCore=2",
    "--set",
    "stretchWords=512",
  ]],
  ["web-server", "#web-server?kilobytes=16&requests=5", [
    "--cores",
    "4",
    "--set",
    "kilobytes=16",
    "--set",
    "requests=5",
    "--set",
    "warmUpMicroseconds=1000",
    "--set",
    "cachesFilled=1",
  ]],
] as const;

inBrowser("rows in a browser are those of the command line, byte for byte", async () => {
  const { page } = await openedBench(small[0][1]);
  for (const [name, hash, words] of small) {
    const ran = run("run", name, ...words, "--format", "json");
    await page.evaluate((hash) => location.hash = hash, hash);
    await page.waitForSelector(`.status[data-done^="${name}"]`);
    assert.equal(await downloaded(page, "rows as JSON"), (await ran).stdout, name);
  }
  await page.close();
});

const quick = "#dup-close?cores=1,2,4&repeats=1&microseconds=100";

inBrowser("a moved slider gives new rows, and a link opened in a new window the same figure", async () => {
  const { page, errors, requests } = await openedBench(quick);
  await done(page);
  const before = await downloaded(page, "figure as SVG");
  await page.evaluate(() => {
    const { abort } = AbortController.prototype;
    AbortController.prototype.abort = function (reason) {
      if (reason === undefined) console.error("V8 looks up where this is, and reads the whole script for it");
      abort.call(this, reason);
    };
  });
  await page.locator("#machine-remoteCache-slider").fill("150");
  await page.waitForFunction(() => location.hash.includes("machine.remoteCache="));
  await done(page);
  const after = await downloaded(page, "figure as SVG");
  assert.notEqual(after, before);
  const other = await openedBench(new URL(page.url()).hash);
  await done(other.page);
  assert.equal(await downloaded(other.page, "figure as SVG"), after);
  assert.deepEqual([...errors, ...other.errors], []);
  assert.deepEqual(requests.filter((url) => !/^(file|blob):/.test(url)), [], "no request leaves the page");
  await Promise.all([page.close(), other.page.close()]);
});

inBrowser("a run that is pinned is drawn beside the next, also from a link", async () => {
  const { page, errors } = await openedBench(quick);
  await done(page);
  await page.getByText("pin this run as A").click();
  await page.locator("#set-lock").selectOption("mcs");
  await done(page);
  const legend = await page.textContent("figure.picture [data-part=legend]");
  assert.equal(legend, "A: linuxB: linux, mcs lock");
  const other = await openedBench(new URL(page.url()).hash);
  await done(other.page);
  assert.equal(await other.page.textContent("figure.picture [data-part=legend]"), legend);
  await page.getByText("unpin").press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "pin this run as A");
  assert.deepEqual(errors, []);
  await Promise.all([page.close(), other.page.close()]);
});

inBrowser("a file that is no machine gives the sentence of the machines' schema", async () => {
  const { page } = await openedBench(quick);
  await done(page);
  const chosen = async (text: string) => {
    Deno.writeTextFileSync(`${folder}/mine.json`, text);
    await page.locator("#machine-file").setInputFiles(`${folder}/mine.json`);
  };
  const spec = JSON.parse(await downloaded(page, "machine as JSON"));
  await chosen(JSON.stringify({ ...spec, chips: { ...spec.chips, value: 0 } }));
  assert.match(await page.textContent(".drop .problem") ?? "", /chips\.value = 0: expected a number from 1/);
  await chosen("{");
  await page.waitForFunction(() =>
    document.querySelector(".drop .problem")?.textContent === "mine.json is not JSON"
  );
  await chosen(JSON.stringify({ extends: spec.name, name: "mine", chips: 2 }));
  await page.waitForFunction(() => location.hash.includes("spec="));
  await done(page);
  assert.equal(await page.locator("#machine").inputValue(), "mine");
  assert.equal(await page.locator("#machine-chips").inputValue(), "2");
  await page.close();
});

inBrowser("a point is looked at: why, which lines, and one of them step by step", async () => {
  const { page, errors } = await openedBench(quick);
  await done(page);
  await page.locator(".points circle").last().press("Enter");
  await page.getByText("follow files_struct.file_lock").click();
  const step = page.locator(".step");
  assert.match(await step.textContent() ?? "", /^Step 1 of \d+, [\d.]+ µs: Core \d+/);
  await page.getByText("forward ▶").click();
  assert.match(await step.textContent() ?? "", /^Step 2 /);
  await page.getByText("◀ back").click();
  assert.match(await step.textContent() ?? "", /^Step 1 /);
  assert.ok(new URL(page.url()).hash.includes("look=2"));
  assert.deepEqual(errors, []);
  assert.deepEqual(await seriousFaults(page), []);
  await page.close();
});

inBrowser("the bench is as accessible on a small dark screen, and nothing sticks out", async () => {
  const { page } = await openedBench(`${quick}&look=2`, { width: 390, scheme: "dark" });
  await page.getByText("follow files_struct.file_lock").click();
  assert.deepEqual(await seriousFaults(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.evaluate(() => location.hash = "#web-server?cores=2&kilobytes=4&requests=1&without=locality");
  await page.locator("summary", { hasText: /^1 row$/ }).waitFor();
  const title = await page.locator("figure.picture text", { hasText: "logarithmic)" }).first().boundingBox();
  assert.ok(title!.x + title!.width < 390, "the title of the y axis is there as a whole");
  await page.close();
});

inBrowser("the page is under 1 MB, and what takes long begins with less and says so", async () => {
  const { page } = await openedBench("#mapreduce");
  assert.ok(Deno.statSync(bench).size < 1e6);
  assert.match(
    await page.textContent(".first-look") ?? "",
    /^A first look: .* 2 MB of the text for each core instead of 32 MB/,
  );
  await page.close();
});

inBrowser("an address that stands for nothing is refused in a sentence", async () => {
  const { page, errors } = await openedBench("#dup-close?machine=cray");
  const says = page.locator(".results .problem");
  assert.match(await says.textContent() ?? "", /no machine cray: expected one of opteron16/);
  await page.evaluate(() => location.hash = "#dup-close?repeats=0");
  await says.filter({ hasText: "repeats = 0: " }).waitFor();
  await page.locator("#experiment").selectOption("machine");
  await done(page);
  assert.deepEqual(errors, []);
  await page.close();
});

inBrowser("where a page may have no workers, it measures and looks closer by itself", async () => {
  const path = `${folder}/no workers.html`;
  Deno.writeTextFileSync(path, (await benchPage()).replace("worker-src blob:", "worker-src 'none'"));
  const { page } = await opened(path, quick);
  await done(page);
  await page.getByText("look closer").click();
  await page.getByText("The lines that cost most").waitFor();
  await page.close();
});
