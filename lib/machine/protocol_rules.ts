/**
 * A protocol's table, compiled to what the memory looks up: for each state, by its number, what a copy
 * becomes and whether it has a duty. And what is wrong with a table that is none.
 */
import {
  type DutyName,
  type EventName,
  type Protocol,
  State,
  type StateName,
  states,
  type Transition,
} from "./protocol.ts";

const stateNames = Object.keys(states) as StateName[];

/** A protocol to look things up in. Each array is indexed by state; for duties, 1 means yes. */
export class ProtocolRules {
  /** What a copy is that a cache gets by a load when no other has one. */
  readonly loadedAlone: State;
  /** What it is when others have one. */
  readonly loadedShared: State;
  /** What a copy becomes by its own core's store. */
  readonly afterStore: Uint8Array;
  /** What it becomes when another core reads. */
  readonly afterProbeRead: Uint8Array;
  /** Whether its core writes it without asking anybody. */
  readonly storesSilently: Uint8Array;
  /** Whether a store has to get the data first. */
  readonly storeFetches: Uint8Array;
  /** Whether it supplies the data to another core that reads. */
  readonly suppliesReader: Uint8Array;
  /** Whether it supplies the data to another core that writes. */
  readonly suppliesWriter: Uint8Array;
  /** Whether it gives memory the data when another core reads. */
  readonly writesBackOnRead: Uint8Array;
  /** Whether it is dirty: gives memory the data when the cache needs the room. */
  readonly writesBackOnEvict: Uint8Array;
  /** Whether a reader that it supplies takes from its core the right to store without asking. */
  readonly yieldsToReader: Uint8Array;

  /** Compiles a table that {@link flawOfProtocol} finds none in. */
  constructor({ rows }: Protocol) {
    const next = (event: EventName) => byState(rows, event, (row) => State[row.next]);
    const does = (event: EventName, ...any: DutyName[]) =>
      byState(rows, event, (row) => any.includes(row.does) ? 1 : 0);
    this.loadedAlone = next("loadAlone")[State.Invalid]!;
    this.loadedShared = next("loadShared")[State.Invalid]!;
    this.afterStore = next("store");
    this.afterProbeRead = next("probeRead");
    this.storesSilently = does("store", "hit");
    this.storeFetches = does("store", "fetch and invalidate others");
    this.suppliesReader = does("probeRead", "supply data", "supply data and write back");
    this.suppliesWriter = does("probeWrite", "supply data");
    this.writesBackOnRead = does("probeRead", "supply data and write back", "write back");
    this.writesBackOnEvict = does("evict", "write back");
    this.yieldsToReader = this.suppliesReader.map((supplies, state) =>
      supplies & this.storesSilently[state]! & (1 - this.storesSilently[this.afterProbeRead[state]!]!)
    );
  }
}

function byState(
  rows: readonly Transition[],
  event: EventName,
  value: (row: Transition) => number,
): Uint8Array {
  const column = new Uint8Array(stateNames.length);
  for (const row of rows) if (row.event === event) column[State[row.state]] = value(row);
  return column;
}

/** The first thing that keeps a table from being a protocol; undefined if nothing does. */
export function flawOfProtocol({ rows }: Protocol): string | undefined {
  const find = (state: StateName, event: EventName) =>
    rows.filter((row) => row.state === state && row.event === event);
  const has = (state: StateName, event: EventName, ...any: DutyName[]) =>
    find(state, event).some(({ does }) => any.includes(does));
  const used = reachable(rows), copies = [...used].filter((state) => state !== "Invalid");
  const dirty = (state: StateName) => has(state, "evict", "write back");
  for (const state of used) {
    const others: readonly EventName[] = state === "Invalid" ? [] : ["probeRead", "probeWrite", "evict"];
    for (const event of ["loadAlone", "store", ...others] as const) {
      const { length } = find(state, event);
      if (length !== 1) {
        return `${length === 0 ? "no row says" : `${length} rows say`} what ${event} does to ${state}`;
      }
    }
  }
  if (find("Invalid", "loadShared").length !== 1) return "one row has to say what loadShared does to Invalid";
  for (const state of copies) {
    const alone = has(state, "store", "hit"), after = find(state, "probeRead")[0]!.next;
    for (const row of rows.filter((row) => row.state === state)) {
      if (row.event.startsWith("load") && (row.does !== "hit" || row.next !== state)) {
        return `a load has to hit ${state}, and leave it`;
      }
      if ((row.event === "probeWrite" || row.event === "evict") && row.next !== "Invalid") {
        return `${row.event} has to take ${state} away`;
      }
    }
    if (after === "Invalid") return `probeRead may not take ${state} away`;
    if (has(after, "store", "hit")) {
      return `${state} would write without asking after probeRead, when another has a copy`;
    }
    if (!alone && !has(state, "store", "invalidate others", "fetch and invalidate others")) {
      return `store has to invalidate others in ${state}`;
    }
    if (
      dirty(state) && !dirty(after) && !has(state, "probeRead", "supply data and write back", "write back")
    ) {
      return `probeRead would lose what ${state} holds: ${after} is clean, and memory does not get the data`;
    }
    if (dirty(state) && !has(state, "probeRead", "supply data", "supply data and write back")) {
      return `${state} is dirty, so it has to supply data on probeRead`;
    }
    if (dirty(state) && !has(state, "probeWrite", "supply data")) {
      return `${state} is dirty, so it has to supply data on probeWrite`;
    }
  }
  const stored = used.has("Invalid") && [...used].find((state) => !dirty(find(state, "store")[0]!.next));
  if (stored) return `store has to make ${stored} a state that is written back`;
  if (
    dirty("Shared") || has("Shared", "store", "hit") ||
    has("Shared", "probeRead", "supply data", "supply data and write back")
  ) {
    return "Shared has no owner: it can neither supply data, nor be written without asking, nor be dirty";
  }
  const answering = find("Invalid", "loadShared")[0]!.next !== "Shared" &&
    copies.find((state) => find(state, "probeRead")[0]!.next !== "Shared");
  return answering ? `two would answer for a line: who reads it, and who was ${answering}` : undefined;
}

/** The states that a copy can come to. */
function reachable(rows: readonly Transition[]): Set<StateName> {
  const found = new Set<StateName>(["Invalid"]);
  for (const state of found) for (const row of rows) if (row.state === state) found.add(row.next);
  return found;
}
