/** Of a round only that counts in which all members of a team had their processors, whatever each did alone. */
import assert from "node:assert/strict";
import { roundOf } from "../../lib/host/stretches.ts";

/** Notes at each second: so many operations in each, in which the processor was lost, and which it queued. */
function notesOf(
  begin: number,
  perSecond: readonly number[],
  lostIn: readonly number[] = [],
  queuedIn: readonly number[] = [],
) {
  const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return [0, ...perSecond].map((_, i) => ({
    at: begin + i,
    operations: sum(perSecond.slice(0, i)),
    processorSeconds: i,
    softFaults: 2 * i,
    preemptions: lostIn.filter((second) => second < begin + i).length,
    queuedSeconds: queuedIn.filter((second) => second < begin + i).length,
  }));
}

Deno.test("a round is from when the last has begun to when the first has left", () => {
  // Alone a member does a hundred in a second, beside the other ten.
  const round = roundOf([notesOf(0, [100, 10, 10, 10]), notesOf(1, [10, 10, 10, 100])]);
  assert.deepEqual(round, {
    operations: 60,
    seconds: 3,
    processorSeconds: 3,
    softFaults: 12,
    perThread: [30, 30],
    together: 1,
  });
});

Deno.test("what one does while the other has lost its processor does not count", () => {
  const round = roundOf([notesOf(0, [10, 100, 10, 10]), notesOf(0, [10, 0, 10, 10], [1])]);
  assert.deepEqual([round.operations, round.seconds, round.together], [60, 3, 0.75]);
});

Deno.test("what one does while the other has slept and waits for a processor does not count", () => {
  const round = roundOf([notesOf(0, [10, 5, 10, 10]), notesOf(0, [10, 0, 10, 10], [], [1])]);
  assert.deepEqual([round.operations, round.seconds, round.together], [60, 3, 0.75]);
});

Deno.test("members make their notes at different moments: between two of them, counts grow evenly", () => {
  const round = roundOf([notesOf(0, [10, 10, 10]), notesOf(0.5, [20, 20])]);
  assert.deepEqual([round.perThread, round.seconds], [[20, 40], 2]);
});

Deno.test("members that were never at work at once have done what they did, and the round says so", () => {
  const apart = roundOf([notesOf(0, [100]), notesOf(5, [50])]);
  assert.deepEqual([apart.operations, apart.seconds, apart.together], [150, 6, 0]);
  const stopped = roundOf([notesOf(0, [100, 100]), notesOf(0, [0, 100], [0, 1])]);
  assert.deepEqual([stopped.operations, stopped.seconds, stopped.together], [300, 2, 0]);
});
