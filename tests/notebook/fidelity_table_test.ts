/** The table of claims with the reasons for what is missed. */
import assert from "node:assert/strict";
import { fidelityTable } from "corey-lab";
import { type Claim, value } from "corey-lab/analysis";

const claim = (says: string, about: number, why?: string): Claim => ({
  says,
  expect: { about, within: 0.01 },
  unit: "ms",
  sure: "N",
  kind: "predicted",
  whose: "paper's number",
  model: value({ cores: 1 }, "rate"),
  ...(why ? { gap: { model: 5, mechanism: "none", why } } : {}),
});
const rows = [{ cores: 1, rate: 5 }];

Deno.test("fidelityTable gives the reason of each claim that is missed, below the table", () => {
  const claims = [
    claim("It takes five", 5),
    claim("It takes <six>", 6, "A & B."),
    claim("It takes seven", 7),
  ];
  const { html, text } = fidelityTable({ name: "x", claims }, rows);
  assert.match(html, /<li><b>It takes &lt;six&gt;\.<\/b> A &amp; B\.<\/li>/);
  assert.ok(text.endsWith("Missed:\n- It takes <six>. A & B.\n- It takes seven. The reason is not known."));
  const held = fidelityTable({ name: "x", claims: claims.slice(0, 1) }, rows);
  assert.ok(!held.html.includes("Missed") && !held.text.includes("Missed"));
});

Deno.test("fidelityTable says whose the number is, and what counts as nothing", () => {
  const nothing = {
    ...claim("It takes nothing", 0),
    expect: { about: 0, upTo: 5 } as const,
    whose: "ours" as const,
  };
  const { text } = fidelityTable({ name: "x", claims: [claim("It takes {}", 5), nothing] }, rows);
  assert.match(text, /It takes 5 +≈\u00a05\u00a0±\u00a01\u00a0% +paper's number +5 /);
  assert.match(text, /It takes nothing +≈\u00a00, up to 5 +ours +5 /);
});
