/** What claims read off rows. */
import assert from "node:assert/strict";
import { farthest, largest, quotients, ratio, series, smallest, steps, value } from "corey-lab/analysis";

const rows = [
  { system: "a", cores: 4, rate: 10 },
  { system: "a", cores: 1, rate: 8 },
  { system: "a", cores: 2, rate: 4 },
  { system: "b", cores: 2, rate: 2 },
  { system: "b", cores: 4, rate: 20 },
  { system: "b", cores: 8, error: "failed" },
];
const a = series({ system: "a" }, "rate"), b = series({ system: "b" }, "rate");

Deno.test("readings take values by their columns, and series in the order of core counts", () => {
  assert.equal(value({ system: "a", cores: 2 }, "rate")(rows), 4);
  assert.deepEqual(a(rows), [8, 4, 10]);
  assert.deepEqual(series({ system: "a" }, "rate", 2)(rows), [4, 10]);
  assert.deepEqual(b(rows), [2, 20], "a row without a number is none");
  assert.deepEqual(steps(a)(rows), [0.5, 2.5]);
  assert.deepEqual(quotients(series({ system: "a" }, "rate", 2), b)(rows), [2, 0.5]);
  assert.equal(ratio(value({ cores: 4 }, "rate"), value({ cores: 1 }, "rate"))(rows), 10 / 8);
  assert.deepEqual([smallest(a)(rows), largest(a)(rows), farthest(a, 8)(rows)], [4, 10, 4]);
});

Deno.test("readings of rows that are not there are undefined or NaN, never a number that could pass", () => {
  const none = series({ system: "c" }, "rate");
  assert.equal(value({ system: "c" }, "rate")(rows), undefined);
  for (const read of [smallest(none), largest(steps(none)), farthest(none, 1)]) {
    assert.equal(read(rows), undefined);
  }
  assert.ok(Number.isNaN(ratio(value({ cores: 4 }, "rate"), value({ cores: 16 }, "rate"))(rows)));
  assert.ok(Number.isNaN(smallest(quotients(a, b))(rows)), "a series that is longer than the other");
});
