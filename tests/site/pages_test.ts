/** Pages of notebooks and outputs that simulate, in a real browser. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { experiments, live, opteron16, range, show, table } from "corey-lab";
import { explorer } from "corey-lab/plots";
import type { NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";
import { notebookToHtml } from "../../lib/jupyter/html/notebook.ts";
import { figureBundle } from "../../lib/notebook/show.ts";
import { benchPrograms, bundled } from "../../lib/site/bundle.ts";
import { notebookPage } from "../../lib/site/notebook_page.ts";
import { run } from "../cli/run_command.ts";
import { projectPath } from "../../lib/files/project.ts";
import { slow } from "../slow.ts";
import { seriousFaults } from "./axe.ts";
import { closed, inBrowser, opened } from "./browser.ts";

const folder = Deno.makeTempDirSync();
Deno.test.afterAll(async () => {
  await closed();
  Deno.removeSync(folder, { recursive: true });
});

/** A notebook with a chart that can be explored, and whatever else. */
async function withChart(more = ""): Promise<NotebookDocument> {
  const rows = range(1, 3).map((cores) => ({ cores, rate: cores, system: "</script>" }));
  const chart = await figureBundle(
    explorer(rows, { x: "cores", y: "rate", stroke: "system", title: "Rate" }),
  );
  return {
    metadata: {},
    cells: [{
      cell_type: "code",
      id: "c",
      metadata: {},
      execution_count: 1,
      source: "await show(explorer(rows));",
      outputs: [
        { output_type: "display_data", data: chart.data, metadata: chart.metadata },
        { output_type: "display_data", data: { "text/html": more }, metadata: {} },
      ],
    }],
  };
}

const places = { title: "A notebook", indexHref: "../index.html", benchHref: "../bench.html" };

