import assert from "node:assert/strict";
import fc from "fast-check";
import { placesOf } from "../../lib/plots/layer_places.ts";

Deno.test("placesOf() gives everything in a layer a place of its own, and every edge a way through places, layer by layer", () => {
  const anything = fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    picks: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }),
  });
  fc.assert(fc.property(anything, ({ counts, picks }) => {
    const layers = counts.map((count, x) => Array.from({ length: count }, (_, i) => `${x}.${i}`));
    const all = layers.flat(), layerOf = (name: string) => Number(name.split(".")[0]);
    const edges = picks.map(([a, b]) => [all[a % all.length]!, all[b % all.length]!] as const)
      .filter(([a, b]) => layerOf(a) < layerOf(b));
    const { places, pieces, rows } = placesOf(layers, edges);
    for (const name of all) assert.equal(places.get(name)!.x, layerOf(name));
    for (let x = 0; x < layers.length; x++) {
      const heights = [...places.values()].filter((place) => place.x === x).map(({ y }) => y).sort((a, b) =>
        a - b
      );
      for (let i = 1; i < heights.length; i++) assert.ok(heights[i]! - heights[i - 1]! >= 1 - 1e-9);
      assert.ok(heights[0]! >= -0.5 && heights.at(-1)! <= rows - 0.5);
    }
    for (const [from, to] of pieces) assert.equal(places.get(to)!.x, places.get(from)!.x + 1);
    for (const [from, to] of edges) {
      let ways = new Set([from]);
      for (let x = layerOf(from); x < layerOf(to); x++) {
        ways = new Set(
          pieces.filter(([start]) => ways.has(start)).map(([, end]) => end)
            .filter((end) => end === to || end.startsWith(`${from} passes`)),
        );
      }
      assert.ok(ways.has(to), `${from} leads to ${to} past other boxes`);
    }
  }));
});
