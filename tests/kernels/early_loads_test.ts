/** The lab's own kernels yield right before they load a word that others write without a lock in common. */
import assert from "node:assert/strict";
import { corey, dupClose, linux, memclone, opteron16, tcpService, watch } from "corey-lab";
import { tcpServers } from "corey-lab/experiments";
import type { System } from "corey-lab/kernels";
import type { Workload } from "corey-lab/workloads";
import { alike, slow } from "../slow.ts";

const short = { warmUpMicroseconds: 200, microseconds: 300 };

/** The fields that a watched run says were loaded too early. */
function early<Kernel>(workload: Workload<Kernel>, system: System<Kernel>): unknown[] {
  const { earlyLoads } = watch({ workload, machine: opteron16, system, cores: 4 });
  return [...new Set(earlyLoads.map(({ field }) => field))];
}

for (const [i, system] of [linux.threads(), linux.processes(), corey.addressRanges()].entries()) {
  alike(i)(`${system.name} loads nothing too early when pages are touched first`, () => {
    assert.deepEqual(early(memclone({ megabytes: 1 }), system), []);
  });
}

for (const system of tcpServers) {
  slow(`${system.name} loads nothing too early when it serves TCP`, () => {
    assert.deepEqual(early(tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }), system), []);
  });
}

Deno.test("Linux loads nothing too early when threads dup and close", () => {
  assert.deepEqual(early(dupClose(short), linux.threads()), []);
});
