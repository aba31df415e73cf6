/** Bars: an axis that goes as far as they do. */
import assert from "node:assert/strict";
import { bars } from "corey-lab/plots";
import { figureToSvg } from "../../lib/pictures/picture.ts";

Deno.test("the axis of bars has a tick at the end of the longest one, or beyond, on either side of zero", async () => {
  for (const values of [[0.99, 0.003], [27.8, 1], [0.4, -0.3]]) {
    for (const letters of [1, 52]) {
      const rows = values.map((share, i) => ({ share, line: `${i}`.padEnd(letters, "x") }));
      const svg = await figureToSvg(bars(rows, { x: "share", y: "line", title: "t" }));
      const axis = svg.match(/aria-label="x-axis tick label"[^]*?<\/g>/)![0];
      const ticks = [...axis.matchAll(/>([−\d,.]+)<\/text>/g)]
        .map(([, text]) => Number(text!.replaceAll(",", "").replace("−", "-")));
      assert.ok(ticks[0]! <= Math.min(0, ...values), `${ticks[0]} for ${values}`);
      assert.ok(ticks.at(-1)! >= Math.max(0, ...values), `${ticks.at(-1)} for ${values}`);
    }
  }
});
