/** Makes the charts of a notebook's page interactive: each stands as data beside the picture of it. */
import embed, { type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { fontFamily } from "../../pictures/font.ts";
import { vegaConfig } from "../../pictures/vega_config.ts";

/** Vega would compile expressions into code, which the page's policy does not allow: they are interpreted. */
const options = {
  mode: "vega-lite",
  actions: false,
  ast: true,
  expr: expressionInterpreter,
  renderer: "svg",
} as const;
const config = { ...vegaConfig, font: fontFamily };

for (const data of document.querySelectorAll<HTMLScriptElement>("script.chart-data")) {
  const { $schema: _, ...spec } = JSON.parse(data.textContent ?? "{}");
  const chart = document.createElement("div"), picture = data.previousElementSibling;
  chart.className = "chart";
  chart.setAttribute("role", "group");
  chart.tabIndex = 0; // it may scroll
  chart.setAttribute("aria-label", picture?.querySelector("img")?.alt ?? "a chart");
  // The picture stays if the chart cannot be drawn.
  embed(chart, { ...spec, config } as VisualizationSpec, options as never)
    .then(() => picture?.replaceWith(chart), (error) => console.warn(String(error)));
}
