/**
 * The coherence protocol, MOESI, as a table: what a copy of a line becomes when something happens to it.
 *
 * One cache at most has a line for itself (`Modified`, `Exclusive`) or answers for it (`Owned`); any number may share
 * it. A request is settled in one step, so the states of messages in flight that real controllers need are absent;
 * the queueing that those messages cause is kept (`memory.ts`).
 * Source: AMD64 Architecture Programmer's Manual, volume 2, section 7.3 (MOESI state transitions).
 */

/** The states of a copy, with what each means. */
export const states = {
  Invalid: "no copy",
  Shared: "a clean copy, others may have one; memory or an owner has the data too",
  Exclusive: "the only copy, clean",
  Owned: "a dirty copy that others share; this cache answers for it",
  Modified: "the only copy, dirty",
} as const;

/** What can happen to a copy. */
export const events = {
  loadAlone: "this core reads; no other cache has the line",
  loadShared: "this core reads; another cache has the line",
  store: "this core writes",
  probeRead: "another core reads",
  probeWrite: "another core writes",
  evict: "the cache needs the room",
} as const;

/** Name of a state. */
export type StateName = keyof typeof states;
/** Name of an event. */
export type EventName = keyof typeof events;

/** One row of the protocol. */
export type Transition = {
  /** The state of the copy before. */
  readonly state: StateName;
  /** What happens. */
  readonly event: EventName;
  /** The state of the copy after. */
  readonly next: StateName;
  /** What has to be done: nothing but a hit, a miss, an invalidation of the others, supply, or write-back. */
  readonly does:
    | "hit"
    | "fetch"
    | "fetch and invalidate others"
    | "invalidate others"
    | "supply data"
    | "write back"
    | "nothing";
};

/** The protocol. What is not in the table cannot happen. */
export const protocol: readonly Transition[] = [
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
];

/** The states as numbers, for typed arrays. */
export enum State {
  Invalid,
  Shared,
  Exclusive,
  Owned,
  Modified,
}

/** A column of the table, by number of the state: what the copy becomes. */
export function column(event: EventName): Uint8Array {
  const next = new Uint8Array(Object.keys(states).length);
  for (const row of protocol) if (row.event === event) next[State[row.state]] = State[row.next];
  return next;
}

/** By number of the state: does a copy have to do this when that happens? */
export function duty(event: EventName, does: Transition["does"]): boolean[] {
  const has = Object.keys(states).map(() => false);
  for (const row of protocol) if (row.event === event && row.does === does) has[State[row.state]] = true;
  return has;
}
