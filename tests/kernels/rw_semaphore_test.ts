/** Linux's read-write semaphore: a lock like all others, but its waiters sleep. */
import assert from "node:assert/strict";
import { linuxPathCycles, rwSemaphore } from "corey-lab/linux";
import { writersOf } from "corey-lab/locks";
import { lockContract } from "../locks/contract.ts";
import { readWriteContract, run } from "../locks/read_write_contract.ts";

readWriteContract(rwSemaphore, true);
lockContract({ ...writersOf(rwSemaphore), fair: true });

Deno.test("rw_semaphore costs who has to wait a context switch, and who need not none", () => {
  const switching = linuxPathCycles.contextSwitch.value;
  const [alone] = run(rwSemaphore, [[{ write: true, outside: 0, inside: 0 }]]);
  assert.ok(alone!.from < switching);
  const [, waiter] = run(rwSemaphore, [
    [{ write: true, outside: 0, inside: 10_000 }],
    [{ write: true, outside: 1000, inside: 0 }],
  ]);
  assert.ok(waiter!.from >= 10_000 + switching && waiter!.from < 10_000 + switching + 2000);
});
