/**
 * Who drives the network card, as a value: which cores put buffers on its rings themselves, and what guards
 * the rings. In any case the first core takes off the rings what the card is done with.
 *
 * One core alone needs no lock, and the driver's data stay in its cache; with more cores both go round.
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { LockKind } from "../../locks/lock.ts";
import { mcs } from "../../locks/mcs.ts";
import type { Core } from "../../machine/core.ts";

/** How the driver is placed. */
export interface DriverPlacement {
  /** Name in rows. */
  readonly name: string;
  /**
   * Whether a core that has a network stack puts its buffers on the card's rings itself; if not, it sends
   * them to the first core.
   */
  drives(core: Core, first: Core): boolean;
  /** The lock of each ring; none if the first core alone drives the card. */
  readonly ringLock?: LockKind;
}

/**
 * The paper's two placements.
 *
 * @example
 * ```ts
 * import { mcs, opteron16, sweep, tcpService } from "corey-lab";
 * import { coreyTcp, type DriverPlacement, drivers } from "corey-lab/libos";
 * // One's own: the cores of the first chip drive the card, the others send their buffers to the first core.
 * const oneChip: DriverPlacement = {
 *   name: "one chip drives",
 *   drives: (core, first) => core.chip === first.chip,
 *   ringLock: mcs,
 * };
 * const rows = await sweep({
 *   workload: tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }),
 *   machine: opteron16,
 *   system: [drivers.dedicated, drivers.polling(), oneChip].map((driver) => coreyTcp.placed(driver)),
 *   cores: [6],
 * });
 * console.log(rows.map(({ system, connectionsPerSecond }) => `${system}: ${connectionsPerSecond}`));
 * ```
 */
export const drivers = {
  /** The first core does all device work: the others send it their calls. */
  dedicated: { name: "dedicated", drives: (core, first) => core === first } satisfies DriverPlacement,
  /** Every core puts its buffers on the rings itself, under a lock: an MCS lock by default. */
  polling: (ringLock: LockKind = mcs): DriverPlacement => ({ name: "polling", drives: () => true, ringLock }),
};
