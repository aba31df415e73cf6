/**
 * MESIF, the protocol of Intel's processors since QuickPath. A dirty line that others read is written back,
 * as in MESI; but of those that have it then, who read last answers the next reader, so that it need not come
 * from memory.
 */
import { mesi } from "./mesi.ts";
import type { Protocol, Transition } from "./protocol.ts";

const answers: readonly Transition[] = [
  { state: "Invalid", event: "loadShared", next: "Forward", does: "fetch" },
  { state: "Exclusive", event: "probeRead", next: "Shared", does: "supply data" },
  { state: "Exclusive", event: "probeWrite", next: "Invalid", does: "supply data" },
];

/** MESIF: as MESI, but who has a clean line answers readers: alone, or as the last of those that read it. */
export const mesif: Protocol = {
  name: "mesif",
  source:
    "An Introduction to the Intel QuickPath Interconnect (320412), 2009, recalled; J. Goodman, H. Hum, " +
    "MESIF: A two-hop cache coherency protocol for point-to-point interconnects, 2009, recalled",
  rows: [
    ...mesi.rows.map((row) =>
      answers.find(({ state, event }) => state === row.state && event === row.event) ?? row
    ),
    { state: "Forward", event: "loadAlone", next: "Forward", does: "hit" },
    { state: "Forward", event: "loadShared", next: "Forward", does: "hit" },
    { state: "Forward", event: "store", next: "Modified", does: "invalidate others" },
    { state: "Forward", event: "probeRead", next: "Shared", does: "supply data" },
    { state: "Forward", event: "probeWrite", next: "Invalid", does: "supply data" },
    { state: "Forward", event: "evict", next: "Invalid", does: "nothing" },
  ],
};
