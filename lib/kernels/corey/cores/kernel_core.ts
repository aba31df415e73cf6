/**
 * A kernel core: a core that runs kernel functions for the others, and nothing else. It polls its devices, be
 * they real (the network card) or pseudo-devices through which applications send it calls
 * (`kernels/corey/devices/syscall_device.ts`).
 *
 * It scales because the data of what it serves (descriptor rings, tables) stay in one cache and need no lock:
 * only requests and results travel. What it costs is a core. It is worth that if the others save more than
 * one core's time on locks and misses.
 * Its opposite: Linux, where every core runs the kernel and its data go round
 * (`kernels/linux/files_struct.ts`, `kernels/linux/network/`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `05_kernel_cores`.
 */
import type { Core } from "../../../machine/core.ts";
import type { Program } from "../../../sim/task.ts";
import { type PolledDevice, pollForever, type PollRound } from "../../polling.ts";

/**
 * The program of a kernel core, which Corey starts by `pcore_run`; here on a machine without a kernel.
 *
 * @param poll how it goes round its devices; in turn by default
 * @throws {RangeError} when it is given nothing to poll
 * @example
 * ```ts
 * import { Machine, opteron16 } from "corey-lab";
 * import { kernelCore, SyscallDevice } from "corey-lab/corey";
 * const machine = new Machine(opteron16), [kernel, application] = machine.cores;
 * const calls = new SyscallDevice(machine, application.chip);
 * kernel.start(kernelCore(kernel, [calls]));
 * application.start(function* () {
 *   const sum = yield* calls.call(application, function* (core) {
 *     core.compute(100);
 *     return 2 + 2;
 *   });
 *   console.log(sum, "found on core", kernel.number);
 * }());
 * machine.run();
 * ```
 */
export function* kernelCore(core: Core, devices: readonly PolledDevice[], poll?: PollRound): Program {
  if (devices.length === 0) throw new RangeError(`${core.name} cannot be a kernel core: it has no devices`);
  yield* pollForever(core, devices, poll);
}
