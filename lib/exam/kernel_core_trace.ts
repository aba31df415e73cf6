/**
 * The exam's third kind of question: how a kernel core comes about and what a call to it is, traced step by
 * step on a machine of three cores. Core 0 runs the application, core 1 becomes the kernel core, and core 2
 * runs more of the application. What the trace says of the ring was seen by an observer, as it was written.
 */
import { Corey } from "../kernels/corey/corey.ts";
import type { Name } from "../kernels/corey/objects/name.ts";
import { SyscallDevice } from "../kernels/corey/devices/syscall_device.ts";
import { pipe, withChips, withCoresPerChip } from "../machine/changes.ts";
import type { Core } from "../machine/core.ts";
import { Machine } from "../machine/machine.ts";
import { opteron16 } from "../machine/presets.ts";
import type { MachineSpec } from "../machine/spec.ts";
import type { Row } from "../rows/row.ts";
import type { Program } from "../sim/task.ts";

/** A chip with three cores, like those of the paper's machine. */
export const threeCores: MachineSpec = pipe(opteron16, withChips(1), withCoresPerChip(3));

/** What a slot's flag says once it has been written, as the slot of the ring has it (`jsm_slot`). */
const flags: Readonly<Record<number, string>> = {
  0x10: "takes a free slot of the ring, and writes the call into it",
  0x70: "raises the slot's flag: there is a call",
  0x50: "has polled the flag, and takes the call",
  0: "has read the result, and gives the slot back",
};
const resultIsThere = "has run the call: writes the result, lowers the flag";

/** A write of a slot's flag. */
interface Written {
  readonly atCycles: number;
  readonly core: number;
  /** What was there before. */
  readonly before: number;
}

/**
 * Columns: `step`, `cycle`, `core`, `does` and `what`, in order of simulated time.
 *
 * @param machine with three cores at least
 */
export function traceKernelCore(machine: MachineSpec = threeCores): Row[] {
  const steps: { cycle: number; core: number; does: string; what: string }[] = [];
  const writes = new Map<number, Written[]>();
  const run = new Machine(machine, {
    observer: {
      touched({ core, address, writes: isWrite, value, atCycles }) {
        if (isWrite) writes.get(address)?.push({ atCycles, core, before: value });
      },
      reset() {},
    },
  });
  const [first, server, second] = run.cores as [Core, Core, Core];
  const rings = [first, second].map((core) =>
    new SyscallDevice(run, core.chip, 1, `calls of core ${core.number}`)
  );
  for (const ring of rings) writes.set(ring.flagAt(0), []);
  const kernel = new Corey(run, { running: [first, second], drivers: rings });
  const share = kernel.bootShare([first, second]);

  const step = function* <Result>(does: string, what: string, call: Program<Result>): Program<Result> {
    const result = yield* call;
    steps.push({ cycle: first.now, core: first.number, does, what });
    return result;
  };
  /** One call, which asks on which core it runs. */
  const ask = function* (core: Core, ring: SyscallDevice): Program {
    const served = yield* ring.call(core, function* (on) {
      yield;
      steps.push({ cycle: on.now, core: on.number, does: "runs the call", what: "on data in its own cache" });
      return on.number;
    });
    steps.push({ cycle: core.now, core: core.number, does: "goes on", what: `core ${served} served it` });
  };
  first.start((function* () {
    const devices: Name[] = [];
    for (const ring of rings) {
      const device = yield* step(
        "device_alloc",
        `a syscall pseudo-device: the ${ring.name}`,
        kernel.deviceAlloc(first, share, { name: ring.name }),
      );
      const segment = yield* step(
        "segment_alloc",
        "a segment that application and kernel core share",
        kernel.segmentAlloc(first, share, { pages: 1 }),
      );
      yield* step(
        "device_conf",
        "the device's ring is in that segment",
        kernel.deviceConf(first, device, "ring", { value: 1, segment }),
      );
      devices.push(device);
    }
    const pcore = yield* step(
      "pcore_alloc",
      "core 1, as an object",
      kernel.pcoreAlloc(first, share, { core: server.number }),
    );
    const range = yield* step("ar_alloc", "its root address range", kernel.arAlloc(first, share));
    for (const [i, device] of devices.entries()) {
      yield* step(
        "pcore_add_device",
        `it is to poll the ${rings[i]!.name}`,
        kernel.pcoreAddDevice(first, pcore, device),
      );
    }
    yield* step(
      "pcore_run",
      "with the kernel-core option, and no program: it polls its devices for ever",
      kernel.pcoreRun(first, pcore, { kernelCore: true, range, shares: [{ share, object: share }] }),
    );
    second.now = first.now;
    second.start(ask(second, rings[1]!));
    yield* ask(first, rings[0]!);
  })());
  run.run();
  for (const [i, ring] of rings.entries()) {
    const address = ring.flagAt(0), seen = writes.get(address)!;
    for (const [at, { atCycles, core }] of seen.entries()) {
      const after = seen[at + 1]?.before ?? run.memory.words[address / 4]!;
      const what = core === server.number && after === 0x10 ? resultIsThere : flags[after]!;
      steps.push({ cycle: atCycles, core, does: `flag of ring ${i === 0 ? 0 : 2}`, what });
    }
  }
  return steps.sort((a, b) => a.cycle - b.cycle).map(({ cycle, ...rest }, i) => ({
    step: i + 1,
    cycle: Math.round(cycle),
    ...rest,
  }));
}
