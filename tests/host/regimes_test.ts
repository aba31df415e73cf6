/** Rounds that lie about two rates are told from rounds that spread, and from a stray. */
import assert from "node:assert/strict";
import { regimesInWords, regimesOf } from "../../lib/host/regimes.ts";

/** So many values about another, evenly. */
const about = (value: number, share: number, many: number): number[] =>
  Array.from({ length: many }, (_, i) => value * (1 + share * (i / (many - 1) - 0.5)));

Deno.test("two rates are two regimes, in whatever order their rounds come", () => {
  const rates = [...about(137_000, 0.02, 7), ...about(205_000, 0.02, 13)];
  for (const values of [rates, rates.toReversed()]) {
    const [low, high] = regimesOf(values)!;
    assert.deepEqual([low.rounds, high.rounds], [7, 13]);
    assert.ok(Math.abs(low.value / 137_000 - 1) < 0.02 && Math.abs(high.value / 205_000 - 1) < 0.02);
  }
  const words = regimesInWords([{ value: 137_049, rounds: 7 }, { value: 205_011, rounds: 13 }]);
  assert.equal(words, "137,000 in 7 rounds, 205,000 in 13");
});

Deno.test("a wide spread, a stray round, rates that lie near each other and few rounds are one regime", () => {
  for (
    const rates of [
      about(100, 0.8, 20),
      [...about(100, 0.02, 18), 300, 310],
      [...about(100, 0.01, 10), ...about(105, 0.01, 10)],
      [...about(100, 0.02, 4), ...about(200, 0.02, 4)],
      Array.from({ length: 20 }, () => 5),
    ]
  ) assert.equal(regimesOf(rates), undefined);
});
