/** A chart of Vega-Lite that can be explored where the front end does not know Vega-Lite. */
import { chartData } from "../jupyter/html/chart_data.ts";
import { scrolling } from "../jupyter/html/scrolling.ts";
import type { Live } from "../notebook/show.ts";
import type { VegaLiteFigure } from "../plots/figure.ts";
import { bundled } from "./bundle.ts";
import { framed, imageOf } from "./framed.ts";

/** Room for sliders below a chart, in CSS pixels. */
const SLIDERS = 90;

/** The chart as a page of its own, with the script that draws it. */
export function liveChart(figure: VegaLiteFigure): Live {
  return {
    kind: "live",
    draw: () => Promise.resolve(figure),
    html: async (picture) => {
      const { page } = await import("../jupyter/html/page.ts");
      return framed({
        page: page({
          title: picture.alt,
          main: scrolling("picture", "picture", imageOf(picture)) + chartData(figure.spec),
          styles: ["main { padding: 0; max-width: none; } header { display: none; }"],
          isSelfContained: true,
          script: await bundled("charts"),
        }),
        title: picture.alt,
        instead: imageOf(picture),
        room: `padding-bottom:${SLIDERS}px`,
      });
    },
  };
}
