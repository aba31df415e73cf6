/**
 * The client machines of a run, one for each core that serves, on one cable to the machine and one from it.
 */
import type { TcpServer } from "../kernels/tcp_server.ts";
import { Cable, type Faults } from "../machine/network/cable.ts";
import { addresseeOf } from "../machine/network/packet.ts";
import { Random } from "../sim/random.ts";
import { Task } from "../sim/task.ts";
import { cableDelay, CLIENT_TICKS_PER_SECOND, type Conversation, TcpClient } from "./tcp_client.ts";
import type { Run } from "./workload.ts";

/** The clients of a run, on their cables. */
export class TcpClients {
  /** One an active core. */
  readonly clients: readonly TcpClient[];
  /** The cable from the clients to the machine. */
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
