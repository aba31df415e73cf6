/**
 * Where Linux finds the connection of a segment (`inet_hashinfo`, `net/ipv4/inet_hashtables.c` of 2.6.25): a
 * hash table for all cores, its buckets guarded by read-write locks.
 *
 * It does not scale: every packet takes a lock for reading, which writes the lock's line.
 * Its opposite: the lists of one core's stack (`libos/tcp/pcb.ts`). Workload: `workloads/tcp_service.ts`.
 * Notebook: `05_kernel_cores`.
 */
import type { ReadWriteLock } from "../../../locks/lock.ts";
import { readWrite } from "../../../locks/read_write.ts";
import type { Core } from "../../../machine/core.ts";
import { array, int32, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { TcpSegment } from "../../../machine/network/packet.ts";
import type { Program } from "../../../sim/task.ts";
import type { Endpoint } from "../../tcp.ts";
import type { Sock } from "./sock.ts";

/**
 * `thash_entries` and `inet_ehash_locks` of a machine of that time: half a million buckets would be more like
 * it, but only some are used.
 */
const BUCKETS = 4096, LOCKS = 1024;
const tableStruct = struct("inet_hashinfo", {
  ehash: array(word64, BUCKETS),
  ehash_locks: array(int32, LOCKS),
});

/** All connections, by the two ends. */
export class Established {
  readonly #machine: Machine;
  readonly #at;
  readonly #locks: ReadWriteLock[] = [];
  readonly #socks = new Map<string, Sock>();

  /** An empty table. */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.#at = machine.memory.place(tableStruct);
  }

  /** All of them, at no cost: for timers, which each have a place of their own. */
  all(): Sock[] {
    return [...this.#socks.values()];
  }

  /** The connection of a segment. */
  *find(core: Core, segment: TcpSegment): Program<Sock | undefined> {
    const remote = { address: segment.from, port: segment.fromPort }, bucket = bucketOf(remote);
    const lock = this.#lockOf(bucket);
    yield* lock.acquireRead(core);
    core.load(this.#at.ehash + 8 * bucket);
    const sock = this.#socks.get(keyOf(remote));
    // The lines that are compared: the ports, and the hash beside the count of users.
    if (sock) core.load(sock.address);
    yield* lock.releaseRead(core);
    return sock;
  }

  /** Puts a connection in. */
  *add(core: Core, sock: Sock): Program {
    yield* this.#change(core, sock, () => this.#socks.set(keyOf(sock.connection.remote), sock));
  }

  /** Takes a connection out. */
  *remove(core: Core, sock: Sock): Program {
    yield* this.#change(core, sock, () => this.#socks.delete(keyOf(sock.connection.remote)));
  }

  *#change(core: Core, sock: Sock, change: () => void): Program {
    const bucket = bucketOf(sock.connection.remote), lock = this.#lockOf(bucket);
    yield* lock.acquireWrite(core);
    core.store(this.#at.ehash + 8 * bucket, sock.address);
    core.write(sock.address);
    change();
    yield* lock.releaseWrite(core);
  }

  #lockOf(bucket: number): ReadWriteLock {
    const index = bucket % LOCKS;
    return this.#locks[index] ??= readWrite.place(this.#machine, this.#at.ehash_locks + 4 * index);
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}

function bucketOf({ address, port }: Endpoint): number {
  return (Math.imul(address, 2654435761) ^ Math.imul(port, 40503) >>> 4) >>> 0 & BUCKETS - 1;
}
