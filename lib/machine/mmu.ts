/**
 * The memory management unit of a core: from virtual to physical addresses, by what the TLB remembers or by a
 * walk through the page table. What is not mapped, or not for writing, is a fault, which is the kernel's
 * business.
 */
import type { Observer } from "./observer.ts";
import { type PageTableNode, walk, type Walker } from "./page_table.ts";
import type { MachineSpec } from "./spec.ts";
import { Tlb } from "./tlb.ts";

/** What an access wants to do. */
export type Access = "read" | "write";

/** Whose addresses are translated: a core. */
export interface Translating extends Walker {
  /** For error messages. */
  readonly name: string;
  /** Its number in the machine. */
  readonly number: number;
  /** Its clock. */
  readonly now: number;
  /** Takes time. */
  compute(cycles: number): void;
}

/** The MMU of one core. */
export class Mmu {
  /** What is remembered. */
  readonly tlb: Tlb;
  readonly #core: Translating;
  readonly #take: (cycles: number) => void;
  #root: PageTableNode | undefined;

  /** An MMU without a page table. */
  constructor(core: Translating, spec: MachineSpec, readonly observer: Observer | undefined) {
    this.#core = core;
    this.#take = (cycles) => core.compute(cycles);
    this.tlb = new Tlb(spec);
  }

  /** The page table in use. */
  get root(): PageTableNode | undefined {
    return this.#root;
  }

  /** Loads a page table; what was remembered of the one before is forgotten. */
  load(root: PageTableNode | undefined): void {
    this.#root = root;
    this.tlb.flush();
  }

  /** Translates a page for an access: the address of its frame, or -1 for a page fault. */
  translate(page: number, access: Access): number {
    let translation = this.tlb.find(page, this.#take);
    if (!translation) {
      if (!this.#root) throw new Error(`${this.#core.name} has no page table`);
      const found = walk(this.#core, this.#root, page);
      translation = found.translation;
      if (!translation) return this.#fault(page);
      this.tlb.insert(page, translation);
      this.observer?.translated?.({
        core: this.#core.number,
        page,
        frame: translation.frame,
        root: this.#root.address,
        table: found.node.address,
        atCycles: this.#core.now,
      });
    }
    return access === "read" || translation.writable ? translation.frame : this.#fault(page);
  }

  #fault(page: number): number {
    this.observer?.fault?.({ core: this.#core.number, page, atCycles: this.#core.now });
    return -1;
  }
}
