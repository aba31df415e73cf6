/** Four cores that change the same segment and ranges at once, each of which checks what it sees. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import type { Core } from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import { AddressRange, type CopyMode, type Corey, type Name, type Segment } from "corey-lab/corey";
import { AddressSpaces } from "corey-lab/libos";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import { bootCommon } from "./common_objects.ts";
import { entryOf } from "./four_cores.ts";

/** What a page of a real range shows at this moment. */
function resolve(range: AddressRange, page: number): { segment: Segment; index: number } | undefined {
  const mapping = range.mappings.find(({ start, pages }) => page >= start && page < start + pages);
  if (!mapping) return undefined;
  const at = mapping.targetStart + page - mapping.start;
  return mapping.target instanceof AddressRange
    ? resolve(mapping.target, at)
    : { segment: mapping.target, index: at };
}

/**
 * Makes every translation that a core uses be checked: its page must be mapped, and the frame be that of its
 * segment.
 */
function watchTranslations(kernel: Corey, cores: readonly Core[]): void {
  for (const core of cores) {
    const { mmu } = core, translate = mmu.translate.bind(mmu);
    mmu.translate = (page, access) => {
      const frame = translate(page, access);
      if (frame < 0) return frame;
      const there = resolve(kernel.contextOf(core).range, page);
      assert.ok(there, `${core.name} uses page ${page}, where nothing is mapped`);
      assert.equal(
        frame,
        there.segment.frameAt(there.index),
        `${core.name} uses an old frame of page ${page}`,
      );
      if (access === "write") assert.equal(kernel.lists.sharersOf(frame), 1, "what is shared is not written");
      return frame;
    };
  }
}

/** What a core does next. */
export interface Act {
  readonly verb:
    | "write"
    | "read"
    | "tail"
    | "resize"
    | "copy"
    | "readCopy"
    | "resizeCopy"
    | "clear"
    | "private";
  readonly index: number;
  /** By which of three ways to the segment. */
  readonly way: number;
  readonly mode: CopyMode;
  readonly compute: number;
}

/** Anything that a core may do. */
export const act: fc.Arbitrary<Act> = fc.record({
  verb: fc.oneof(
    { weight: 3, arbitrary: fc.constant("write" as const) },
    { weight: 2, arbitrary: fc.constantFrom("read" as const, "readCopy" as const, "tail" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "copy" as const,
        "resize" as const,
        "resizeCopy" as const,
        "clear" as const,
        "private" as const,
      ),
    },
  ),
  index: fc.nat(3),
  way: fc.nat(2),
  mode: fc.constantFrom<CopyMode>("copy", "copy-on-write", "copy-on-reference"),
  compute: fc.oneof(fc.nat(100), fc.nat(20_000)),
});

/**
 * Four cores work on one segment at once: each sees it in a leaf of a tree that all share, in a second place
 * of that tree, and in its own root. Each writes a byte of its own in each of four pages, and must always
 * find there what it wrote last; likewise in the copies it has made. Behind the four pages the segment
 * becomes shorter and longer.
 */
export function workAtOnce(work: readonly (readonly Act[])[]): void {
  const { machine, kernel, cores, run, common, rootOf, newSegment, newRange } = bootCommon(), [boss] = cores;
  const spaces = new AddressSpaces(kernel, common);
  const before = {
    tables: kernel.tables.inUse,
    pages: kernel.lists.inUse,
    records: kernel.records.inUse(),
  };
  const segment = newSegment(boss, 8), leaf = newRange(boss), middle = newRange(boss), high = 2 ** 20;
  run(boss, kernel.arSetSeg(boss, leaf, 0, segment));
  run(boss, kernel.arSetAr(boss, middle, 512, leaf, { pages: 512 }));
  run(boss, kernel.arSetSeg(boss, middle, 100, segment));
  for (const core of cores) {
    run(boss, kernel.arSetAr(boss, rootOf(core), high, middle, { pages: 1024 }));
    run(boss, kernel.arSetSeg(boss, rootOf(core), 9, segment));
  }
  const ways = [high + 512, high + 100, 9];
  watchTranslations(kernel, cores);
  const program = function* (core: Core, acts: readonly Act[]): Program {
    const mine = [0, 0, 0, 0], root = rootOf(core);
    let copy: Name | undefined, copied = mine, next = 1;
    const byteAt = function* (page: number, access: "read" | "write"): Program<Uint8Array> {
      yield* touchPage(kernel, core, page, access);
      return kernel.lists.bytesOf(entryOf(core, page)!.frame);
    };
    for (const { verb, index, way, mode, compute } of acts) {
      core.compute(compute);
      yield;
      try {
        if (verb === "write") {
          (yield* byteAt(ways[way]! + index, "write"))[core.number] = next;
          mine[index] = next++;
        } else if (verb === "read") {
          assert.equal((yield* byteAt(ways[way]! + index, "read"))[core.number], mine[index]);
        } else if (verb === "tail") {
          yield* byteAt(ways[way]! + 4 + index, "write");
        } else if (verb === "resize") {
          yield* kernel.segmentSetNbytes(core, segment, 4096 * (4 + 2 * way));
        } else if (verb === "copy") {
          copied = [...mine];
          if (copy) {
            yield* kernel.arClear(core, root, 600);
            yield* kernel.shareDelobj(core, copy);
          }
          copy = yield* kernel.segmentCopy(core, common, segment, { mode });
          yield* kernel.arSetSeg(core, root, 600, copy);
        } else if (verb === "readCopy" && copy) {
          const bytes = yield* byteAt(600 + index, way === 0 ? "write" : "read");
          assert.equal(bytes[core.number], copied[index]);
          if (way !== 0) continue;
          bytes[core.number] = next;
          copied[index] = next++;
        } else if (verb === "resizeCopy" && copy) {
          yield* kernel.segmentSetNbytes(core, copy, 4096 * (1 + way));
          yield* kernel.segmentSetNbytes(core, copy, 4096 * 4);
          copied.fill(0, 1 + way);
        } else if (verb === "clear") {
          yield* kernel.arClear(core, middle, 512);
          core.compute(compute);
          yield;
          yield* kernel.arSetAr(core, middle, 512, leaf, { pages: 512 });
        } else if (verb === "private") {
          const page = yield* spaces.mapPrivate(core, 1);
          assert.deepEqual(yield* byteAt(page, "write"), new Uint8Array(4096));
          yield* spaces.unmap(core, page, 1);
        }
      } catch (error) {
        // While one core has taken the leaf out, others see nothing there, and cannot take it out themselves.
        if (!(error instanceof KernelError) || !/EFAULT|ENOENT/.test(error.reason)) throw error;
      }
    }
    if (copy) {
      yield* kernel.arClear(core, root, 600);
      yield* kernel.shareDelobj(core, copy);
    }
    for (const start of [9, high]) yield* kernel.arClear(core, root, start);
  };
  const start = Math.max(...cores.map(({ now }) => now));
  for (const [i, core] of cores.entries()) {
    core.now = start;
    core.start(program(core, work[i]!));
  }
  machine.run();
  for (const core of cores) {
    assert.deepEqual([...core.mmu.tlb.pages()], [], "what is not mapped is forgotten");
  }
  for (const name of [segment, leaf, middle]) run(boss, kernel.shareDelobj(boss, name));
  const after = {
    tables: kernel.tables.inUse,
    pages: kernel.lists.inUse,
    records: kernel.records.inUse(),
  };
  assert.deepEqual(after, before);
}
