/** Windows of simulated time that are too short to tell anything, or too long to end. */
import assert from "node:assert/strict";
import { opteron16 } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { coreyTcp } from "corey-lab/libos";
import { dupClose, tcpService, type Window } from "corey-lab/workloads";
import { sweep, watch } from "corey-lab/experiments";
import { slow } from "../slow.ts";

const threads = (window: Partial<Window>, cores: number) => ({
  ...{ workload: dupClose(window), machine: opteron16, system: linux.threads() },
  cores: [cores],
});

slow(
  "a window in which less than one operation per core ends is warned of in the row; others are not",
  async () => {
    const short = { warmUpMicroseconds: 500, microseconds: 20 };
    const [row] = await sweep(threads(short, 16));
    assert.match(
      String(row!.warning),
      /window of 20 µs is too short: less than one operation per core ended in it/,
    );
    const [several] = await sweep({ ...threads(short, 16), repeats: 2 });
    assert.equal(several!.warning, row!.warning, "said once");
    const { measured } = watch({ ...threads(short, 16), cores: 16 });
    assert.equal(measured.warning, row!.warning);
    const [long] = await sweep(threads({ warmUpMicroseconds: 500, microseconds: 300 }, 16));
    assert.ok(!("warning" in long!));
  },
);

slow(
  "a window or warm-up that would take more steps than a run may take is refused, with what it would take",
  async () => {
    for (const option of ["microseconds", "warmUpMicroseconds"]) {
      const [row] = await sweep(threads({ [option]: 1e12 }, 2));
      assert.match(
        String(row!.error),
        new RegExp(
          `^${option} = 1,000,000,000,000: that would take about [\\d,]+ steps, and a run may take 2,000,000,000: expected`,
        ),
      );
    }
    const [row] = await sweep({
      ...{ workload: tcpService({ microseconds: 1e12 }), machine: opteron16, system: coreyTcp.polling() },
      cores: [2],
    });
    assert.match(String(row!.error), /^microseconds = 1,000,000,000,000: .* steps/);
  },
);
