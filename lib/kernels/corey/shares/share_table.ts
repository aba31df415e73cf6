/**
 * What a share holds: a hash table in simulated memory, from IDs to the addresses of records. Slots are
 * looked through one after the other from where the ID's hash points (Knuth, TAOCP volume 3, 6.4, algorithm
 * L); a removal moves up what follows (algorithm R), so no tombstones are left behind. Four slots share a
 * line; at half its room the table moves to one twice as large.
 *
 * It scales as the share does: the table has no lock, since a private share needs none and a shared one
 * brings its own (`share.ts`).
 * Its opposite: the array of Linux's descriptors (`kernels/linux/files_struct.ts`), in which all want the
 * lowest free number. Workload: `workloads/shares.ts`. Notebook: `06_shares`.
 */
import type { Core } from "../../../machine/core.ts";
import { int32, struct } from "../../../machine/layout.ts";
import { PAGE_BYTES } from "../../../machine/physical_memory.ts";
import type { Program } from "../../../sim/task.ts";
import type { Executor } from "../objects/executor.ts";
import type { Id } from "../objects/name.ts";
import type { KernelObject } from "../objects/object.ts";
import type { Records, TableRecord } from "../objects/records.ts";
import { coreyPathCycles } from "../path_lengths.ts";

/**
 * A slot: the ID in two words, the record, and how often the object was added; 0 means that the slot is
 * empty.
 */
const slotStruct = struct("share_slot", { id_high: int32, id_low: int32, record: int32, references: int32 });
const { offsets } = slotStruct;
const FIRST_SLOTS = PAGE_BYTES / slotStruct.bytes;
const LOW = 2 ** 31;

/** What is found under an ID. */
interface Entry {
  readonly object: KernelObject;
  /** How often it was added; so many references of it are the share's. */
  references: number;
}

/** A hash table of objects by ID. */
export class ShareTable {
  readonly #records: Records;
  readonly #memory: number;
  readonly #label: string;
  /** Where the number of entries stands, beside what every look-up reads: the number of slots. */
  readonly #size: number;
  readonly #entries = new Map<Id, Entry>();
  #slots: number;
  #table: TableRecord;

  private constructor(records: Records, memory: number, label: string, size: number, table: TableRecord) {
    this.#records = records;
    this.#memory = memory;
    this.#label = label;
    this.#size = size;
    this.#table = table;
    this.#slots = FIRST_SLOTS;
  }

  /**
   * An empty table of one page, from the free list of core number `memory`.
   *
   * @param size the address at which the number of its entries is to stand
   */
  static *make(
    core: Executor,
    records: Records,
    memory: number,
    label: string,
    size: number,
  ): Program<ShareTable> {
    const table = yield* records.takeTable(core, memory, PAGE_BYTES, label);
    core.store(size, 0);
    return new ShareTable(records, memory, label, size, table);
  }

