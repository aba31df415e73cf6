/** Ten thousand rounds, a thousand of each workload, leave memory, descriptors and files where they were. */
import assert from "node:assert/strict";
import { hostWorkloadNames, refusal } from "corey-lab/host";
import { openLibc } from "../../lib/host/libc.ts";
import { type HostProgramName } from "../../lib/host/programs/all.ts";
import { runTeam } from "../../lib/host/team.ts";
import { isSoak } from "../fuzz/cases.ts";

const TEAMS = 10, ROUNDS = 100;
/** What JavaScript's own memory may come and go by. */
const LEEWAY_BYTES = 2 ** 25;

const isLinux = refusal() === undefined && Deno.build.os === "linux";

/** What this process holds of its computer. */
function held() {
  const files = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);
  return {
    bytes: Deno.memoryUsage().rss,
    descriptors: files("/proc/self/fd").length,
    left: ["/tmp", "/dev/shm"].flatMap(files).filter((name) => name.startsWith("corey-lab-here-")),
  };
}

for (const name of hostWorkloadNames) {
  (isSoak && isLinux ? Deno.test : Deno.test.ignore)(
    `${name}, ${TEAMS * ROUNDS} rounds, leaves memory, descriptors and files where they were`,
    async () => {
      const processors = openLibc().affinity()!.slice(0, 2);
      const team = () =>
        runTeam(name as HostProgramName, { processors, rounds: ROUNDS, roundSeconds: 0.001 });
      await team();
      const before = held();
      for (let i = 0; i < TEAMS; i++) await team();
      let after = held();
      // Threads that have ended give back what the system gave them a moment later.
      for (let i = 0; i < 100 && after.descriptors > before.descriptors; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        after = held();
      }
      assert.ok(after.descriptors <= before.descriptors, `${before.descriptors}, then ${after.descriptors}`);
      assert.deepEqual(after.left, before.left);
      assert.ok(after.bytes - before.bytes < LEEWAY_BYTES, `${after.bytes - before.bytes} bytes more`);
    },
  );
}
