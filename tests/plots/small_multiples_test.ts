/** Small multiples: a figure each, of the same series on the same axes. */
import assert from "node:assert/strict";
import { smallMultiples } from "corey-lab/plots";
import { figureToSvg } from "../../lib/pictures/picture.ts";

Deno.test("each value of the column has its figure with its name, and all series in it", async () => {
  const rows = ["dup-close", "mempass", "unmap", "memclone", "mcs"].flatMap((workload) =>
    ["this computer", "the model"].flatMap((system) =>
      [1, 2, 4].map((cores) => ({ workload, system, cores, speedUp: cores / 2 }))
    )
  );
  const axes = { x: "cores", y: "speedUp", stroke: "system", facet: "workload", title: "Speed-up" };
  const svg = await figureToSvg(smallMultiples(rows, { ...axes, logY: true }));
  for (const name of ["dup-close", "mempass", "unmap", "memclone", "mcs"]) {
    assert.match(svg, new RegExp(`>${name}<`));
  }
  const inFigures = svg.slice(svg.indexOf('aria-label="line"'));
  assert.match(svg, /> ?↑? ?speed up \(logarithmic\)</);
  assert.equal([...inFigures.matchAll(/<path[^>]*marker-mid=/g)].length, 2 * 5);
});

Deno.test("two rows at one place of a figure are refused", () => {
  const row = { workload: "mcs", system: "the model", cores: 1 };
  const axes = { x: "cores", y: "rate", stroke: "system", facet: "workload", title: "Rate" };
  assert.throws(() => smallMultiples([{ ...row, rate: 1 }, { ...row, rate: 2 }], axes), {
    name: "InputError",
  });
});