  /** The object with an ID; undefined if it is not here. */
  find(core: Core, id: Id): KernelObject | undefined {
    core.compute(coreyPathCycles.tableOperation.value);
    core.load(this.#size);
    const slot = this.#seek(core, id);
    return core.load(slot + offsets.references) > 0 ? this.#entries.get(id)!.object : undefined;
  }

  /** Before an insertion: looks whether the object is here, and makes room for one more. */
  *makeRoom(core: Executor): Program {
    core.compute(2 * coreyPathCycles.tableOperation.value);
    core.load(this.#size);
    if (2 * (this.#entries.size + 1) > this.#slots) yield* this.#grow(core);
  }

  /** Adds one reference to an object; there must be room. */
  insert(core: Executor, object: KernelObject): void {
    const slot = this.#seek(core, object.id),
      entry = this.#entries.get(object.id) ?? { object, references: 0 };
    this.#entries.set(object.id, entry);
    this.#write(core, slot, object.id, ++entry.references);
    if (entry.references === 1) core.store(this.#size, this.#entries.size);
  }

  /**
   * Takes away one reference to the object with an ID, and returns the object; undefined if it is not here.
   */
  remove(core: Core, id: Id): KernelObject | undefined {
    core.compute(2 * coreyPathCycles.tableOperation.value);
    core.load(this.#size);
    const slot = this.#seek(core, id);
    if (core.load(slot + offsets.references) === 0) return undefined;
    const entry = this.#entries.get(id)!;
    if (--entry.references > 0) {
      this.#write(core, slot, id, entry.references);
    } else {
      this.#entries.delete(id);
      this.#clear(core, slot);
      core.store(this.#size, this.#entries.size);
    }
    return entry.object;
  }

  /** Takes away the last reference it finds to anything; undefined when it is empty. For ending a share. */
  removeAny(core: Core): KernelObject | undefined {
    const [id] = this.#entries.keys();
    return id === undefined ? undefined : this.remove(core, id);
  }

  /** Gives the table's memory back. */
  free(core: Core): Program {
    return this.#table.free(core);
  }

  /** Goes through all objects. */
  scan(core: Core): readonly KernelObject[] {
    core.streamRead(this.#table.slots, this.#slots * slotStruct.bytes);
    return this.objects;
  }

  /** What is here, at no cost: for checks and drawings. */
  get objects(): readonly KernelObject[] {
    return [...this.#entries.values()].map(({ object }) => object);
  }

  /** How many references to an object are here, at no cost. */
  referencesTo(id: Id): number {
    return this.#entries.get(id)?.references ?? 0;
  }

  /** The address of the slot that holds an ID, or of the empty one where it would go. */
  #seek(core: Executor, id: Id): number {
    for (let slot = this.#home(id);; slot = this.#after(slot)) {
      if (core.load(slot + offsets.references) === 0) return slot;
      if (core.load(slot + offsets.id_high) * LOW + core.load(slot + offsets.id_low) === id) return slot;
    }
  }

  #write(core: Executor, slot: number, id: Id, references: number): void {
    core.store(slot + offsets.id_high, Math.floor(id / LOW));
    core.store(slot + offsets.id_low, id % LOW);
    core.store(slot + offsets.record, this.#entries.get(id)!.object.record.references);
    core.store(slot + offsets.references, references);
  }

  /** Empties a slot, and fills the gap with what has been pushed past it. */
  #clear(core: Core, gap: number): void {
    for (let slot = this.#after(gap);; slot = this.#after(slot)) {
      const references = core.load(slot + offsets.references);
      if (references === 0) break;
      // It may move up unless its home lies behind the gap.
      const id = core.load(slot + offsets.id_high) * LOW + core.load(slot + offsets.id_low);
      if (this.#distance(this.#home(id), slot) < this.#distance(gap, slot)) continue;
      this.#write(core, gap, id, references);
      gap = slot;
    }
    core.store(gap + offsets.references, 0);
  }

  *#grow(core: Executor): Program {
    const old = this.#table, bytes = 2 * this.#slots * slotStruct.bytes;
    core.streamRead(old.slots, bytes / 2);
    this.#table = yield* this.#records.takeTable(core, this.#memory, bytes, this.#label);
    this.#slots *= 2;
    for (const [id, { references }] of this.#entries) {
      this.#write(core, this.#seek(core, id), id, references);
    }
    yield* old.free(core);
  }

  /**
   * Where an ID goes if nothing is there. Fibonacci hashing (Knuth, 6.4): the high bits of a product with the
   * golden ratio.
   */
  #home(id: Id): number {
    const hash = Math.imul(id % LOW ^ Math.floor(id / LOW), 0x9e3779b9) >>> 0;
    return this.#table.slots + slotStruct.bytes * (hash >>> (32 - Math.log2(this.#slots)));
  }

  /** How many bytes one slot lies behind another, going round. */
  #distance(from: number, to: number): number {
    const bytes = slotStruct.bytes * this.#slots;
    return (to - from + bytes) % bytes;
  }

  #after(slot: number): number {
    const after = slot + slotStruct.bytes, first = this.#table.slots;
    return after === first + slotStruct.bytes * this.#slots ? first : after;
  }
}
