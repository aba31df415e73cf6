/**
 * The paper's TCP service: accept a connection, write 128 bytes, close. Four packets come in and four go out;
 * every active core has a client machine of its own.
 */
import { runUntil } from "./run_until.ts";
import { count, optionsOf } from "../input/options.ts";
import type { TcpServer } from "../kernels/tcp_server.ts";
import type { Core } from "../machine/core.ts";
import { type CounterName, l3Misses, totals } from "../machine/counters.ts";
import { TcpClients } from "./tcp_clients.ts";
import { type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** How the service is measured. */
export interface TcpServiceOptions extends Window {
  /** Connections that a client keeps going. */
  readonly connectionsAtOnce: number;
}

const checked = optionsOf<Partial<TcpServiceOptions>>("tcpService", {
  ...windowFields,
  connectionsAtOnce: count.optional(),
});

/**
 * Columns: `connectionsPerSecond`; `l3MissesPerConnection`; `packetsPerConnection`; `driverLocksPerPacket`
 * (those of the card's rings, taken by who had something to do there) and `locksPerPacket` (all, also those
 * of looks that found nothing); `drops`, packets that the card or the software dropped; of the kernel cores'
 * time and of the other cores' time the share without anything to do (`kernelIdle`, `serviceIdle`; a core
 * whose looks take locks is busy with looking), and of the others' the share spent on misses
 * (`serviceStall`); what either were busy with (`kernelCyclesPerConnection`, `serviceCyclesPerConnection`).
 */
export function tcpService(
  options: Partial<TcpServiceOptions> = {},
): Workload<TcpServer> {
  const { warmUpMicroseconds = 3000, microseconds = 4000, connectionsAtOnce = 10 } = checked(options);
  return {
    name: "kernel-cores",
    calls: ["serve", "device"],
    measure(run) {
      const { machine, kernel: server, cores } = run, { counters, heldLocks } = machine.memory;
      const clients = new TcpClients(run), cyclesPerMicrosecond = machine.spec.clockHertz.value / 1e6;
      const begin = clients.begin(connectionsAtOnce),
        start = begin + warmUpMicroseconds * cyclesPerMicrosecond;
      const cycles = microseconds * cyclesPerMicrosecond;
      const services = cores.filter((core) => cores.length === 1 || !server.kernelCores.includes(core));
      const share = (name: CounterName, of: readonly Core[]) =>
        of.reduce((sum, { number }) => sum + counters[name][number]!, 0) / of.length / cycles;
      const look = () => ({
        completed: clients.completed,
        misses: l3Misses(totals(counters)),
        locks: heldLocks.taken,
        driverLocks: server.driverLocks,
        packets: server.device.received + server.device.transmitted,
        drops: server.device.dropped + server.dropped,
        kernelIdle: share("idleCycles", server.kernelCores),
        serviceIdle: share("idleCycles", services),
        serviceStall: share("stallCycles", services),
      });
      runUntil(machine, begin, start, "warmUpMicroseconds");
      machine.memory.observer?.reset(start);
      const before = look();
      runUntil(machine, start, start + cycles, "microseconds");
      const after = look(), connections = after.completed - before.completed;
      const packets = after.packets - before.packets;
      const kernelIdle = after.kernelIdle - before.kernelIdle,
        serviceIdle = after.serviceIdle - before.serviceIdle;
      if (connections === 0) {
        throw new Error(`no connection was completed in the ${microseconds} µs that were measured`);
      }
      if (connections < cores.length) {
        run.warn?.(
          `the window of ${microseconds} µs is too short: less than one connection per core ended in it`,
        );
      }
      return {
        connectionsPerSecond: connections / microseconds * 1e6,
        l3MissesPerConnection: (after.misses - before.misses) / connections,
        packetsPerConnection: packets / connections,
        driverLocksPerPacket: (after.driverLocks - before.driverLocks) / packets,
        locksPerPacket: (after.locks - before.locks) / packets,
        drops: after.drops - before.drops,
        kernelIdle,
        serviceIdle,
        serviceStall: after.serviceStall - before.serviceStall,
        kernelCyclesPerConnection: (1 - kernelIdle) * server.kernelCores.length * cycles / connections,
        serviceCyclesPerConnection: (1 - serviceIdle) * services.length * cycles / connections,
      };
    },
  };
}
