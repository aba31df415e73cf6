import assert from "node:assert/strict";
import { range } from "corey-lab/experiments";
import { everyNth } from "../../lib/plots/band_ticks.ts";

Deno.test("names below bars stand all, or every second, fifth, tenth of them, as there is room for their letters", () => {
  assert.deepEqual(everyNth(range(1, 34)), {});
  assert.deepEqual(everyNth(range(1, 48)).ticks, range(0, 23).map((i) => 1 + 2 * i));
  assert.deepEqual(everyNth(range(1, 16).map((i) => 2 ** i), 700), {});
  assert.deepEqual(everyNth([256, 1024, 4096, 16384, 65536], 120).ticks, [256, 4096, 65536]);
});
