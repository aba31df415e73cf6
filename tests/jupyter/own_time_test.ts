/** A program is held to the time it takes, not to that in which others keep it from the processor. */
import assert from "node:assert/strict";
import { ownTime, withinOwn } from "../../lib/jupyter/runner/own_time.ts";
import { LATE } from "../../lib/jupyter/runner/patience.ts";

const forEver = new Promise<never>(() => {});

Deno.test("work is waited for until its own time is over, however long that is on the clock", async () => {
  const looks = [1, 2, 3, 30];
  assert.equal(await withinOwn(20, () => looks.shift()!, forEver), LATE);
  assert.deepEqual(looks, [], "at each look before there was some time left");
  assert.equal(await withinOwn(20, () => 0, Promise.resolve("done")), "done");
  const looked: number[] = [];
  assert.equal(await withinOwn(20, () => looked.push(0), Promise.resolve(LATE)), LATE);
  assert.deepEqual(looked, [], "work that is late by a clock of its own has an end");
  await assert.rejects(withinOwn(20, () => 0, Promise.reject(new Error("no"))), /no/);
});

Deno.test("a program that waits for something else takes time; one that has ended, too", async () => {
  // Who has started this program does nothing now; this one runs other tests beside.
  const soFar = ownTime([Deno.ppid, 2 ** 22 + 1]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.ok(soFar() >= 20, `${soFar()} ms`);
});

/** Whether processes can be held on one processor, and Linux counts how long they wait for it. */
async function isCounted(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("taskset", { args: ["-c", "0", "true"] }).output();
    return success && Deno.readTextFileSync("/proc/self/schedstat") !== "";
  } catch {
    return false;
  }
}

Deno.test({
  name: "of four programs that want one processor, none is held to much more than its share",
  ignore: !await isCounted(),
  async fn() {
    const began = performance.now();
    const busy = Array.from(
      { length: 4 },
      () => new Deno.Command("taskset", { args: ["-c", "0", "sh", "-c", "while :; do :; done"] }).spawn(),
    );
    const soFar = ownTime([busy[0]!.pid]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const [own, elapsed] = [soFar(), performance.now() - began];
    for (const process of busy) process.kill("SIGKILL");
    await Promise.all(busy.map(({ status }) => status));
    assert.ok(own < 0.7 * elapsed, `${own} of ${elapsed} ms`);
  },
});
