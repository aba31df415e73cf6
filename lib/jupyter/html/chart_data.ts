/** Charts of Vega-Lite in a page: their data stand beside the picture, for the page's script. */

/** The data of a chart as an element of HTML; nothing if there is none. */
export function chartData(spec: unknown): string {
  if (spec === undefined) return "";
  return `<script type="application/json" class="chart-data">${
    JSON.stringify(spec).replaceAll("<", "\\u003c")
  }</script>`;
}
