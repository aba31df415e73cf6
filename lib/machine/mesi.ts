/**
 * MESI: a dirty line that others share has no owner. A cache that is asked for one also writes it back to
 * memory, so the next reader gets it from there. That saves a state, and costs memory's bandwidth and, for
 * lines that many read and one writes, its latency.
 */
import { moesi } from "./moesi.ts";
import type { Protocol, Transition } from "./protocol.ts";

const dirtyLineIsRead: Transition = {
  state: "Modified",
  event: "probeRead",
  next: "Shared",
  does: "supply data and write back",
};

/** MESI: as MOESI, but without the state Owned. */
export const mesi: Protocol = {
  name: "mesi",
  source:
    "M. Papamarcos, J. Patel, A low-overhead coherence solution for multiprocessors with private cache " +
    "memories, ISCA 1984",
  rows: moesi.rows.filter(({ state }) => state !== "Owned")
    .map((row) => row.state === "Modified" && row.event === "probeRead" ? dirtyLineIsRead : row),
};
