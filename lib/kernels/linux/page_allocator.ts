/**
 * Where Linux 2.6.25 gets pages from (`mm/page_alloc.c`): each core has a list of its own, filled in batches
 * from the zone of its chip under the zone's lock; likewise pages enter the LRU list in batches (`mm/swap.c`,
 * `pagevec`).
 *
 * It scales: a core takes a shared lock only once in a batch, and shares it with the cores of its chip only.
 * Its opposite: Corey's free lists (`kernels/corey/memory/free_lists.ts`). Workload: `workloads/memclone.ts`.
 * Notebook: `04_address_ranges`.
 */
import type { Lock } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import type { Core } from "../../machine/core.ts";
import { int32, lineAligned, type Placed, struct, word64 } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Program } from "../../sim/task.ts";
import type { PageFrames } from "../page_frames.ts";

/** Pages that go between a zone and a core at once (`pcp->batch`). */
const BATCH = 31;
/** Pages that enter the LRU at once (`PAGEVEC_SIZE`). */
const PAGEVEC = 14;

const zoneStruct = struct("zone", {
  lock: int32,
  free_area: word64,
  lru_lock: lineAligned(int32),
  active_list: word64,
});
const pcpStruct = struct("per_cpu_pageset", { count: int32, list: word64 });

/** The memory of one chip. */
interface Zone {
  readonly at: Placed<"free_area" | "active_list">;
  readonly lock: Lock;
  readonly lruLock: Lock;
  readonly free: number[];
}

/** Hands out pages and takes them back. */
export class PageAllocator {
  readonly #frames: PageFrames;
  readonly #zones: Zone[];
  readonly #perCore: { readonly at: Placed<"count" | "list">; readonly list: number[]; pagevec: number }[];

  /** A zone a chip, all of its pages free. */
  constructor(machine: Machine, frames: PageFrames) {
    this.#frames = frames;
    this.#zones = Array.from({ length: machine.spec.chips.value }, (_, chip) => {
      const at = machine.memory.place(zoneStruct, chip, `zone ${chip}`);
      return {
        at,
        lock: ticket.place(machine, at.lock),
        lruLock: ticket.place(machine, at.lru_lock),
        free: [],
      };
    });
    this.#perCore = machine.cores.map((core) => ({
      at: machine.memory.place(pcpStruct, core.chip, `per_cpu_pageset ${core.number}`),
      list: [],
      pagevec: 0,
    }));
  }

  /** A page of the core's own chip. */
  *take(core: Core): Program<number> {
    const { at, list } = this.#perCore[core.number]!;
    core.load(at.count);
    if (list.length === 0) yield* this.#refill(core);
    const frame = list.pop()!;
    core.store(at.list, frame);
    core.store(at.count, list.length);
    return frame;
  }

  /** Puts a page on the core's list; a list that has grown long gives a batch back to the zone. */
  *give(core: Core, frame: number): Program {
    const { at, list } = this.#perCore[core.number]!;
    list.push(frame);
    core.write(this.#frames.descriptor(frame));
    core.store(at.list, frame);
    core.store(at.count, list.length);
    if (list.length < 6 * BATCH) return;
    const zone = this.#zones[core.chip]!;
    yield* zone.lock.acquire(core);
    for (const page of list.splice(0, BATCH)) {
      core.write(this.#frames.descriptor(page));
      zone.free.push(page);
    }
    core.store(zone.at.free_area, zone.free.length);
    yield* zone.lock.release(core);
  }

  /** Notes a page for the LRU list; every fourteenth time the lot is put on it. */
  *addToLru(core: Core): Program {
    const mine = this.#perCore[core.number]!;
    if (++mine.pagevec < PAGEVEC) return;
    mine.pagevec = 0;
    const zone = this.#zones[core.chip]!;
    yield* zone.lruLock.acquire(core);
    core.store(zone.at.active_list, core.load(zone.at.active_list) + PAGEVEC);
    yield* zone.lruLock.release(core);
  }

  *#refill(core: Core): Program {
    const zone = this.#zones[core.chip]!, { list } = this.#perCore[core.number]!;
    yield* zone.lock.acquire(core);
    if (zone.free.length < BATCH) zone.free.unshift(...this.#frames.block(core.chip));
    for (const frame of zone.free.splice(-BATCH)) {
      core.write(this.#frames.descriptor(frame));
      list.push(frame);
    }
    core.store(zone.at.free_area, zone.free.length);
    yield* zone.lock.release(core);
  }
}
