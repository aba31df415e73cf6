/**
 * Instructions of Linux's network stack that touch no shared memory, on one core of the paper's machine.
 * Nothing in here depends on how many cores there are, and nothing was set to match the paper's measurements.
 */
import type { Sourced } from "../../../input/sourced.ts";

function recalled(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "R" };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const linuxNetworkCycles = {
  /** A packet from the ring to its socket: the driver, `netif_receive_skb`, `ip_rcv`, `tcp_v4_rcv`. */
  receive: recalled(
    3500,
    "estimated: a core of that time receives half a million small packets a second, 4,000 cycles each at 2 " +
      "GHz with some misses",
  ),
  /**
   * A segment from its socket to the ring: `tcp_transmit_skb`, `ip_queue_xmit`, `dev_queue_xmit`, the driver.
   */
  transmit: recalled(2500, "estimated at three quarters of receiving one"),
  /** A sent packet off the ring: unmapping, freeing. */
  clean: recalled(300, "about 400 instructions in e1000_clean_tx_irq and __kfree_skb of 2.6.25"),
  /** `tcp_v4_conn_request`, beside the answer. */
  request: recalled(1000, "about 1,300 instructions in net/ipv4/tcp_ipv4.c of 2.6.25"),
  /** `tcp_check_req` and `tcp_v4_syn_recv_sock`: the new socket is a copy of the listening one. */
  newSocket: recalled(
    2500,
    "about 3,000 instructions in net/ipv4/tcp_minisocks.c and net/core/sock.c of 2.6.25",
  ),
  /** `tcp_time_wait`: a small record takes the place of the socket, which is freed. */
  timeWait: recalled(
    1500,
    "about 1,800 instructions in net/ipv4/tcp_minisocks.c and inet_timewait_sock.c of 2.6.25",
  ),
  /** `try_to_wake_up` of a task that sleeps on another core, beside the interrupt. */
  wake: recalled(800, "about 900 instructions in kernel/sched.c of 2.6.25"),
  /** From one look for a connection to the next, by a process that looks again before it sleeps. */
  lookAgain: recalled(500, "assumed, not counted: a look reads a cached word, so how often hardly matters"),
  /** `accept`, beside its descriptor: the socket, its inode and directory entry. */
  accept: recalled(3000, "lmbench's connection costs, less the parts spelled out"),
  /** `write` of 128 bytes, beside the segment. */
  write: recalled(1500, "about 2,000 instructions in tcp_sendmsg and sock_aio_write of 2.6.25"),
  /** `close`, beside the segment and the descriptor. */
  close: recalled(2000, "about 2,500 instructions in tcp_close, inet_csk and sockfs of 2.6.25"),
} as const;