inBrowser(
  "a chart can be explored; no script runs but the page's own; without scripts it is a picture",
  async () => {
    const path = `${folder}/chart.html`,
      evil = `<img src="x:" onerror="document.title='taken'"><script>document.title="taken"</script>`;
    Deno.writeTextFileSync(path, await notebookPage(await withChart(evil), places));
    const { page, errors, requests } = await opened(path);
    await page.waitForSelector("div.chart svg");
    assert.equal(await page.title(), "A notebook");
    assert.ok(
      errors.length > 0 &&
        errors.every((error) => /Content Security Policy|ERR_UNKNOWN_URL_SCHEME/.test(error)),
      errors.join(),
    );
    assert.deepEqual(requests.filter((url) => !/^(file|data|x):/.test(url)), []);
    await page.close();
    const plain = await notebookToHtml(await withChart(), {
      ...places,
      isTrusted: false,
      live: { below: () => undefined, charts: await bundled("charts") },
    });
    assert.ok(
      !plain.includes("<script") && plain.includes("script-src 'none'"),
      "a stranger's page has no script",
    );
    assert.match(plain, /<img src="data:image\/png/);
  },
);

inBrowser("on a phone what is wide scrolls in a box, by the keyboard as well, and can be read", async () => {
  const wide = table([Object.fromEntries(range(1, 30).map((n) => [`column${n}`, n]))]).html;
  const { cells } = await withChart(`${wide}<pre>${"source ".repeat(99)}</pre>`);
  const code = ["```", "a line of no language that is wider than the screen is", "```"].join("\n");
  const prose = { cell_type: "markdown", id: "m", metadata: {}, source: code } as const;
  const notebook = { metadata: {}, cells: [prose, ...cells] }, path = `${folder}/phone.html`;
  const pages = [
    { scheme: "light", html: await notebookToHtml(notebook, places), drawn: ".picture img" },
    { scheme: "dark", html: await notebookPage(notebook, places), drawn: "div.chart svg" },
  ] as const;
  for (const { scheme, html, drawn } of pages) {
    Deno.writeTextFileSync(path, html);
    const { page } = await opened(path, "", { width: 390, scheme });
    const share = await page.locator(drawn).evaluate((picture) =>
      picture.clientWidth / Number(picture.getAttribute("width"))
    );
    assert.ok(share > 0.7, `${drawn} is drawn at ${share} of its width`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    assert.deepEqual(await seriousFaults(page), [], scheme);
    await page.close();
  }
});

inBrowser("the bench in a notebook simulates where scripts may run, and is a picture elsewhere", async () => {
  const sent: { data: Record<string, string> }[] = [];
  const broadcast = (_: string, content: unknown) =>
    Promise.resolve(void sent.push(content as typeof sent[0]));
  await show(
    live(experiments.dupClose, { cores: [1, 2], repeats: 1, microseconds: 50, machine: opteron16 }),
    {},
    { broadcast },
  );
  const { "text/html": html, "image/png": png } = sent[0]!.data;
  assert.ok(png!.length > 1000 && html!.length < 1.25e6);
  const pageWith = (policy: string) =>
    `<!doctype html><html lang="en"><meta charset="utf-8">${policy}<title>out</title><body>${html}</body></html>`;
  Deno.writeTextFileSync(`${folder}/live.html`, pageWith(""));
  const { page, errors, requests } = await opened(`${folder}/live.html`);
  const frame = page.frameLocator("iframe");
  await frame.locator(".status[data-done]").waitFor();
  await frame.locator("#set-lock").selectOption("mcs");
  await frame.locator("figure.picture", { hasText: "linux, mcs lock" }).waitFor();
  assert.deepEqual(errors, []);
  assert.deepEqual(requests.filter((url) => !/^(file|blob|data):/.test(url)), []);
  await page.close();
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'none'">`;
  Deno.writeTextFileSync(`${folder}/still.html`, pageWith(policy));
  const still = await opened(`${folder}/still.html`);
  await still.page.frameLocator("iframe").locator("img").waitFor();
  // JupyterLab takes the frame out of what it does not trust: then the picture below it is there as a whole.
  await still.page.locator("iframe").evaluate((frame) => frame.remove());
  const below = await still.page.locator("img").evaluate((image) => [
    image.clientWidth,
    image.clientHeight < image.parentElement!.clientHeight,
  ]);
  assert.deepEqual(below, [700, true]);
  await still.page.close();
  // What VS Code sets for outputs of notebooks with `notebook.experimental.enableCsp`, without its own addresses:
  // no workers. Else it sets nothing.
  const strict = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
    "img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:";
  const meta = `<meta http-equiv="Content-Security-Policy" content="${strict}">`;
  Deno.writeTextFileSync(`${folder}/strict.html`, pageWith(meta));
  const alone = await opened(`${folder}/strict.html`);
  await alone.page.frameLocator("iframe").locator(".status[data-done]").waitFor();
  await alone.page.close();
});

inBrowser("a chart in a notebook can be explored, and is a picture where no script runs", async () => {
  const rows = range(1, 2).flatMap((far) =>
    range(1, 3).map((cores) => ({ far, cores, rate: cores / far, system: "linux" }))
  );
  const slider = { column: "far", at: 1 }, stroke = "system";
  const chart = live(explorer(rows, { x: "cores", y: "rate", stroke, title: "Rate", slider }));
  const { data } = await figureBundle(await chart.draw());
  const html = await chart.html({ png: String(data["image/png"]), alt: "Rate by cores", width: 653 });
  assert.ok(html.length < 1.2e6);
  Deno.writeTextFileSync(`${folder}/explored.html`, html);
  const { page, errors, requests } = await opened(`${folder}/explored.html`);
  const frame = page.frameLocator("iframe"), lines = frame.locator("div.chart svg");
  const before = await lines.innerHTML();
  await frame.locator("input[type=range]").press("ArrowRight");
  for (let tries = 0; await lines.innerHTML() === before; tries++) {
    assert.ok(tries < 100, "the slider moves the line");
    await page.waitForTimeout(50);
  }
  assert.deepEqual([errors, requests.filter((url) => !/^(file|data|about):/.test(url))], [[], []]);
  await page.close();
  assert.match(html, /^<div[^>]*><img src="data:image\/png[^>]*alt="Rate by cores"/);
});

slow("what runs in a browser has nothing of Deno or Node in it", async () => {
  const programs = {
    charts: await bundled("charts"),
    start: await bundled("start"),
    ...await benchPrograms(),
  };
  for (const [name, program] of Object.entries(programs)) {
    assert.doesNotMatch(
      program,
      /\bDeno\.\w|\b(from|import)\b\s*\(?\s*["']node:|\bimport\.meta|\brequire\(/,
      name,
    );
  }
  const draws = /\.querySelector\(/;
  assert.ok(!draws.test(programs.lab) && draws.test(programs.view), "what workers read draws nothing");
});

slow(
  "deno task site writes the index, the bench and a page a notebook, all light, with no link that leads nowhere",
  async () => {
    const out = `${folder}/my site`, { code, stdout, stderr } = await run("site", "--out", out);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Open .*index\.html, or .*bench\.html\.\n$/);
    const pages = [
      "index.html",
      "bench.html",
      ...Array.from(Deno.readDirSync(projectPath("notebooks")), ({ name }) => name)
        .filter((name) => name.endsWith(".ipynb")).map((name) =>
          `notebooks/${name.replace("ipynb", "html")}`
        ),
    ];
    for (const name of pages) {
      assert.ok(Deno.statSync(`${out}/${name}`).size < 1.5e6, `${name} is lighter than 1.5 MB`);
      const html = Deno.readTextFileSync(`${out}/${name}`)
        .replace(/<script(?: type="text\/plain" id="\w+")?>.*<\/script>/s, "");
      assert.doesNotMatch(
        html,
        /<(?:script|img|link|iframe)[^>]* (?:src|href)="(?!data:)/,
        `${name} loads nothing`,
      );
      for (const [, href] of html.matchAll(/<a [^>]*href="([^"#:]+)(?:#[^"]*)?"/g)) {
        Deno.statSync(new URL(href!, pathToFileURL(`${out}/${name}`)));
      }
    }
    assert.match(
      Deno.readTextFileSync(`${out}/notebooks/02_dup_close.html`),
      /bench\.html#dup-close\?repeats=8"/,
    );
  },
);
