/**
 * MOESI, the protocol of the paper's machine. What one core has written, others read from its cache: it owns
 * the line from then on, and memory gets the data back only when the owner needs the room.
 */
import type { Protocol } from "./protocol.ts";

/** MOESI, in a row for each state and event. */
export const moesi: Protocol = {
  name: "moesi",
  source: "AMD64 Architecture Programmer's Manual, volume 2, section 7.3 (MOESI state transitions)",
  rows: [
    { state: "Invalid", event: "loadAlone", next: "Exclusive", does: "fetch" },
    { state: "Invalid", event: "loadShared", next: "Shared", does: "fetch" },
    { state: "Invalid", event: "store", next: "Modified", does: "fetch and invalidate others" },
    { state: "Shared", event: "loadAlone", next: "Shared", does: "hit" },
    { state: "Shared", event: "loadShared", next: "Shared", does: "hit" },
    { state: "Shared", event: "store", next: "Modified", does: "invalidate others" },
    { state: "Shared", event: "probeRead", next: "Shared", does: "nothing" },
    { state: "Shared", event: "probeWrite", next: "Invalid", does: "nothing" },
    { state: "Shared", event: "evict", next: "Invalid", does: "nothing" },
    { state: "Exclusive", event: "loadAlone", next: "Exclusive", does: "hit" },
    { state: "Exclusive", event: "store", next: "Modified", does: "hit" },
    { state: "Exclusive", event: "probeRead", next: "Shared", does: "nothing" },
    { state: "Exclusive", event: "probeWrite", next: "Invalid", does: "nothing" },
    { state: "Exclusive", event: "evict", next: "Invalid", does: "nothing" },
    { state: "Owned", event: "loadAlone", next: "Owned", does: "hit" },
    { state: "Owned", event: "loadShared", next: "Owned", does: "hit" },
    { state: "Owned", event: "store", next: "Modified", does: "invalidate others" },
    { state: "Owned", event: "probeRead", next: "Owned", does: "supply data" },
    { state: "Owned", event: "probeWrite", next: "Invalid", does: "supply data" },
    { state: "Owned", event: "evict", next: "Invalid", does: "write back" },
    { state: "Modified", event: "loadAlone", next: "Modified", does: "hit" },
    { state: "Modified", event: "store", next: "Modified", does: "hit" },
    { state: "Modified", event: "probeRead", next: "Owned", does: "supply data" },
    { state: "Modified", event: "probeWrite", next: "Invalid", does: "supply data" },
    { state: "Modified", event: "evict", next: "Invalid", does: "write back" },
  ],
};
