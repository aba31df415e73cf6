import assert from "node:assert/strict";

/** Throws when a number is farther from what was expected than a share of that. */
export function assertWithin(actual: number, expected: number, relative: number): void {
  assert.ok(
    Math.abs(actual / expected - 1) <= relative,
    `${actual} is not within ${relative} of ${expected}`,
  );
}
