/**
 * How claims are judged, and the claims of two experiments that take no second at their full size. All others
 * are judged on the rows of the notebooks, which have to be run for their outputs anyhow.
 */
import assert from "node:assert/strict";
import { experiments } from "corey-lab/experiments";
import { asRecorded, type Claim, judge } from "corey-lab/analysis";
import { alike } from "../slow.ts";

for (const [i, experiment] of [experiments.machine, experiments.dupClose].entries()) {
  alike(i)(`claims of ${experiment.name} hold, or are missed by what is known`, async () => {
    for (const verdict of judge(experiment, await experiment.run())) {
      assert.ok(asRecorded(verdict), `${verdict.claim}: paper ${verdict.paper}, model ${verdict.model}`);
    }
  });
}

const claim: Omit<Claim, "expect" | "model"> = {
  says: "It takes {} steps",
  unit: "steps",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
};
const verdict = (expect: Claim["expect"], model: number | undefined, gap?: Claim["gap"]) =>
  judge({ name: "e", claims: [{ ...claim, expect, model: () => model, ...(gap ? { gap } : {}) }] }, [])[0]!;

Deno.test("judge takes bounds as bounds, values within their tolerance, and a missing value as a miss", () => {
  assert.equal(verdict({ about: 100, within: 0.1 }, 109).ok, true);
  assert.equal(verdict({ about: 100, within: 0.1 }, 111).ok, false);
  assert.equal(verdict({ atMost: 4 }, 4).ok, true);
  assert.equal(verdict({ atMost: 4 }, 4.1).ok, false);
  assert.equal(verdict({ atLeast: 4 }, 3.9).ok, false);
  assert.deepEqual(verdict({ atLeast: 4 }, 9).relativeError, 0);
  assert.equal(verdict({ about: 100, within: 0.1 }, undefined).ok, false);
  assert.equal(verdict({ about: 100, within: 0.1 }, NaN).model, null);
});

Deno.test("judge holds what should be nothing to what counts as nothing, and has no relative error beyond", () => {
  assert.deepEqual([verdict({ about: 0, upTo: 0.1 }, 0.1).ok, verdict({ about: 0, upTo: 0.1 }, 0.11).ok], [
    true,
    false,
  ]);
  assert.equal(verdict({ about: 0, upTo: 0.1 }, 0.11).relativeError, null);
  assert.equal(verdict({ about: 0, upTo: 0 }, 0).ok, true);
});

Deno.test("judge writes the number that is expected into the sentence, so that it stands in one place", () => {
  assert.equal(verdict({ about: 110_000, within: 0.1 }, 1).claim, "It takes 110,000 steps");
});

Deno.test("asRecorded is true of a claim that holds, and of a gap whose value the model has within 5 %", () => {
  const expect = { about: 100, within: 0.1 }, gap = { model: 200, mechanism: "lock", why: "It is slower." };
  const cases: readonly [number | undefined, Claim["gap"], boolean][] = [
    [105, undefined, true],
    [200, undefined, false],
    [209, gap, true],
    [211, gap, false], // another miss than the one that is known
    [105, gap, false], // closed: the gap is to be removed
    [undefined, gap, false],
  ];
  for (const [model, known, recorded] of cases) {
    assert.equal(asRecorded(verdict(expect, model, known)), recorded, `${model}`);
  }
});

Deno.test("a bound that stands for the paper's words says what they say: not more, or not less", () => {
  for (const { claims } of Object.values(experiments)) {
    for (const { says, expect } of claims.filter(({ whose }) => whose === "paper's words")) {
      assert.equal("atMost" in expect ? expect.atMost : "atLeast" in expect && expect.atLeast, 1, says);
    }
  }
});

Deno.test("a sentence of a claim leaves out the number that is expected, where {} stands for it", () => {
  for (const { claims } of Object.values(experiments)) {
    for (const { says, expect } of claims) {
      if (!("about" in expect) || !says.includes("{}")) continue;
      assert.ok(!says.split(/[^\d.,]+/).includes(expect.about.toLocaleString("en")), says);
    }
  }
});
