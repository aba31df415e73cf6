/**
 * Memory with names. Kernel structures are laid out as the compiler would: each field at its offset, on its
 * line. A run can then say *which field's line* cost how much, and two fields that share a line by accident
 * (false sharing) do so here as well.
 */

import { L1_CACHE_BYTES, Lines } from "./lines.ts";

/** A field: how many bytes an element has, how it is aligned, how many elements there are. */
export interface Field {
  /** Bytes of one element. */
  readonly bytes: number;
  /** The offset is a multiple of this. */
  readonly align: number;
  /** Elements of an array; 1 for a plain field. */
  readonly count: number;
}

/** A 32-bit integer, such as a counter or a lock word. */
export const int32: Field = { bytes: 4, align: 4, count: 1 };
/** A 64-bit word, such as a pointer. */
export const word64: Field = { bytes: 8, align: 8, count: 1 };

/** An array of `count` fields. */
export function array(field: Field, count: number): Field {
  return { ...field, count };
}

/**
 * A field that starts a line of its own (`____cacheline_aligned` in Linux); what follows may share that line.
 *
 * @param lineBytes of the machine that the program is compiled for
 */
export function lineAligned(field: Field, lineBytes: number = L1_CACHE_BYTES): Field {
  return { ...field, align: lineBytes };
}

/** Bytes whose inside does not matter. */
export function bytes(count: number, align = 8): Field {
  return { bytes: count, align, count: 1 };
}

/** A structure type: the offset of each field, in bytes. */
export interface Struct<Name extends string = string> {
  /** Name of the type, as in the source of the kernel: `files_struct`. */
  readonly name: string;
  /** Size in bytes, a multiple of its alignment. */
  readonly bytes: number;
  /** The field's offset in bytes. */
  readonly offsets: Readonly<Record<Name, number>>;
  /** The fields. */
  readonly fields: Readonly<Record<Name, Field>>;
}

/**
 * Lays out a structure by the rules of C on x86-64: fields in order, each at the next multiple of its
 * alignment.
 *
 * @example
 * ```ts
 * import { int32, lineAligned, struct } from "corey-lab";
 * const table = struct("table", { count: int32, lock: lineAligned(int32), next: int32 });
 * console.log(table.offsets); // { count: 0, lock: 64, next: 68 }
 * ```
 */
export function struct<Name extends string>(name: string, fields: Record<Name, Field>): Struct<Name> {
  const offsets = {} as Record<Name, number>;
  let end = 0, align = 1;
  for (const key of Object.keys(fields) as Name[]) {
    const field = fields[key];
    offsets[key] = roundUp(end, field.align);
    end = offsets[key] + field.bytes * field.count;
    align = Math.max(align, field.align);
  }
  return { name, bytes: roundUp(end, align), offsets, fields };
}

/** The addresses of the fields of a structure that stands in memory; of an array, that of element 0. */
export type Placed<Name extends string> = Readonly<Record<Name, number>>;

/** The addresses of the fields of a structure that stands at an address. */
export function fieldsAt<Name extends string>(type: Struct<Name>, address: number): Placed<Name> {
  const placed = {} as Record<Name, number>;
  for (const key of Object.keys(type.offsets) as Name[]) placed[key] = address + type.offsets[key];
  return placed;
}

/** One structure in memory: for looking up names. */
interface Place {
  struct: Struct;
  label: string;
  /** What it was placed as, and how many of that name were before it: `files_struct#0`. */
  readonly id: string;
  readonly address: number;
  /** Bytes that were set aside for it. */
  readonly room: number;
}

/** What stands where: hands out addresses, and names them. */
export class Layout {
  readonly #places: Place[] = [];
  /** How many structures of each name were placed. */
  readonly #placed = new Map<string, number>();
  #end = 0;

  /**
   * Empty memory.
   *
   * @param lines of the machine
   */
  constructor(readonly lines: Lines = new Lines(L1_CACHE_BYTES)) {}

  /** The first address that is not given out, in bytes. */
  get endAddress(): number {
    return this.#end;
  }

  /** Gives a structure the next free lines, so that no two structures share one. */
  place<Name extends string>(type: Struct<Name>, label = type.name): Placed<Name> {
    const address = this.#end;
    this.#end = roundUp(address + type.bytes, this.lines.bytes);
    const before = this.#placed.get(label) ?? 0;
    this.#placed.set(label, before + 1);
    this.#places.push({
      struct: type,
      label,
      id: `${label}#${before}`,
      address,
      room: this.#end - address,
    });
    return fieldsAt(type, address);
  }

  /**
   * Memory that is used again: what stands at an address is from now on another structure, for which there
   * must be room.
   */
  rename(address: number, type: Struct, label: string): void {
    const place = this.#placeOf(address);
    if (place?.address !== address || type.bytes > place.room) {
      throw new RangeError(`there is no room for ${label} at address ${address}`);
    }
    place.struct = type;
    place.label = label;
  }

  /** The name of an address: `files_struct.next_fd`, `files_struct.fd_array[3]`. */
  nameOf(address: number): string {
    const place = this.#placeOf(address);
    if (!place) return `address ${address}`;
    const offset = address - place.address;
    for (const [name, field] of Object.entries(place.struct.fields)) {
      const into = offset - place.struct.offsets[name]!;
      if (into < 0 || into >= field.bytes * field.count) continue;
      return `${place.label}.${name}${field.count > 1 ? `[${Math.floor(into / field.bytes)}]` : ""}`;
    }
    return `${place.label}+${offset}`;
  }

  /**
   * The structure at an address: its label, and where it begins. Two structures of one type may have one
   * label.
   */
  structureAt(address: number): { readonly label: string; readonly address: number } {
    const place = this.#placeOf(address);
    return place ? { label: place.label, address: place.address } : { label: `address ${address}`, address };
  }

  /**
   * Where an address is, whatever else stands in memory: `files_struct#0+64` is byte 64 of the first
   * `files_struct` that was placed. It is the same word in another run of the same programs.
   */
  spotOf(address: number): string {
    const place = this.#placeOf(address);
    return place ? `${place.id}+${address - place.address}` : `address ${address}`;
  }

  /** The fields on a line, by name, for a report: `files_struct.{file_lock, next_fd, …}`. */
  lineName(line: number): string {
    const start = this.lines.startOf(line), place = this.#placeOf(start);
    if (!place) return `line ${line}`;
    const from = start - place.address, to = from + this.lines.bytes;
    const names = Object.entries(place.struct.fields).flatMap(([name, field]) => {
      const start = place.struct.offsets[name]!, end = start + field.bytes * field.count;
      if (end <= from || start >= to) return [];
      if (field.count === 1) return [name];
      const first = Math.max(0, Math.floor((from - start) / field.bytes));
      return [`${name}[${first}..${Math.min(field.count, Math.ceil((to - start) / field.bytes)) - 1}]`];
    });
    return names.length === 1 ? `${place.label}.${names[0]}` : `${place.label}.{${names.join(", ")}}`;
  }

  #placeOf(address: number): Place | undefined {
    let low = 0, high = this.#places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#places[middle]!.address <= address) low = middle;
      else high = middle - 1;
    }
    const place = this.#places[low];
    return place && address < place.address + place.room ? place : undefined;
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
