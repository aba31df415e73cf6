import assert from "node:assert/strict";
import fc from "fast-check";
import { TimeQueue } from "../../lib/sim/time_queue.ts";

/** The same queue, by sorting. */
class SortedQueue {
  #entries: { time: number; id: number }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  get firstTime(): number {
    return this.#entries[0]?.time ?? Infinity;
  }

  push(time: number, id: number): void {
    this.#entries.push({ time, id });
    this.#entries.sort((a, b) => a.time - b.time || a.id - b.id);
  }

  pop(): number {
    return this.#entries.shift()?.id ?? -1;
  }

  exchange(time: number, id: number): number {
    this.push(time, id);
    return this.pop();
  }
}

// Few different times, so that ties are common; and fractions, as clocks have them.
const time = fc.integer({ min: 0, max: 12 }).map((quarters) => quarters / 4);
const operation = fc.record({ kind: fc.constantFrom("push", "pop", "exchange"), time });

Deno.test("TimeQueue does what sorting by time and number does, for any mix of push, pop and exchange", () => {
  fc.assert(fc.property(fc.array(operation, { maxLength: 300, size: "max" }), (operations) => {
    const queue = new TimeQueue(), reference = new SortedQueue();
    operations.forEach(({ kind, time }, id) => {
      if (kind === "push") {
        queue.push(time, id);
        reference.push(time, id);
      } else if (kind === "pop") {
        assert.equal(queue.pop(), reference.pop());
      } else {
        assert.equal(queue.exchange(time, id), reference.exchange(time, id));
      }
      assert.equal(queue.size, reference.size);
      assert.equal(queue.firstTime, reference.firstTime);
    });
    while (reference.size > 0) assert.equal(queue.pop(), reference.pop());
    assert.equal(queue.pop(), -1);
  }));
});

Deno.test("TimeQueue grows: a thousand entries come out in order", () => {
  const queue = new TimeQueue();
  for (let i = 0; i < 1000; i++) queue.push((i * 7919) % 1000, i);
  const times = Array.from({ length: 1000 }, () => (queue.pop() * 7919) % 1000);
  assert.deepEqual(times, Array.from({ length: 1000 }, (_, i) => i));
});

Deno.test("TimeQueue.exchange() gives an entry straight back when it is the first, also into an empty queue", () => {
  const queue = new TimeQueue();
  assert.equal(queue.exchange(5, 1), 1);
  assert.equal(queue.size, 0);
  queue.push(5, 2);
  assert.equal(queue.exchange(5, 1), 1, "at equal times the lower number is first");
  assert.equal(queue.exchange(5, 3), 2);
  assert.equal(queue.pop(), 3);
});
