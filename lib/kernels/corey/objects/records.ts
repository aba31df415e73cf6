/**
 * Memory for the metadata of objects. Each core has free lists of its own, filled from its chip's memory; the
 * caller of an alloc call says from whose list the record comes, and there it returns when the object is
 * freed.
 *
 * It scales: a core that allocates from its own lists meets nobody.
 * Its opposite: the slab allocator of Linux (`kernels/linux/network/slab.ts`), whose per-core caches move
 * records to wherever they are freed. Workload: `workloads/shares.ts`. Notebook: `10_tour`.
 */
import type { ReadWriteLock, ReadWriteLockKind } from "../../../locks/lock.ts";
import { mcs } from "../../../locks/mcs.ts";
import type { Core } from "../../../machine/core.ts";
import { bytes, fieldsAt, int32, lineAligned, type Struct, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";
import { type Executor, type KernelLock, placeKernelLock } from "./executor.ts";
import type { Id, ObjectType } from "./name.ts";
import { RecordList } from "./record_list.ts";

/**
 * What any object has. Cores that wait for a lock leave the rest alone; only shares use the second lock.
 */
const head = {
  type: int32,
  references: int32,
  id: word64,
  lock: lineAligned(int32),
  table_lock: lineAligned(int32),
};

/** The record of each kind of object: the head, and five lines of its own. */
export const recordStructs = {
  "share": struct("share", { ...head, table: lineAligned(bytes(320)) }),
  "segment": struct("segment", { ...head, page_list: lineAligned(word64), pages: word64, rest: bytes(304) }),
  "address range": struct("address_range", { ...head, mappings: lineAligned(bytes(320)) }),
  "pcore": struct("pcore", { ...head, context: lineAligned(bytes(320)) }),
  "device": struct("device", { ...head, state: lineAligned(bytes(320)) }),
} as const satisfies Record<ObjectType, Struct<keyof typeof head>>;

/** The types as the records number them; 0 is a record that was never used. */
const types = Object.keys(recordStructs);

/** One object's metadata. */
export interface ObjectRecord {
  /** Where its record begins: a structure of {@link recordStructs}. */
  readonly address: number;
  /** Address of the count of references. */
  readonly references: number;
  /** Guards the record. */
  readonly lock: KernelLock;
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
  free(core: Executor): Program;
}

/** Where a record stands, and its locks: kept while it waits to be used again. */
interface Piece {
  readonly address: number;
  readonly lock: KernelLock;
  readonly tableLock: ReadWriteLock;
}

/** The free lists of all cores. */
export class Records {
  readonly #machine: Machine;
  readonly #records: readonly RecordList<Piece>[];
  readonly #tables: readonly Map<number, RecordList<number>>[];

  /**
   * Untouched lists.
   *
   * @param shareLock the kind of lock that guards a shared share
   */
  constructor(machine: Machine, shareLock: ReadWriteLockKind) {
    const { memory, cores } = machine;
    this.#machine = machine;
    this.#records = cores.map((owner) =>
      new RecordList(machine, owner, () => {
        const at = memory.place(recordStructs.segment, owner.chip, `record of core ${owner.number}`);
        return {
          address: at.type,
          lock: placeKernelLock(mcs, machine, at.lock),
          tableLock: shareLock.place(machine, at.table_lock),
        };
      })
    );
    this.#tables = cores.map(() => new Map());
  }

  /** A record for a new object from the list of core number `memory`. */
  *take(core: Executor, memory: number, type: ObjectType, id: Id): Program<ObjectRecord> {
    const list = this.#records[memory]!, piece = yield* list.take(core), { address, lock, tableLock } = piece;
    const at = fieldsAt<keyof typeof head>(recordStructs[type], address);
    this.#machine.memory.layout.rename(address, recordStructs[type], `${type} ${id}`);
    core.store(at.type, 1 + types.indexOf(type));
    core.store(at.id, id % 2 ** 31);
    return {
      address,
      references: at.references,
      lock,
      tableLock,
      free: (core) => list.give(core, piece),
    };
  }

  /** A table of so many bytes, all zero, from the list of core number `memory`. */
  *takeTable(core: Executor, memory: number, byteCount: number, label: string): Program<TableRecord> {
    const list = this.#tablesOf(memory, byteCount), slots = yield* list.take(core);
    core.streamClear(slots, byteCount);
    const { layout, words } = this.#machine.memory;
    layout.rename(slots, tableStruct(byteCount), label);
    words.fill(0, slots / 4, (slots + byteCount) / 4);
    return { slots, free: (core) => list.give(core, slots) };
  }

  #tablesOf(memory: number, byteCount: number): RecordList<number> {
    const lists = this.#tables[memory]!, owner = this.#machine.cores[memory]!;
    let list = lists.get(byteCount);
    if (!list) {
      const place = () => this.#machine.memory.place(tableStruct(byteCount), owner.chip).slots;
      lists.set(byteCount, list = new RecordList(this.#machine, owner, place));
    }
    return list;
  }

  /**
   * How many records and tables of each core's lists are in use: when all objects are gone, as many as at the
   * start.
   */
  inUse(): number[] {
    return this.#records.map(({ taken }, core) =>
      [...this.#tables[core]!.values()].reduce((sum, list) => sum + list.taken, taken)
    );
  }
}

function tableStruct(byteCount: number): Struct<"slots"> {
  return struct("share_table", { slots: bytes(byteCount) });
}
