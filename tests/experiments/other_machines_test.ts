/**
 * The model on machines that it was never fitted to: each measured point within its factor, known gaps at their
 * values.
 */
import assert from "node:assert/strict";
import type { Row } from "corey-lab";
import { apart, factFigure, factRows, facts } from "../../lib/experiments/validation/facts.ts";
import { alike } from "../slow.ts";

const all: Row[] = [];

for (const [i, fact] of facts.entries()) {
  alike(i)(`${fact.machine}: ${fact.kind} as measured (${fact.id}), but for known gaps`, () => {
    const rows = factRows(fact);
    all.push(...rows);
    for (const { cores, ratio } of rows) {
      const factor = Math.max(Number(ratio), 1 / Number(ratio)), gap = fact.gaps[String(cores)];
      if (gap === undefined) {
        assert.ok(factor <= fact.within, `${cores} cores: model / measured is ${ratio}`);
        continue;
      }
      assert.ok(
        factor > fact.within,
        `${cores} cores: the gap is closed, model / measured is ${ratio}: take it out of the data`,
      );
      const moved = `${cores} cores: model / measured was ${gap}, and is ${ratio}`;
      assert.ok(Math.abs(Number(ratio) / gap - 1) < 0.1, moved);
    }
    assert.equal(fact.why !== undefined, Object.keys(fact.gaps).length > 0, "a gap has its reason");
    assert.ok(factFigure(fact, rows));
  });
}

Deno.test("The median factor between model and measurement, over all facts, is at most 1.25", () => {
  assert.ok(all.length > 0);
  assert.ok(apart(all).median <= 1.25, `${apart(all).median}`);
});
