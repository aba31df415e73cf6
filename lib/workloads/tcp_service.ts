/**
 * The paper's TCP service: accept a connection, write 128 bytes, close. Four packets come in and four go out;
 * every active core has a client machine of its own.
 */
import { runUntil } from "./run_until.ts";
import { count, optionsOf } from "../input/options.ts";
import type { TcpServer } from "../kernels/tcp_server.ts";
import type { Core } from "../machine/core.ts";
import { type CounterName, l3Misses, totals } from "../machine/counters.ts";
import { Cable, type Faults } from "../machine/network/cable.ts";
import { addresseeOf } from "../machine/network/packet.ts";
import { Random } from "../sim/random.ts";
import { Task } from "../sim/task.ts";
import { cableDelay, CLIENT_TICKS_PER_SECOND, type Conversation, TcpClient } from "./tcp_clients.ts";
import { type Window, windowFields } from "./repeat.ts";
import type { Run, Workload } from "./workload.ts";

/** How the service is measured. */
export interface TcpServiceOptions extends Window {
  /** Connections that a client keeps going. */
  readonly connectionsAtOnce: number;
}

const checked = optionsOf<Partial<TcpServiceOptions>>("tcpService", {
  ...windowFields,
  connectionsAtOnce: count.optional(),
});

/** The clients of a run, on their cables. */
export class TcpClients {
  /** One an active core. */
  readonly clients: readonly TcpClient[];
  /** Cables to the machine and from it. */
  readonly toServer: Cable;
  /** The cable from the machine to the clients. */
  readonly fromServer: Cable;
  readonly #run: Run<TcpServer>;
  readonly #addresses: readonly number[];

  /**
   * Starts the service on the run's cores, and makes its clients.
   *
   * @param faults what may happen to packets, in both directions
   * @param connections how many each client opens in all
   * @param conversation what a client, by its number, says and wants to hear
   */
  constructor(
    run: Run<TcpServer>,
    faults: Faults = {},
    connections = Infinity,
    conversation: (client: number) => Conversation | undefined = () => undefined,
  ) {
    this.#run = run;
    const { machine, kernel: server, cores, seed } = run, { scheduler } = machine;
    const delay = cableDelay.value * machine.spec.clockHertz.value / 1e6;
    const deliver = (packet: Int32Array, now: number) => server.device.arrive(packet, now);
    this.toServer = new Cable(scheduler, "the cable to the machine", delay, deliver, faults, seed);
    this.fromServer = new Cable(
      scheduler,
      "the cable from the machine",
      delay,
      (packet, now) => this.clients[TcpClient.numberOf(addresseeOf(packet))]?.receive(packet, now),
      faults,
      seed + 1,
    );
    server.device.cable = this.fromServer;
    this.#addresses = server.serve(cores, seed);
    this.clients = cores.map((_, i) =>
      new TcpClient(
        i,
        (packet, at) => this.toServer.send(packet, at),
        machine.spec.clockHertz.value / 1e6,
        connections,
        conversation(i),
      )
    );
  }

  /** Connections that were completed. */
  get completed(): number {
    return this.clients.reduce((sum, client) => sum + client.completed, 0);
  }

  /**
   * Lets the clients begin once the service is ready, and returns the cycle from which they do. Connections
   * that all began in one moment would go on in step for ever, so the first ones are spread over some time.
   *
   * @throws {Error} when the service is not ready after a tenth of a second
   */
  begin(connectionsAtOnce: number, spreadMicroseconds = 3000): number {
    const { machine, kernel: server, seed } = this.#run, random = new Random(seed);
    const microsecond = machine.spec.clockHertz.value / 1e6;
    let now = 0;
    while (!server.ready && now < 1e5 * microsecond) machine.run(now += 100 * microsecond);
    if (!server.ready) throw new Error("the service is not ready after a tenth of a second");
    let opened = 0;
    for (const client of this.clients) {
      // Every stack gets as many connections as every other.
      for (let i = 0; i < connectionsAtOnce; i++) {
        const address = this.#addresses[opened++ % this.#addresses.length]!;
        client.open(address, now + random.below(spreadMicroseconds * microsecond));
      }
    }
    const timers = new Task(machine.scheduler, "the clients' timers"), { clients } = this;
    timers.now = now;
    timers.start((function* () {
      for (;;) {
        timers.now += machine.spec.clockHertz.value / CLIENT_TICKS_PER_SECOND;
        yield;
        for (const client of clients) client.tick(timers.now);
      }
    })());
    return now;
  }
}

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
