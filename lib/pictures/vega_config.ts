/** How charts of Vega-Lite look: as all other pictures. */
import type { Config } from "vega-lite";
import { fontName, fontSize } from "./font.ts";

/** Our typography, as Vega-Lite's configuration. A figure's own `config` wins. */
export const vegaConfig: Config = {
  font: fontName,
  background: "white",
  padding: 10,
  axis: { labelFontSize: fontSize.caption, titleFontSize: fontSize.label, titleFontWeight: "normal" },
  header: { labelFontSize: fontSize.caption, titleFontSize: fontSize.label },
  legend: {
    labelFontSize: fontSize.caption,
    titleFontSize: fontSize.label,
    titleFontWeight: "normal",
    labelLimit: 320,
    symbolSize: 80,
  },
  title: { fontSize: fontSize.title, subtitleFontSize: fontSize.subtitle, anchor: "start" },
  view: { continuousWidth: 520, continuousHeight: 320 },
};
