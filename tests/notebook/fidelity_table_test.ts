/** The table of claims with the reasons for what is missed. */
import assert from "node:assert/strict";
import { fidelityTable, predicted, value } from "../../mod.ts";

const claim = (text: string, about: number, gap?: string) =>
  predicted(text, { about, within: 0.01 }, "ms", "N", value({ cores: 1 }, "rate"), gap ? { gap } : {});
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
