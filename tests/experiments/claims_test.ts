/** The model is held to what the paper says. A known gap is asserted to be one, so that closing it is noticed. */
import assert from "node:assert/strict";
import { experiments, judge } from "../../mod.ts";
import { slow } from "../slow.ts";

/** Those that take no second at their full size. */
const small: readonly { name: string }[] = [experiments.machine, experiments.dupClose];

for (const experiment of Object.values(experiments)) {
  const test = small.includes(experiment) ? Deno.test : slow;
  test(`claims of ${experiment.name} hold, or are known not to`, async () => {
    for (const verdict of judge(experiment, await experiment.run())) {
      const said = `${verdict.claim}: paper ${verdict.paper}, model ${verdict.model}`;
      if (verdict.gap === undefined) assert.ok(verdict.ok, said);
      else assert.ok(!verdict.ok, `${said}: holds now; remove the gap "${verdict.gap}"`);
    }
  });
}

Deno.test("judge takes bounds as bounds, values within their tolerance, and a missing value as a miss", () => {
  const claim = { claim: "c", unit: "1", sure: "P", kind: "predicted" } as const;
  const verdict = (
    expected: Parameters<typeof judge>[0]["claims"][0]["expected"],
    value: number | undefined,
  ) => judge({ name: "e", claims: [{ ...claim, expected, model: () => value }] }, [])[0]!;
  assert.equal(verdict({ about: 100, within: 0.1 }, 109).ok, true);
  assert.equal(verdict({ about: 100, within: 0.1 }, 111).ok, false);
  assert.equal(verdict({ atMost: 4 }, 4).ok, true);
  assert.equal(verdict({ atMost: 4 }, 4.1).ok, false);
  assert.equal(verdict({ atLeast: 4 }, 3.9).ok, false);
  assert.deepEqual(verdict({ atLeast: 4 }, 9).relativeError, 0);
  assert.equal(verdict({ about: 100, within: 0.1 }, undefined).ok, false);
  assert.equal(verdict({ about: 100, within: 0.1 }, NaN).model, null);
});
