/**
 * How an application gets a kernel core: it allocates devices and a core, gives the devices to the core, and
 * starts it (`jsm_setup` and `jmonitor` of Corey's source).
 *
 * It scales as the devices do: each application core has a ring of its own to the kernel core. Its opposite:
 * Linux, where the kernel runs on every core.
 * Workloads: `workloads/tcp_service.ts`, `workloads/fd_open.ts`. Notebook: `05_kernel_cores`.
 */
import type { Corey } from "../kernels/corey/corey.ts";
import type { Id, Name } from "../kernels/corey/objects/name.ts";
import type { SyscallDevice } from "../kernels/corey/devices/syscall_device.ts";
import type { PollRound } from "../kernels/polling.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";

/**
 * Allocates a syscall device, with a segment for its ring.
 *
 * @param share where both can be named
 * @param user the core that is to send calls
 */
export function* setUpRing(
  kernel: Corey,
  core: Core,
  share: Id,
  ring: SyscallDevice,
  user: Core,
): Program<Name> {
  const memory = user.number;
  const device = yield* kernel.deviceAlloc(core, share, { name: ring.name, memory });
  const segment = yield* kernel.segmentAlloc(core, share, { pages: 1, label: "ring", memory });
  yield* kernel.deviceConf(core, device, "ring", { value: ring.slots, segment });
  return device;
}

/**
 * Makes a core that nobody has a kernel core; returns its name.
 *
 * @param share where it can be named; the kernel core reaches it too
 * @param target the core
 * @param devices what it is to poll
 * @param poll how it goes round them; in turn by default
 */
export function* startKernelCore(
  kernel: Corey,
  core: Core,
  share: Id,
  target: Core,
  devices: readonly Name[],
  poll?: PollRound,
): Program<Name> {
  const memory = target.number;
  const pcore = yield* kernel.pcoreAlloc(core, share, { core: target.number, memory });
  const range = yield* kernel.arAlloc(core, share, { memory });
  for (const device of devices) yield* kernel.pcoreAddDevice(core, pcore, device);
  const shares = [{ share, object: share }];
  yield* kernel.pcoreRun(core, pcore, { kernelCore: true, ...(poll ? { poll } : {}), range, shares });
  return pcore;
}
