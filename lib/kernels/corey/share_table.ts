/**
 * What a share holds: a hash table in simulated memory, from IDs to the addresses of records. Slots are looked through one after the
 * other from where the ID's hash points (Knuth, TAOCP volume 3, 6.4, algorithm L); a removal moves up what follows (algorithm R), so no
 * graves are left behind. Four slots share a line; at half its room the table moves to one twice as large.
 *
 * The table has no lock: a private share needs none, a shared share brings one (`share.ts`).
 */
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import type { Id, KernelObject } from "./object.ts";
import { coreyPathCycles } from "./path_lengths.ts";
import type { Records, TableRecord, Words } from "./records.ts";

/** A slot: the ID in two words, the record, and how often the object was added; 0 means that the slot is empty. */
const SLOT_BYTES = 16;
const FIRST_SLOTS = PAGE_BYTES / SLOT_BYTES;
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
  readonly #entries = new Map<Id, Entry>();
  #slots: number;
  #table: TableRecord;

  private constructor(records: Records, memory: number, label: string, table: TableRecord) {
    this.#records = records;
    this.#memory = memory;
    this.#label = label;
    this.#table = table;
    this.#slots = FIRST_SLOTS;
  }

  /** An empty table of one page, from the free list of core number `memory`. */
  static *make(core: Core, records: Records, memory: number, label: string): Program<ShareTable> {
    return new ShareTable(records, memory, label, yield* records.takeTable(core, memory, PAGE_BYTES, label));
  }

  /** An empty table before the machine runs. */
  static makeAtBoot(words: Words, records: Records, memory: number, label: string): ShareTable {
    return new ShareTable(records, memory, label, records.takeTableAtBoot(words, memory, PAGE_BYTES, label));
  }

  /** The object with an ID; undefined if it is not here. */
  find(core: Core, id: Id): KernelObject | undefined {
    core.compute(coreyPathCycles.tableOperation.value);
    return this.#referencesAt(core, this.#seek(core, id)) > 0 ? this.#entries.get(id)!.object : undefined;
  }

  /** Before an insertion: looks whether the object is here, and makes room for one more. */
  *makeRoom(core: Core): Program {
    core.compute(2 * coreyPathCycles.tableOperation.value);
    if (2 * (this.#entries.size + 1) > this.#slots) yield* this.#grow(core);
  }

  /** Adds one reference to an object; there must be room. */
  insert(words: Words, object: KernelObject): void {
    const slot = this.#seek(words, object.id),
      entry = this.#entries.get(object.id) ?? { object, references: 0 };
    this.#entries.set(object.id, entry);
    this.#write(words, slot, object.id, ++entry.references);
  }

  /** Takes away one reference to the object with an ID, and returns the object; undefined if it is not here. */
  remove(core: Core, id: Id): KernelObject | undefined {
    core.compute(2 * coreyPathCycles.tableOperation.value);
    const slot = this.#seek(core, id);
    if (this.#referencesAt(core, slot) === 0) return undefined;
    const entry = this.#entries.get(id)!;
    if (--entry.references > 0) {
      this.#write(core, slot, id, entry.references);
    } else {
      this.#entries.delete(id);
      this.#clear(core, slot);
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
    core.streamRead(this.#table.slots, this.#slots * SLOT_BYTES);
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

  /** The slot that holds an ID, or the empty one where it would go. */
  #seek(words: Words, id: Id): number {
    let slot = this.#home(id);
    while (this.#referencesAt(words, slot) > 0 && this.#idAt(words, slot) !== id) slot = this.#after(slot);
    return slot;
  }

  #referencesAt(words: Words, slot: number): number {
    return words.load(this.#at(slot) + 12);
  }

  #idAt(words: Words, slot: number): Id {
    return words.load(this.#at(slot)) * LOW + words.load(this.#at(slot) + 4);
  }

  #write(words: Words, slot: number, id: Id, references: number): void {
    const at = this.#at(slot);
    words.store(at, Math.floor(id / LOW));
    words.store(at + 4, id % LOW);
    words.store(at + 8, this.#entries.get(id)!.object.record.references);
    words.store(at + 12, references);
  }

  /** Empties a slot, and fills the gap with what has been pushed past it. */
  #clear(core: Core, gap: number): void {
    for (let slot = this.#after(gap);; slot = this.#after(slot)) {
      const references = this.#referencesAt(core, slot);
      if (references === 0) break;
      // It may move up unless its home lies behind the gap.
      const id = this.#idAt(core, slot), pushed = this.#distance(this.#home(id), slot);
      if (pushed < this.#distance(gap, slot)) continue;
      this.#write(core, gap, id, references);
      gap = slot;
    }
    core.store(this.#at(gap) + 12, 0);
  }

  *#grow(core: Core): Program {
    const old = this.#table, bytes = 2 * this.#slots * SLOT_BYTES;
    core.streamRead(old.slots, bytes / 2);
    this.#table = yield* this.#records.takeTable(core, this.#memory, bytes, this.#label);
    this.#slots *= 2;
    for (const [id, { references }] of this.#entries) {
      this.#write(core, this.#seek(core, id), id, references);
    }
    yield* old.free(core);
  }

  /** Fibonacci hashing (Knuth, 6.4): the high bits of a product with the golden ratio. */
  #home(id: Id): number {
    const hash = Math.imul(id % LOW ^ Math.floor(id / LOW), 0x9e3779b9) >>> 0;
    return hash >>> (32 - Math.log2(this.#slots));
  }

  #distance(from: number, to: number): number {
    return (to - from + this.#slots) % this.#slots;
  }

  #after(slot: number): number {
    return slot + 1 === this.#slots ? 0 : slot + 1;
  }

  #at(slot: number): number {
    return this.#table.slots + SLOT_BYTES * slot;
  }
}
