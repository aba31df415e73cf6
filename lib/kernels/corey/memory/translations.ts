/**
 * From address ranges to what the hardware walks: puts entries into a range's table pages, links those into
 * the trees of the cores that see the range, takes both out again, and tells exactly those cores to forget.
 *
 * It scales as far as ranges are private: a range that one core sees concerns no other; taking its pages out
 * sends no interrupt.
 * Its opposite: `kernels/linux/tlb_shootdown.ts`. Workload: `workloads/unmap.ts`. Notebook:
 * `04_address_ranges`.
 */
import type { Core } from "../../../machine/core.ts";
import { int32, type Placed, struct } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import { nodeAt, type PageTableNode, type PageTablePages } from "../../../machine/page_table.ts";
import type { Translation } from "../../../machine/tlb.ts";
import { type AddressRange, TABLE_PAGES } from "./address_range.ts";

const acknowledged = struct("shootdown", { waiting_for: int32 });

/** Keeps page tables and TLBs in step with ranges. */
export class Translations {
  readonly #machine: Machine;
  readonly #tables: PageTablePages;
  readonly #at: Placed<"waiting_for">[];

  /** Each core has a word of its own on which it waits for others to forget. */
  constructor(machine: Machine, tables: PageTablePages) {
    this.#machine = machine;
    this.#tables = tables;
    this.#at = machine.cores.map((core) =>
      machine.memory.place(acknowledged, core.chip, `shootdown ${core.number}`)
    );
  }

  /** Puts an entry for a page into a range's table. To be called with the lock of the page's segment held. */
  set(core: Core, range: AddressRange, page: number, translation: Translation): PageTableNode {
    const key = Math.floor(page / TABLE_PAGES);
    let table = range.tables.get(key);
    if (!table) range.tables.set(key, table = this.#tables.create(1, core.chip, core));
    core.write(table.entryAddress(page));
    const before = table.pages.get(table.index(page));
    table.pages.set(table.index(page), translation);
    if (before) this.forget(core, range, [page]);
    return table;
  }

  /**
   * Links a range's table page into a core's own tree, unless it is there. The upper levels are private to
   * the core.
   */
  link(core: Core, root: PageTableNode, page: number, table: PageTableNode): void {
    let node = root;
    while (node.level > 2) {
      let child = node.children.get(node.index(page));
      if (!child) {
        child = this.#tables.create(node.level - 1, core.chip, core);
        core.write(node.entryAddress(page));
        node.children.set(node.index(page), child);
      }
      node = child;
    }
    if (node.children.get(node.index(page)) === table) return;
    core.write(node.entryAddress(page));
    node.children.set(node.index(page), table);
    table.users++;
  }

  /**
   * Takes pages of a range out of its tables, makes all cores that see them forget, and frees tables that are
   * empty.
   */
  clear(core: Core, range: AddressRange, pages: Iterable<number>): void {
    const gone: number[] = [];
    for (const page of pages) {
      const table = range.tableOf(page);
      if (!table?.pages.delete(table.index(page))) continue;
      core.write(table.entryAddress(page));
      gone.push(page);
    }
    if (gone.length > 0) this.forget(core, range, gone);
    for (const key of new Set(gone.map((page) => Math.floor(page / TABLE_PAGES)))) {
      const table = range.tables.get(key)!;
      if (table.pages.size > 0) continue;
      range.tables.delete(key);
      for (const { root, base, from, to } of range.sightings()) {
        const page = base + key * TABLE_PAGES;
        if (page >= from && page < to) this.#unlink(core, root, page);
      }
      this.#tables.release(table);
    }
  }

  /** Takes a range that is mapped in another out of the trees of all who see it there. */
  takeOut(core: Core, parent: AddressRange, start: number, pages: number): void {
    const linked: { readonly user: Core; readonly table: number }[] = [];
    for (const { root, base, from, to } of parent.sightings()) {
      const first = Math.max(from, base + start), end = Math.min(to, base + start + pages);
      for (let page = first; page < end; page += TABLE_PAGES) {
        if (this.#unlink(core, root, page)) {
          linked.push({ user: root.rootOf!.core, table: page / TABLE_PAGES });
        }
      }
    }
    // A core that never had a table of it in its tree cannot remember what stood there.
    this.#tell(core, new Set(linked.map(({ user }) => user)), (user) => {
      const tables = new Set(linked.filter((one) => one.user === user).map(({ table }) => table));
      for (const page of [...user.mmu.tlb.pages()]) {
        if (tables.has(Math.floor(page / TABLE_PAGES))) user.mmu.tlb.forget(page);
      }
    });
  }

  /** Makes all cores that see pages of a range forget them. */
  forget(core: Core, range: AddressRange, pages: readonly number[]): void {
    const views = range.sightings().filter(({ base, from, to }) =>
      pages.some((page) => base + page >= from && base + page < to)
    );
    const users = new Set(views.map(({ root }) => root.rootOf!.core));
    this.#tell(core, users, (user) => {
      for (const { root, base, from, to } of views) {
        if (root.rootOf!.core !== user) continue;
        for (const page of pages) {
          if (base + page >= from && base + page < to) user.mmu.tlb.forget(base + page);
        }
      }
    });
  }

  #tell(core: Core, users: Iterable<Core>, forget: (user: Core) => void): void {
    const others = [...users].filter((user) => user !== core);
    forget(core);
    if (others.length === 0) return;
    const { memory, interrupts } = this.#machine, word = this.#at[core.number]!.waiting_for;
    core.store(word, others.length);
    interrupts.sendAndWait(core, others, (receiver, start) => {
      forget(receiver);
      return memory.write(receiver.number, word, start);
    });
    core.load(word);
  }

  /**
   * Takes a range's table page out of a core's tree, with what that leaves empty; says whether there was one.
   */
  #unlink(core: Core, root: AddressRange, page: number): boolean {
    const { table } = root.rootOf!,
      parent = nodeAt(table, page, 2),
      child = parent?.children.get(parent.index(page));
    if (!parent || !child) return false;
    core.write(parent.entryAddress(page));
    parent.children.delete(parent.index(page));
    this.#tables.release(child);
    for (const level of [3, 4]) {
      const above = nodeAt(table, page, level)!, below = above.children.get(above.index(page));
      if (!below || below.children.size > 0) break;
      above.children.delete(above.index(page));
      this.#tables.release(below);
    }
    return true;
  }
}
