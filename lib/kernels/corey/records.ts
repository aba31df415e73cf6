/**
 * Memory for the metadata of objects. Each core has free lists of its own, filled from its chip's memory; the caller of an alloc call
 * says from whose list the record comes, and there it returns when the object is freed.
 *
 * It scales: a core that allocates from its own lists meets nobody. A lock guards each list because others may name it too.
 * Its opposite: the slab allocator of Linux, whose per-core caches move records to wherever they are freed.
 * Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { Lock, ReadWriteLock, ReadWriteLockKind } from "../../locks/lock.ts";
import { mcs } from "../../locks/mcs.ts";
import type { Core } from "../../machine/core.ts";
import { bytes, int32, lineAligned, type Placed, type Struct, struct, word64 } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import type { ObjectType } from "./object.ts";

/** What any object has. Who waits for a lock leaves the rest alone; the second lock is used by shares only. */
const head = {
  type: int32,
  references: int32,
  id: word64,
  lock: lineAligned(int32),
  table_lock: lineAligned(int32),
};
/** Where the five lines begin that depend on the kind of object. */
const BODY = 192;
const layouts = {
  "share": struct("share", { ...head, table: lineAligned(bytes(320)) }),
  "segment": struct("segment", { ...head, page_list: lineAligned(word64), pages: word64, rest: bytes(304) }),
  "address range": struct("address_range", { ...head, mappings: lineAligned(bytes(320)) }),
  "pcore": struct("pcore", { ...head, context: lineAligned(bytes(320)) }),
  "device": struct("device", { ...head, state: lineAligned(bytes(320)) }),
} as const satisfies Record<ObjectType, Struct>;

const listStruct = struct("record_list", { lock: int32, count: lineAligned(int32), head: word64 });

/** What stands for a core before the machine runs: sets words at no cost. */
export type Words = Pick<Core, "load" | "store">;

/** One object's metadata. */
export interface ObjectRecord {
  /** Address of the count of references. */
  readonly references: number;
  /** Address of the five lines that depend on the kind of object. */
  readonly body: number;
  /** Guards the record. */
  readonly lock: Lock;
  /** Guards what a shared share holds. */
  readonly tableLock: ReadWriteLock;
  /** Gives the record back to the list it came from. */
  free(core: Core): Program;
}

/** A table of a share's entries. */
export interface TableRecord {
  /** Address of its first slot. */
  readonly slots: number;
  /** Gives it back. */
  free(core: Core): Program;
}

/** A free list: of one core, for pieces of one size. */
class List<Piece> {
  readonly free: Piece[] = [];
  taken = 0;
  readonly #at: Placed<"lock" | "count" | "head">;
  readonly #lock: Lock;

  constructor(machine: Machine, owner: Core, readonly fresh: () => Piece) {
    this.#at = machine.memory.place(listStruct, owner.chip, `record_list ${owner.number}`);
    this.#lock = mcs.place(machine, this.#at.lock);
  }

  *take(core: Core): Program<Piece> {
    yield* this.#lock.acquire(core);
    core.load(this.#at.head);
    const piece = this.takeAtBoot(core);
    yield* this.#lock.release(core);
    return piece;
  }

  takeAtBoot(words: Words): Piece {
    this.taken++;
    const piece = this.free.pop() ?? this.fresh();
    this.#changed(words);
    return piece;
  }

  *give(core: Core, piece: Piece): Program {
    yield* this.#lock.acquire(core);
    this.taken--;
    this.free.push(piece);
    this.#changed(core);
    yield* this.#lock.release(core);
  }

  #changed(words: Words): void {
    words.store(this.#at.head, this.free.length);
    words.store(this.#at.count, this.free.length);
  }
}

/** Where a record stands, and its locks: kept while it waits to be used again. */
interface Piece {
  readonly at: Placed<"type" | "references" | "id" | "lock" | "table_lock">;
  readonly lock: Lock;
  readonly tableLock: ReadWriteLock;
}

/** The free lists of all cores. */
export class Records {
  readonly #machine: Machine;
  readonly #records: readonly List<Piece>[];
  readonly #tables: readonly Map<number, List<number>>[];

  /**
   * Lists that are as yet untouched.
   *
   * @param shareLock the kind of lock that guards a shared share
   */
  constructor(machine: Machine, shareLock: ReadWriteLockKind) {
    const { memory, cores } = machine;
    this.#machine = machine;
    this.#records = cores.map((owner) =>
      new List(machine, owner, () => {
        const at = memory.place(layouts.segment, owner.chip, `record of core ${owner.number}`);
        return {
          at,
          lock: mcs.place(machine, at.lock),
          tableLock: shareLock.place(machine, at.table_lock),
        };
      })
    );
    this.#tables = cores.map(() => new Map());
  }

  /** A record for a new object from the list of core number `memory`. */
  *take(core: Core, memory: number, type: ObjectType, id: number): Program<ObjectRecord> {
    const list = this.#records[memory]!;
    return this.#record(core, list, yield* list.take(core), type, id);
  }

  /** The same, before the machine runs. */
  takeAtBoot(words: Words, memory: number, type: ObjectType, id: number): ObjectRecord {
    const list = this.#records[memory]!;
    return this.#record(words, list, list.takeAtBoot(words), type, id);
  }

  /** A table of so many bytes, all zero, from the list of core number `memory`. */
  *takeTable(core: Core, memory: number, byteCount: number, label: string): Program<TableRecord> {
    const list = this.#tablesOf(memory, byteCount), slots = yield* list.take(core);
    core.streamClear(slots, byteCount);
    return this.#table(list, slots, byteCount, label);
  }

  /** The same, before the machine runs. */
  takeTableAtBoot(words: Words, memory: number, byteCount: number, label: string): TableRecord {
    const list = this.#tablesOf(memory, byteCount);
    return this.#table(list, list.takeAtBoot(words), byteCount, label);
  }

  #record(words: Words, list: List<Piece>, piece: Piece, type: ObjectType, id: number): ObjectRecord {
    const { at, lock, tableLock } = piece;
    this.#machine.memory.layout.rename(at.type, layouts[type], `${type} ${id}`);
    words.store(at.type, 1 + Object.keys(layouts).indexOf(type));
    words.store(at.id, id % 2 ** 31);
    return {
      references: at.references,
      body: at.type + BODY,
      lock,
      tableLock,
      free: (core) => list.give(core, piece),
    };
  }

  #tablesOf(memory: number, byteCount: number): List<number> {
    const lists = this.#tables[memory]!, owner = this.#machine.cores[memory]!;
    let list = lists.get(byteCount);
    if (!list) {
      const place = () => this.#machine.memory.place(tableStruct(byteCount), owner.chip).slots;
      lists.set(byteCount, list = new List(this.#machine, owner, place));
    }
    return list;
  }

  #table(list: List<number>, slots: number, byteCount: number, label: string): TableRecord {
    const { layout, words } = this.#machine.memory;
    layout.rename(slots, tableStruct(byteCount), label);
    words.fill(0, slots / 4, (slots + byteCount) / 4);
    return { slots, free: (core) => list.give(core, slots) };
  }

  /** How many records and tables of each core's lists are in use: when all objects are gone, as many as at the start. */
  inUse(): number[] {
    return this.#records.map(({ taken }, core) =>
      [...this.#tables[core]!.values()].reduce((sum, list) => sum + list.taken, taken)
    );
  }
}

function tableStruct(byteCount: number): Struct<"slots"> {
  return struct("share_table", { slots: bytes(byteCount) });
}
