/** A chart of Vega-Lite that can be explored where the front end does not know Vega-Lite. */
import { chartData } from "../jupyter/html/chart_data.ts";
import { page } from "../jupyter/html/page.ts";
import { scrolling } from "../jupyter/html/scrolling.ts";
import type { StillPicture } from "../notebook/show.ts";
import type { VegaLiteFigure } from "../plots/figure.ts";
import { bundled } from "./bundle.ts";
import { framed, imageOf } from "./framed.ts";

/** Room for sliders below a chart, in CSS pixels. */
const SLIDERS = 90;

/**
 * The chart in a frame, with the script that draws it.
 *
 * @param picture what stands there where frames are taken out
 */
export async function framedChart({ spec }: VegaLiteFigure, picture: StillPicture): Promise<string> {
  return framed({
    page: page({
      title: picture.alt,
      main: scrolling("picture", "picture", imageOf(picture)) + chartData(spec),
      styles: ["main { padding: 0; max-width: none; } header { display: none; }"],
      isSelfContained: true,
      script: await bundled("charts"),
    }),
    title: picture.alt,
    instead: imageOf(picture),
    room: `padding-bottom:${SLIDERS}px`,
  });
}
