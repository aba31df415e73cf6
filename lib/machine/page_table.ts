/**
 * The page table of x86-64: a tree of four levels, each node a page of 512 entries of 8 bytes. The nodes
 * stand in simulated memory, so a walk is four loads that hit or miss like any other, and an update is a
 * store that invalidates other cores' copies.
 *
 * A subtree may be part of several trees at once: that is how cores share translations (Corey's address
 * ranges).
 */
import type { Memory } from "./memory.ts";
import { PAGE_BYTES } from "./physical_memory.ts";
import type { Translation } from "./tlb.ts";

/** Levels of the tree: 4 is the root, 1 the level whose entries point to pages. */
export const LEVELS = 4;
/** Pages that programs may use, from 0 on: 8 TB, so that page numbers are integers of 32 bits. */
export const ADDRESS_SPACE_PAGES = 2 ** 31;
const ENTRIES = 512;
const BITS = 9;

/** Pages below one entry at a level: 1, 512, 512², … */
export function pagesBelowEntry(level: number): number {
  return ENTRIES ** (level - 1);
}

/** Who walks page tables and makes them: a core. */
export interface Walker {
  /** Reads a line. */
  read(address: number): void;
  /** Fills consecutive bytes. */
  streamClear(address: number, byteCount: number): void;
}

/** One page of a page table. */
export class PageTableNode {
  /** How many trees, or other owners, use it. */
  users = 1;
  /** Entries to nodes of the next level, by index; only above level 1. */
  readonly children = new Map<number, PageTableNode>();
  /** Entries to pages, by index; only at level 1. */
  readonly pages = new Map<number, Translation>();

  /**
   * An empty node.
   *
   * @param level 4 for a root, 1 for a node whose entries point to pages
   * @param address of the page frame it stands in
   * @param maker the core that made it; none if it was there before the machine ran
   */
  constructor(readonly level: number, readonly address: number, readonly maker?: Walker) {}

  /** The index of the entry that leads to a page. */
  index(page: number): number {
    return (page >>> (BITS * (this.level - 1))) & (ENTRIES - 1);
  }

  /** The address of the entry that leads to a page. */
  entryAddress(page: number): number {
    return this.address + 8 * this.index(page);
  }
}

/** How a walk ended: at the node whose entry for the page is empty, or at a translation. */
export interface Walk {
  /** The last node that was visited. */
  readonly node: PageTableNode;
  /** The translation, if the page is mapped. */
  readonly translation: Translation | undefined;
}

/** The hardware's page-table walker: reads one entry a level, until one is empty. */
export function walk(core: Walker, root: PageTableNode, page: number): Walk {
  let node = root;
  for (;;) {
    core.read(node.entryAddress(page));
    if (node.level === 1) return { node, translation: node.pages.get(node.index(page)) };
    const child = node.children.get(node.index(page));
    if (!child) return { node, translation: undefined };
    node = child;
  }
}

/**
 * The node at a level on the way to a page, as the structure stands and at no cost; undefined if there is
 * none.
 */
export function nodeAt(root: PageTableNode, page: number, level: number): PageTableNode | undefined {
  let node: PageTableNode | undefined = root;
  while (node && node.level > level) node = node.children.get(node.index(page));
  return node;
}

/**
 * Hands out the pages that page tables are made of, and counts them. A page whose last user has gone is used
 * again by the core that made it, in whose caches it may still be.
 */
export class PageTablePages {
  /** How many are in use. */
  inUse = 0;
  readonly #memory: Memory;
  readonly #free = new Map<Walker, number[]>();

  /** Takes them from a machine's memory. */
  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /**
   * A fresh node in the memory of a chip, cleared by the core that wants it; without a core, before the
   * machine runs.
   */
  create(level: number, chip: number, core?: Walker): PageTableNode {
    this.inUse++;
    const free = core && this.#free.get(core);
    const address = free?.pop() ?? this.#memory.physical.placeFrames(1, chip);
    core?.streamClear(address, PAGE_BYTES);
    return new PageTableNode(level, address, core);
  }

  /** One user less; the last one frees the node and lets go of what it leads to. */
  release(node: PageTableNode): void {
    if (--node.users > 0) return;
    this.inUse--;
    if (node.maker) {
      const free = this.#free.get(node.maker);
      if (free) free.push(node.address);
      else this.#free.set(node.maker, [node.address]);
    }
    for (const child of node.children.values()) this.release(child);
    node.children.clear();
    node.pages.clear();
  }
}
