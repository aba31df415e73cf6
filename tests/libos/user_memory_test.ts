/** A program's memory: how it is copied. */
import assert from "node:assert/strict";
import { Machine, opteron16, PAGE_BYTES } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { UserMemory } from "corey-lab/libos";

Deno.test("copy() lets others have their turn several times a page, so that none books links for all of it", () => {
  const machine = new Machine(opteron16), [core] = machine.cores, kernel = linux.threads().boot(machine);
  const memory = new UserMemory(kernel), pages = 2, bytes = pages * PAGE_BYTES;
  const from = PAGE_BYTES * machine.runOn(core!, kernel.mapPrivate(core!, 2 * pages)), to = from + bytes;
  machine.runOn(core!, memory.fill(core!, from, 2 * bytes));
  let turns = 0, longest = 0, since = core!.now;
  const begin = since;
  for (const _ of memory.copy(core!, from, to, bytes)) {
    turns++;
    longest = Math.max(longest, core!.now - since);
    since = core!.now;
  }
  assert.equal(turns, bytes / 512);
  assert.ok(longest < (core!.now - begin) / 8, `${longest} cycles without a turn`);
});
