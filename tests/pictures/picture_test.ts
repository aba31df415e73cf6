import assert from "node:assert/strict";
import { figureToSvg, pictureSize, svgToPng } from "../../lib/pictures/picture.ts";
import { pngToWebp } from "../../lib/pictures/webp.ts";
import type { PlotFigure, VegaLiteFigure } from "../../lib/plots/figure.ts";
import { slow } from "../slow.ts";

const systems = ["linux-threads", "linux-processes", "corey"];
const rows = systems.flatMap((system, s) =>
  [1, 2, 4, 8, 16].map((cores) => ({ system, cores, cyclesPerPage: 4000 * cores ** s }))
);

const lines: PlotFigure = {
  kind: "plot",
  alt: 'Cycles per page: "Linux" & <Corey>.',
  options: {
    title: "Address ranges",
    subtitle: "Lower is better",
    caption: "Lines are the model.",
    color: { legend: true, domain: systems },
    symbol: { legend: true, domain: systems },
    y: { type: "log", label: "cycles per page" },
  },
  marks: (Plot) => [
    ...systems.map((system, index) =>
      Plot.lineY(rows.filter((row) => row.system === system), {
        x: "cores",
        y: "cyclesPerPage",
        stroke: "system",
        strokeDasharray: `${index + 1},7`,
        marker: index === 0 ? "circle" : "none",
        clip: true,
      })
    ),
    Plot.dot(rows, { x: "cores", y: "cyclesPerPage", stroke: "system", symbol: "system" }),
  ],
};

const chart: VegaLiteFigure = {
  kind: "vega-lite",
  alt: "Cycles per page.",
  spec: {
    data: { values: rows },
    mark: { type: "line", clip: true },
    encoding: {
      x: { field: "cores", type: "quantitative" },
      y: { field: "cyclesPerPage", type: "quantitative" },
      color: { field: "system", type: "nominal" },
    },
  },
};

slow("figureToSvg gives the same bytes for the same figure, and so does svgToPng", async () => {
  for (const figure of [lines, chart]) {
    const first = await figureToSvg(figure);
    const second = await figureToSvg(figure);
    assert.equal(first, second);
    assert.deepEqual(await svgToPng(first, { scale: 1 }), await svgToPng(second, { scale: 1 }));
  }
});

Deno.test("figureToSvg puts title, subtitle, legend, axis label and caption into one SVG", async () => {
  const svg = await figureToSvg(lines);
  for (
    const words of [
      "Address ranges",
      "Lower is better",
      ...systems,
      "cycles per page",
      "Lines are the model.",
    ]
  ) {
    assert.ok(svg.includes(`>${words}<`) || svg.includes(` ${words}<`), words);
  }
  assert.ok(!/<(foreignObject|figure|div|span|style|h2)\b/.test(svg));
});

Deno.test("figureToSvg makes a picture that stands alone, with words for those who do not see it", async () => {
  for (const figure of [lines, chart]) {
    const svg = await figureToSvg(figure);
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /^<svg [^>]*role="img"/);
    assert.match(svg, /^<svg [^>]*font-family="'DejaVu Sans'/);
    assert.ok(pictureSize(svg).width > 300 && pictureSize(svg).height > 200);
    assert.ok(!/currentColor|var\(|system-ui/.test(svg));
  }
  assert.ok(
    (await figureToSvg(lines)).includes('<title>Cycles per page: "Linux" &amp; &lt;Corey&gt;.</title>'),
  );
});

Deno.test("figureToSvg draws a legend's keys with the dashes, markers and symbols of the plot", async () => {
  const svg = await figureToSvg(lines);
  const legend = svg.slice(svg.indexOf('aria-label="legend"'), svg.indexOf("y-axis"));
  assert.deepEqual(
    Array.from(legend.matchAll(/stroke-dasharray="(\d),7"/g), (found) => found[1]),
    ["1", "2", "3"],
  );
  assert.match(legend, /marker-mid="url\(#marker-\d+\)"/);
  assert.equal(legend.match(/<path/g)?.length, 6); // a line and a symbol each
});

Deno.test("figureToSvg draws swatches with an outline, so that a white one is seen", async () => {
  const svg = await figureToSvg({
    kind: "plot",
    alt: "Idle.",
    options: { color: { legend: true, domain: ["idle", "busy"], range: ["#ffffff", "#0072b2"] } },
    marks: (Plot) => [Plot.barX([{ what: "idle" }, { what: "busy" }], { x: 1, fill: "what" })],
  });
  const legend = svg.slice(svg.indexOf('aria-label="legend"'), svg.indexOf('aria-label="bar"'));
  const swatches = legend.match(/<rect [^>]*>/g)!;
  assert.deepEqual(swatches.map((swatch) => /fill="(#\w+)"/.exec(swatch)?.[1]), ["#ffffff", "#0072b2"]);
  for (const swatch of swatches) assert.match(swatch, /stroke="#555"/);
});

Deno.test("figureToSvg numbers ids from 1, and every reference leads to one", async () => {
  const svg = await figureToSvg(lines);
  const ids = Array.from(svg.matchAll(/ id="([^"]+)"/g), (found) => found[1]);
  assert.ok(ids.length > 0 && ids.every((id) => /^(marker|clippath)-\d+$/.test(id ?? "")), ids.join());
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.includes(id), id);
});

