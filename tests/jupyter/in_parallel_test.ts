/** Many things are done at a time, and none is begun after one has failed. */
import assert from "node:assert/strict";
import { inParallel } from "../../lib/jupyter/in_parallel.ts";

Deno.test("inParallel() gives results in order, and stops at the first failure", async () => {
  assert.deepEqual(await inParallel([3, 1, 2], (n) => Promise.resolve(2 * n), 2), [6, 2, 4]);
  const begun: number[] = [];
  const work = async (n: number): Promise<void> => {
    begun.push(n);
    await new Promise((resolve) => setTimeout(resolve));
    if (n === 2) throw new Error("the disk is full");
  };
  await assert.rejects(inParallel([1, 2, 3, 4, 5, 6, 7, 8], work, 2), /the disk is full/);
  assert.ok(begun.length <= 4, `${begun}`);
});
