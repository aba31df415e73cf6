/**
 * Instructions of lwIP that touch no shared memory, on one core of the paper's machine. Nothing in here
 * depends on how many cores there are.
 *
 * Together they set what one service core can do alone, and that is where they come from: the paper's
 * Dedicated saturates at 110,000 connections per second with four service cores, so one of them does 27,500
 * at least, and not so many that three would do (36,700). They are set so that one service core beside a
 * kernel core does about 30,000. How the total splits is estimated.
 */
import type { Sourced } from "../../input/sourced.ts";

function calibrated(value: number, source: string): Sourced<number, "cycles"> {
  const from =
    "of 66,000 cycles a connection, Corey, section 8.3: 110,000 connections/s with four service cores";
  return { value, unit: "cycles", source: `${source}; ${from}`, sure: "R" };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const lwipPathCycles = {
  /** A packet that came: `etharp_ip_input`, `ip_input`, `tcp_input`, check sums, thread switches. */
  input: calibrated(6000, "an estimated seven tenths of the packets' part"),
  /** A packet to send: `tcp_output`, `ip_output`, `etharp_output`, check sums. */
  output: calibrated(3500, "an estimated three tenths of the packets' part"),
  /** `accept`, `write` and `close` through lwIP's mail boxes, each. */
  socketCall: calibrated(6000, "an estimated third of the whole for the three"),
} as const;
