/** A heat map: what its scale says, and its blank cells. */
import assert from "node:assert/strict";
import { heatMap } from "corey-lab/plots";
import { figureToSvg } from "../../lib/pictures/picture.ts";

const axes = { x: "core", y: "structure", fill: "stallCycles", title: "Stalls" };
const grid = (values: readonly number[]) =>
  values.map((stallCycles, i) => ({ core: i % 2, structure: i < 2 ? "a" : "b", stallCycles }));

Deno.test("the scale has numbers at both ends, round and beyond all cells, and one in the middle", async () => {
  for (
    const [most, numbers] of [[97, ["0", "50", "100"]], [1_731_000, ["0", "900,000", "1,800,000"]]] as const
  ) {
    const svg = await figureToSvg(heatMap(grid([1, 2, 3, most]), axes));
    const scale = svg.slice(0, svg.indexOf('aria-label="cell"'));
    const written = [...scale.matchAll(/>([\d,]+)<\/text>/g)].map(([, number]) => number!);
    assert.deepEqual(written.slice(0, 3), numbers);
  }
});

Deno.test("blank cells are explained where there are any", () => {
  assert.equal(heatMap(grid([1, 2, 3, 4]), axes).options.caption, undefined);
  assert.equal(heatMap(grid([1, 2, 3]), axes).options.caption, "Blank: nothing was measured there.");
});