Deno.test("figureToSvg widens the margin for long tick labels unless the figure sets it", async () => {
  const bars = (options: PlotFigure["options"]): PlotFigure => ({
    kind: "plot",
    alt: "Bars.",
    options,
    marks: (Plot) => [
      Plot.barX([{ field: "files_struct.file_lock", cost: 1 }], { y: "field", x: "cost" }),
    ],
  });
  const left = async (figure: PlotFigure): Promise<number> =>
    Number((await figureToSvg(figure)).match(/<rect [^>]*\bx="([\d.]+)"/)?.[1]);
  assert.ok(await left(bars({})) > 130);
  assert.equal(await left(bars({ marginLeft: 20 })), 20);
  assert.equal(await left(bars({ margin: 30 })), 30);
});

Deno.test("figureToSvg writes a title of the y axis in lines that a narrow figure has room for", async () => {
  const label = "requests per second (thousands, all cores; logarithmic)";
  const titled = (width: number): PlotFigure => ({
    ...lines,
    options: { ...lines.options, width, y: { ...lines.options.y, label } },
  });
  const [wide, narrow] = await Promise.all([680, 240].map((width) => figureToSvg(titled(width))));
  assert.ok(wide!.includes(`↑ ${label}</text>`));
  const [, title] = /<text[^>]*>(<tspan[^>]*>↑ .*?)<\/text>/s.exec(narrow!)!;
  assert.equal(
    title!.split("</tspan>").map((line) => line.replace(/<[^>]*>/, "")).join(" ").trim(),
    `↑ ${label}`,
  );
  assert.ok(title!.split("</tspan>").length > 2);
});

Deno.test("figureToSvg draws a continuous colour legend as a strip with the label of the scale", async () => {
  const svg = await figureToSvg({
    kind: "plot",
    alt: "Latency.",
    options: {
      color: { legend: true, type: "log", scheme: "blues", label: "latency (cycles)" },
    },
    marks: (Plot) => [Plot.cell([{ a: 1, l: 3 }, { a: 2, l: 300 }], { x: "a", fill: "l" })],
  });
  assert.ok(svg.includes(">latency (cycles)<"));
  assert.ok((svg.match(/<rect/g)?.length ?? 0) > 60);
});

Deno.test("svgToPng draws text with the fonts that are shipped", async () => {
  const text = (words: string, weight: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="'DejaVu Sans'" font-weight="${weight}">` +
    `<text y="15">${words}</text></svg>`;
  const [blank, regular, bold] = await Promise.all([
    svgToPng(text("", "normal")),
    svgToPng(text("→ Corey", "normal")),
    svgToPng(text("→ Corey", "bold")),
  ]);
  assert.notDeepEqual(regular, blank);
  assert.notDeepEqual(bold, regular);
});

Deno.test("svgToPng scales, and refuses a scale that is not above zero", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>';
  const png = await svgToPng(svg, { scale: 3 });
  assert.equal(new DataView(png.buffer, png.byteOffset).getUint32(16), 24); // the width in a PNG's header
  await assert.rejects(svgToPng(svg, { scale: 0 }), RangeError);
});

slow("a picture takes less than half as a WebP, and no other PNGs are taken", async () => {
  const png = await svgToPng(await figureToSvg(lines)), webp = await pngToWebp(png);
  assert.equal(new TextDecoder("latin1").decode(webp.subarray(8, 16)), "WEBPVP8L"); // without loss
  assert.ok(webp.length < png.length / 2, `${webp.length} of ${png.length} bytes`);
  await assert.rejects(pngToWebp(png.subarray(1)), Error);
});
