/**
 * Which memory of an arena is in use, and by what: bookkeeping alone, without the time that it takes. Small
 * objects come from blocks that hold one size each; blocks, and larger objects, are pieces of superpages.
 */
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import { BLOCK_HEAD_BYTES, blockPages, LARGEST_SMALL_BYTES, objectBytes } from "./object_sizes.ts";
import { type Piece, Superpages } from "./superpages.ts";

/** A block of objects of one size. */
interface Block {
  readonly piece: Piece;
  readonly size: number;
  /** Objects that may be given out. */
  readonly free: number[];
  /** Objects that others than the owner have freed. */
  readonly garbage: number[];
  /** How many have not been given out yet; the next of them. */
  unused: number;
  next: number;
  /** How many are in use, or garbage. */
  used: number;
}

/** What of one arena's superpages is in use. Addresses are in bytes. */
export class Heap {
  readonly #superpages = new Superpages();
  /** Blocks of each size, the one to be used next last. */
  readonly #blocks = new Map<number, Block[]>();
  /** The block of each page that is part of one. */
  readonly #blockOf = new Map<number, Block>();
  /** Pieces that are one object, by address. */
  readonly #pieces = new Map<number, Piece>();

  /** A superpage that has just been mapped. */
  add(firstPage: number): void {
    this.#superpages.add(firstPage);
  }

  /** The address of so many bytes, at most a superpage; undefined if a superpage has to be added first. */
  take(byteCount: number): number | undefined {
    if (byteCount <= LARGEST_SMALL_BYTES) return this.#takeSmall(objectBytes(byteCount));
    const piece = this.#superpages.take(Math.ceil(byteCount / PAGE_BYTES));
    if (!piece) return undefined;
    this.#pieces.set(PAGE_BYTES * piece.firstPage, piece);
    return PAGE_BYTES * piece.firstPage;
  }

  /**
   * Takes an object back. If nothing of its superpage is in use any more, that is gone from here: the first
   * of its pages.
   *
   * @param byOwner whether the arena's owner frees it; only then the object can serve again at once
   */
  give(address: number, byOwner: boolean): number | undefined {
    const block = this.#blockAt(address);
    if (!block) {
      const piece = this.#pieces.get(address)!;
      this.#pieces.delete(address);
      return this.#superpages.give(piece);
    }
    if (!byOwner) {
      block.garbage.push(address);
      return undefined;
    }
    const blocks = this.#blocks.get(block.size)!, hadRoom = block.free.length + block.unused > 0;
    block.free.push(address);
    if (--block.used > 0 && hadRoom) return undefined;
    blocks.splice(blocks.indexOf(block), 1);
    if (block.used > 0) {
      // It has room again, so it is the next to be used.
      blocks.push(block);
      return undefined;
    }
    for (let i = 0; i < 2 ** block.piece.order; i++) this.#blockOf.delete(block.piece.firstPage + i);
    return this.#superpages.give(block.piece);
  }

  /** How many bytes an object has room for. */
  roomOf(address: number): number {
    return this.#blockAt(address)?.size ?? PAGE_BYTES * 2 ** this.#pieces.get(address)!.order;
  }

  /** The address of the head of an object's block; undefined for a larger object. */
  headOf(address: number): number | undefined {
    const block = this.#blockAt(address);
    return block && PAGE_BYTES * block.piece.firstPage;
  }

  #takeSmall(size: number): number | undefined {
    let blocks = this.#blocks.get(size);
    if (!blocks) this.#blocks.set(size, blocks = []);
    let block = blocks.at(-1);
    if (block && !hasRoom(block)) {
      block.used -= block.garbage.length;
      block.free.push(...block.garbage.splice(0));
      // A block that is full goes behind the others.
      if (!hasRoom(block)) blocks.unshift(blocks.pop()!);
    }
    if (!block || !hasRoom(block)) {
      block = this.#block(size);
      if (!block) return undefined;
      blocks.push(block);
    }
    block.used++;
    if (block.free.length > 0) return block.free.pop()!;
    block.unused--;
    block.next += size;
    return block.next - size;
  }

  #block(size: number): Block | undefined {
    const pages = blockPages(size), piece = this.#superpages.take(pages);
    if (!piece) return undefined;
    const next = PAGE_BYTES * piece.firstPage + BLOCK_HEAD_BYTES;
    const unused = Math.floor((PAGE_BYTES * pages - BLOCK_HEAD_BYTES) / size);
    const block = { piece, size, free: [], garbage: [], unused, next, used: 0 };
    for (let i = 0; i < pages; i++) this.#blockOf.set(piece.firstPage + i, block);
    return block;
  }

  #blockAt(address: number): Block | undefined {
    return this.#blockOf.get(Math.floor(address / PAGE_BYTES));
  }
}

function hasRoom({ free, unused }: Block): boolean {
  return free.length + unused > 0;
}
