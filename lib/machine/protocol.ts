/**
 * The vocabulary of coherence protocols: states of a copy of a line, what can happen to it, and the rows that
 * say what it then becomes and has to do. A protocol is a list of such rows, and the memory acts on nothing
 * else (`protocol_rules.ts`): another list is another machine.
 *
 * At most one cache owns a line: alone (`Modified`, `Exclusive`), or while others share it (`Owned`,
 * `Forward`). Any number may share it. A request is settled in one step, so the states of messages in flight
 * that real controllers need are absent; the queueing that those messages cause is kept (`memory.ts`).
 */

/** The states of a copy, with what each means. */
export const states = {
  Invalid: "no copy",
  Shared: "a clean copy, others may have one; memory or an owner has the data too",
  Exclusive: "the only copy, clean",
  Forward: "a clean copy that others share; this cache answers for it",
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

/** What a copy may have to do. */
export const duties = {
  hit: "nothing, and nobody has to be asked",
  fetch: "get the data from the cache that supplies them, or from memory",
  "fetch and invalidate others": "get the data, and have all other copies removed",
  "invalidate others": "have all other copies removed",
  "supply data": "send the data to who asks",
  "supply data and write back": "send the data to who asks, and to memory",
  "write back": "send the data to memory",
  nothing: "nothing",
} as const;

/** Name of a state. */
export type StateName = keyof typeof states;
/** Name of an event. */
export type EventName = keyof typeof events;
/** Name of a duty. */
export type DutyName = keyof typeof duties;

/** One row of a protocol. */
export type Transition = {
  /** The state of the copy before. */
  readonly state: StateName;
  /** What happens. */
  readonly event: EventName;
  /** The state of the copy after. */
  readonly next: StateName;
  /** What has to be done. */
  readonly does: DutyName;
};

/** A protocol: plain data, part of a machine's spec. What is not in the table cannot happen. */
export interface Protocol {
  /** Name, as it stands in the names of machines that have it for a what-if. */
  readonly name: string;
  /** Where it is from. */
  readonly source: string;
  /** The table. */
  readonly rows: readonly Transition[];
}

/** The states as numbers, for typed arrays. */
export enum State {
  Invalid,
  Shared,
  Exclusive,
  Forward,
  Owned,
  Modified,
}
