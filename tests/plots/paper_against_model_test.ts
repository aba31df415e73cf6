/** The fidelity figure, and the line that stands beside it. */
import assert from "node:assert/strict";
import { type Claim, judge } from "corey-lab/analysis";
import { paperAgainstModel, paperNumbers, paperNumbersLine } from "corey-lab";
import { figureToSvg } from "../../lib/pictures/picture.ts";

const claim = (about: number, model: number | undefined, also: Partial<Claim> = {}): Claim => ({
  says: "It takes {} steps",
  expect: about === 0 ? { about, upTo: 0.1 } : { about, within: 0.1 },
  unit: "steps",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: () => model,
  ...also,
});
const gap = { model: 150, mechanism: "links", why: "They are slow." };
const verdicts = judge({
  name: "e",
  claims: [
    claim(10, 10.4),
    claim(100, 150, { gap }),
    claim(0, 0.05),
    claim(5, 5, { kind: "calibrated" }),
    claim(7, 1, { whose: "ours" }),
  ],
}, []);

Deno.test("paperNumbers are the paper's alone, and a miss names its mechanism", () => {
  assert.deepEqual(paperNumbers(verdicts).map(({ paper, outcome }) => [paper, outcome]), [
    [10, "holds"],
    [100, "links"],
    [0, "holds"],
    [5, "holds"],
  ]);
});

Deno.test("the line counts what is predicted, and takes the median of the errors", () => {
  assert.equal(
    paperNumbersLine(verdicts),
    "Of the paper's own numbers 2 of 3 predicted ones hold; their median error is 4.0 %.",
  );
  const without = judge({ name: "e", claims: [claim(10, 11), claim(10, undefined)] }, []);
  assert.match(paperNumbersLine(without)!, /1 of 2 .* Infinity %/);
  assert.equal(
    paperNumbersLine(judge({ name: "e", claims: [claim(5, 5, { whose: "ours" })] }, [])),
    undefined,
  );
});

Deno.test("paperAgainstModel draws what is above zero, and says what it leaves out", async () => {
  const figure = paperAgainstModel(paperNumbers(verdicts));
  assert.match(figure.alt, /2 of 3 hold\. Missed: e 100, model 150 \(links\)/);
  const svg = await figureToSvg(figure);
  for (const part of ["links", "within 15", "Not drawn: 1 point"]) assert.ok(svg.includes(part), part);
});
