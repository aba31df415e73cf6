/** Corey's segments and trees of address ranges against a plain model: which byte a core sees at a page, by value. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, KernelError, Machine, opteron16, pipe, type Program } from "corey-lab";
import { withChips, withCoresPerChip } from "corey-lab";
import { type AddressRange, TABLE_PAGES } from "../../lib/kernels/corey/address_range.ts";
import type { CopyMode, Segment } from "../../lib/kernels/corey/segment.ts";
import { CoreyVirtualMemory } from "../../lib/kernels/corey/virtual_memory.ts";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import { nodeAt, type PageTableNode } from "../../lib/machine/page_table.ts";
import type { Translation } from "../../lib/machine/tlb.ts";

/** A machine of two chips with two cores each, and a way to run a program on one of them to its end. */
function boot() {
  const machine = new Machine(pipe(opteron16, withChips(2), withCoresPerChip(2))), { cores } = machine;
  const kernel = new CoreyVirtualMemory(machine);
  const run = <Result>(core: Core, program: Program<Result>): Result => {
    let result: Result, failure: unknown;
    core.now = Math.max(...cores.map(({ now }) => now));
    core.start((function* () {
      try {
        result = yield* program;
      } catch (error) {
        failure = error;
      }
    })());
    machine.run();
    if (failure !== undefined) throw failure;
    return result!;
  };
  return { machine, kernel, cores: cores as [Core, Core, Core, Core], run };
}

function errorOf(run: () => unknown): KernelError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof KernelError, String(error));
    return error;
  }
  assert.fail("no error");
}

/** What the page table of a core says of a page, at no cost. */
function entryOf({ mmu }: Core, page: number): Translation | undefined {
  const leaf = nodeAt(mmu.root!, page, 1);
  return leaf?.pages.get(leaf.index(page));
}

/** The nodes of level 1 below a core's root, by page number / 512, and how many nodes lie above them. */
function treeOf(root: PageTableNode) {
  const leaves = new Map<number, PageTableNode>();
  let above = 0;
  const visit = (node: PageTableNode, number: number) => {
    if (node.level === 1) return leaves.set(number, node);
    above++;
    for (const [index, child] of node.children) visit(child, number * 512 + index);
  };
  visit(root, 0);
  return { leaves, above };
}

// The plain model: segments are lists of bytes, ranges lists of mappings, and all is looked up by going through them.

interface PlainMapping {
  readonly start: number;
  readonly pages: number;
  readonly target: PlainRange | PlainSegment;
  readonly targetStart: number;
}

interface PlainSegment {
  readonly kind: "segment";
  readonly real: Segment;
  /** The first byte of each page that was written. */
  readonly bytes: Map<number, number>;
  /** Pages that have been touched, or copied from touched ones. */
  readonly touched: Set<number>;
}

interface PlainRange {
  readonly kind: "range";
  readonly real: AddressRange;
  readonly core: Core | undefined;
  readonly mappings: PlainMapping[];
}

function leadsTo(from: PlainRange, to: PlainRange): boolean {
  return from === to ||
    from.mappings.some(({ target }) => target.kind === "range" && leadsTo(target, to));
}

/** What a page of a range shows, or which range maps nothing there. */
function lookUp(range: PlainRange, page: number): { segment: PlainSegment; index: number } | PlainRange {
  const mapping = range.mappings.find(({ start, pages }) => page >= start && page < start + pages);
  if (!mapping) return range;
  const { target, start, targetStart } = mapping, at = targetStart + page - start;
  return target.kind === "range" ? lookUp(target, at) : { segment: target, index: at };
}

interface Step {
  readonly verb:
    | "arAlloc"
    | "segmentAlloc"
    | "arSetSeg"
    | "arSetAr"
    | "arClear"
    | "touch"
    | "segmentCopy"
    | "segmentFree";
  readonly core: number;
  readonly range: number;
  readonly target: number;
  readonly start: number;
  readonly pages: number;
  readonly targetStart: number;
  readonly mode: CopyMode;
  /** Nothing for a read. */
  readonly byte: number | undefined;
  /** Whether arguments are made such that the call makes sense. */
  readonly sensible: boolean;
}

const anyPage = fc.constantFrom(0, 0, 1, 2, 5, 511, 512, 513, 1024, 1536, -1, 2 ** 31 - 512, 2 ** 31, 0.5);
const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom("arAlloc" as const, "segmentAlloc" as const) },
    { weight: 4, arbitrary: fc.constantFrom("arSetSeg" as const, "arSetAr" as const) },
    { weight: 2, arbitrary: fc.constantFrom("arClear" as const, "segmentCopy" as const) },
    { weight: 12, arbitrary: fc.constant("touch" as const) },
    { weight: 1, arbitrary: fc.constant("segmentFree" as const) },
  ),
  core: fc.nat(3),
  range: fc.nat(1000),
  target: fc.nat(1000),
  start: anyPage,
  pages: fc.constantFrom(1, 2, 3, 8, 511, 512, 513, 1024, 0, -3, NaN),
  targetStart: anyPage,
  mode: fc.constantFrom<CopyMode>("copy", "copy-on-write", "copy-on-reference"),
  byte: fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined, freq: 2 }),
  sensible: fc.boolean(),
});

/** The kernel, and beside it the plain model; does steps one after the other and compares. */
class Comparison {
  readonly system = boot();
  readonly ranges: PlainRange[];
  readonly segments: PlainSegment[] = [];
  readonly #tables = this.system.kernel.tables.inUse;
  /** Cores that were interrupted in the last step. */
  #interrupted: Core[] = [];

  constructor() {
    const { kernel, machine, cores, run } = this.system;
    this.ranges = cores.map((core) => ({ kind: "range", real: kernel.rootOf(core), core, mappings: [] }));
    const send = machine.interrupts.send.bind(machine.interrupts);
    machine.interrupts.send = (sender, receivers, handler) => {
      this.#interrupted.push(...receivers);
      return send(sender, receivers, handler);
    };
    // Something to begin with: a shared range that two cores see at different places, and a segment.
    for (let i = 0; i < 2; i++) {
      this.#addRange(kernel.arAlloc(cores[i]!));
      this.#addSegment(kernel.segmentAlloc(cores[i]!, 600));
    }
    const [shared] = this.ranges.slice(4) as [PlainRange], [segment] = this.segments as [PlainSegment];
    run(cores[0], kernel.arSetSeg(cores[0], shared.real, 5, segment.real, 10, 2));
    shared.mappings.push({ start: 5, pages: 10, target: segment, targetStart: 2 });
    for (const [core, start] of [[0, 1024], [1, 2048]] as const) {
      const root = this.ranges[core]!;
      run(cores[2], kernel.arSetAr(cores[2], root.real, start, shared.real, 512, 0));
      root.mappings.push({ start, pages: 512, target: shared, targetStart: 0 });
    }
  }

  step(step: Step): void {
    this.#interrupted = [];
    const core = this.system.cores[step.core]!;
    this[step.verb](core, step);
    assert.ok(!this.#interrupted.includes(core), "nobody interrupts itself");
    this.check();
  }

  arAlloc(core: Core): void {
    this.#addRange(this.system.kernel.arAlloc(core));
  }

  segmentAlloc(core: Core, { pages }: Step): void {
    const { kernel } = this.system;
    if (pages >= 1) return this.#addSegment(kernel.segmentAlloc(core, pages));
    const error = errorOf(() => kernel.segmentAlloc(core, pages));
    assert.equal(error.reason, "EINVAL");
    assert.ok(error.message.includes(`${pages} pages`));
  }

  arSetSeg(core: Core, step: Step): void {
    const { kernel, run } = this.system, range = pick(this.ranges, step.range);
    const segment = pick(this.segments, step.target);
    let { start, pages, targetStart } = step;
    if (step.sensible) {
      start = Math.abs(Math.floor(start)) % 4096;
      targetStart = step.target % segment.real.pages;
      pages = Math.min(Math.abs(pages || 1), segment.real.pages - targetStart);
    }
    const reason = this.#flaw(range, start, pages, targetStart) ??
      (targetStart + pages > segment.real.pages ? "ERANGE" : undefined);
    const call = () => run(core, kernel.arSetSeg(core, range.real, start, segment.real, pages, targetStart));
    if (!reason) {
      call();
      range.mappings.push({ start, pages, target: segment, targetStart });
    } else {
      const error = this.#assertError(call, "ar_set_seg", reason, range);
      if (reason === "ERANGE") assert.match(error.message, new RegExp(`segment ${segment.real.id}\\b`));
    }
    assert.deepEqual(this.#interrupted, [], "what is new interrupts nobody");
  }

  arSetAr(core: Core, step: Step): void {
    const { kernel, run } = this.system, range = pick(this.ranges, step.range);
    const child = step.sensible ? pick(this.ranges.slice(4), step.target) : pick(this.ranges, step.target);
    let { start, pages, targetStart } = step;
    if (step.sensible) {
      start = 512 * (step.range % 7);
      targetStart = 512 * (step.target % 3);
      pages = pages > 512 ? 1024 : 512;
    }
    const misaligned = [start, pages, targetStart].some((pages) => pages % 512 !== 0);
    const reason = this.#flaw(range, start, pages, targetStart) ??
      (misaligned ? "EALIGN" : leadsTo(child, range) ? "ELOOP" : child.core ? "EINVAL" : undefined);
    const call = () => run(core, kernel.arSetAr(core, range.real, start, child.real, pages, targetStart));
    if (!reason) {
      call();
      range.mappings.push({ start, pages, target: child, targetStart });
    } else {
      const error = this.#assertError(
        call,
        "ar_set_ar",
        reason,
        child.core && reason === "EINVAL" ? undefined : range,
      );
      if (/EALIGN|ELOOP/.test(reason)) assert.match(error.message, new RegExp(`range ${child.real.id}\\b`));
    }
    assert.deepEqual(this.#interrupted, [], "what is new interrupts nobody");
  }

  arClear(core: Core, step: Step): void {
    const { kernel, run } = this.system, range = pick(this.ranges, step.range);
    const start = step.sensible && range.mappings.length > 0
      ? pick(range.mappings, step.target).start
      : step.start;
    const viewers = this.#viewers(range);
    const place = range.mappings.findIndex((mapping) => mapping.start === start);
    const call = () => run(core, kernel.arClear(core, range.real, start));
    if (place < 0) {
      const error = this.#assertError(call, "ar_clear", "ENOENT", range);
      assert.match(error.message, new RegExp(`page ${start}\\b`));
      return;
    }
    const [mapping] = range.mappings.splice(place, 1);
    const { target, pages } = mapping!;
    const entries = Array.from({ length: pages }, (_, i) => start + i)
      .filter((page) => range.real.entryOf(page));
    call();
    for (const user of this.#interrupted) assert.ok(viewers.has(user), `${user.name} does not see it`);
    assert.equal(new Set(this.#interrupted).size, this.#interrupted.length, "one interrupt a core");
    if (target.kind === "segment") {
      viewers.delete(core);
      const told = entries.length > 0 ? [...viewers] : [];
      assert.deepEqual(numbersOf(this.#interrupted), numbersOf(told));
    }
  }

  touch(core: Core, step: Step): void {
    const { kernel, run } = this.system, root = this.ranges[core.number]!;
    const page = this.#somePage(root, step), access = step.byte === undefined ? "read" : "write";
    const there = lookUp(root, page);
    const call = () => run(core, touchPage(kernel, core, page, access));
    if ("kind" in there) {
      const error = this.#assertError(call, "page fault", "EFAULT", there);
      assert.ok(
        error.message.includes(`core ${core.number} wants to ${access} page ${page}, `),
        error.message,
      );
      return;
    }
    const { segment, index } = there;
    call();
    segment.touched.add(index);
    const { frame, writable } = entryOf(core, page)!, bytes = kernel.lists.bytesOf(frame);
    if (step.byte === undefined) {
      assert.equal(bytes[0], segment.bytes.get(index) ?? 0);
    } else {
      assert.ok(writable);
      bytes[0] = step.byte;
      segment.bytes.set(index, step.byte);
    }
    // Only those are told who may have another entry for this page of the segment.
    const viewers = new Set(
      this.ranges.filter((range) => range.mappings.some(({ target }) => target === segment))
        .flatMap((range) => [...this.#viewers(range)]),
    );
    for (const user of this.#interrupted) assert.ok(viewers.has(user), `${user.name} does not see it`);
  }

  segmentCopy(core: Core, step: Step): void {
    const { kernel, run } = this.system, original = pick(this.segments, step.target);
    const viewers = new Set(
      this.ranges.filter((range) => range.mappings.some(({ target }) => target === original))
        .flatMap((range) => [...this.#viewers(range)]),
    );
    const copy = run(core, kernel.segmentCopy(core, original.real, step.mode));
    if (step.mode === "copy") assert.deepEqual(this.#interrupted, [], "nothing becomes read-only");
    for (const user of this.#interrupted) assert.ok(viewers.has(user), `${user.name} does not see it`);
    this.segments.push({
      kind: "segment",
      real: copy,
      bytes: new Map(original.bytes),
      touched: new Set(original.touched),
    });
    assert.equal(copy.pages, original.real.pages);
    for (const index of original.touched) {
      const same = original.real.frameAt(index) === copy.frameAt(index);
      assert.equal(same, step.mode !== "copy", `${step.mode}: page ${index}`);
    }
  }

  segmentFree(core: Core, step: Step): void {
    const { kernel, run } = this.system, segment = pick(this.segments, step.target);
    const mapped = this.ranges.some(({ mappings }) => mappings.some(({ target }) => target === segment));
    const call = () => run(core, kernel.segmentFree(core, segment.real));
    if (mapped) {
      const error = this.#assertError(call, "segment_free", "EBUSY", undefined);
      assert.match(error.message, new RegExp(`segment ${segment.real.id}\\b`));
      return;
    }
    call();
    if (this.segments.length > 1) this.segments.splice(this.segments.indexOf(segment), 1);
    segment.touched.clear();
    segment.bytes.clear();
    assert.deepEqual(this.#interrupted, []);
  }

  /** Compares all there is. */
  check(): void {
    const { kernel, cores } = this.system, sharers = new Map<number, number>();
    for (const { real, touched, bytes } of this.segments) {
      for (const index of touched) {
        const frame = real.frameAt(index)!;
        assert.ok(frame !== undefined, `segment ${real.id} has page ${index}`);
        assert.equal(kernel.lists.bytesOf(frame)[0], bytes.get(index) ?? 0, "contents agree");
        sharers.set(frame, (sharers.get(frame) ?? 0) + 1);
      }
    }
    assert.equal(kernel.lists.inUse, sharers.size, "no page is lost, none is had for nothing");
    for (const [frame, count] of sharers) assert.equal(kernel.lists.sharersOf(frame), count);

    const tables = new Set<PageTableNode>();
    for (const range of this.ranges) {
      for (const [key, table] of range.real.tables) {
        assert.ok(table.pages.size > 0, "no table is empty");
        tables.add(table);
        for (const [index, { frame, writable }] of table.pages) {
          const there = lookUp(range, key * TABLE_PAGES + index);
          assert.ok(!("kind" in there), `range ${range.real.id} maps what it has an entry for`);
          assert.equal(frame, there.segment.real.frameAt(there.index), "an entry is for the segment's page");
          if (writable) assert.equal(sharers.get(frame), 1, "what is shared is read-only");
        }
      }
    }
    let above = 0;
    const hung = new Map<PageTableNode, number>();
    for (const core of cores) {
      const root = this.ranges[core.number]!, tree = treeOf(core.mmu.root!);
      above += tree.above;
      for (const [number, leaf] of tree.leaves) {
        hung.set(leaf, (hung.get(leaf) ?? 0) + 1);
        const { range, page } = ownerOf(root, number * TABLE_PAGES);
        assert.equal(leaf, range.real.tableOf(page), "a core's tree has the range's own table pages");
      }
      for (const page of [...core.mmu.tlb.pages()]) {
        const remembered = core.mmu.tlb.find(page, () => {});
        assert.deepEqual(remembered, entryOf(core, page), `${core.name} remembers page ${page}`);
      }
    }
    assert.equal(kernel.tables.inUse, above + tables.size, "no page of a page table is lost");
    for (const table of tables) assert.equal(table.users, 1 + (hung.get(table) ?? 0));
  }

  /** Takes all apart: everything must be free again. */
  finish(): void {
    const { kernel, cores: [core], run } = this.system;
    for (const { real, mappings } of this.ranges) {
      for (const { start } of mappings.splice(0)) run(core, kernel.arClear(core, real, start));
    }
    this.check();
    for (const { real } of this.segments.splice(0)) run(core, kernel.segmentFree(core, real));
    assert.equal(kernel.lists.inUse, 0);
    assert.equal(kernel.tables.inUse, this.#tables);
  }

  #addRange(real: AddressRange): void {
    this.ranges.push({ kind: "range", real, core: undefined, mappings: [] });
  }

  #addSegment(real: Segment): void {
    this.segments.push({ kind: "segment", real, bytes: new Map(), touched: new Set() });
  }

  /** Cores whose root leads to a range, through parts that are mapped. */
  #viewers(range: PlainRange): Set<Core> {
    return new Set(this.ranges.slice(0, 4).filter((root) => leadsTo(root, range)).map(({ core }) => core!));
  }

  /** A page that is mapped, mostly: goes down the tree at random. */
  #somePage(root: PlainRange, { range, target, start, sensible }: Step): number {
    if (!sensible && start >= 0) return Math.floor(start);
    let at = 0, here = root, low = 0, high = 2 ** 31;
    for (let choice = range;; choice = Math.floor(choice / 3)) {
      const visible = here.mappings.filter(({ start, pages }) => start < high && start + pages > low);
      if (visible.length === 0) return at + low;
      const mapping = pick(visible, choice);
      const from = Math.max(low, mapping.start), to = Math.min(high, mapping.start + mapping.pages);
      if (mapping.target.kind === "segment") return at + from + (target % 4 === 0 ? 0 : target % (to - from));
      // From here on in the child's numbers.
      at += mapping.start - mapping.targetStart;
      low = from - mapping.start + mapping.targetStart;
      high = to - mapping.start + mapping.targetStart;
      here = mapping.target;
    }
  }

  /** What is wrong with a place, whatever is to be mapped there. */
  #flaw(range: PlainRange, start: number, pages: number, targetStart: number): string | undefined {
    const isPage = (page: number) => Number.isInteger(page) && page >= 0 && page <= 2 ** 31 - pages;
    if (!Number.isInteger(pages) || pages < 1 || !isPage(start) || !isPage(targetStart)) return "EINVAL";
    const taken = range.mappings.some((other) =>
      start < other.start + other.pages && other.start < start + pages
    );
    return taken ? "EEXIST" : undefined;
  }

  #assertError(
    call: () => unknown,
    name: string,
    reason: string,
    range: PlainRange | undefined,
  ): KernelError {
    const error = errorOf(call);
    assert.equal(`${error.call}: ${error.reason}`, `${name}: ${reason}`, error.message);
    if (range) assert.match(error.message, new RegExp(`range ${range.real.id}\\b`));
    return error;
  }
}

/** The range that owns the table page for a page, and the page's number there. */
function ownerOf(range: PlainRange, page: number): { range: PlainRange; page: number } {
  const mapping = range.mappings.find(({ target, start, pages }) =>
    target.kind === "range" && page >= start && page < start + pages
  );
  if (mapping?.target.kind !== "range") return { range, page };
  return ownerOf(mapping.target, mapping.targetStart + page - mapping.start);
}

function pick<Value>(values: readonly Value[], choice: number): Value {
  return values[choice % values.length]!;
}

function numbersOf(cores: Iterable<Core>): number[] {
  return [...cores].map(({ number }) => number).sort();
}

Deno.test("CoreyVirtualMemory shows every core what a plain model shows it, whatever is mapped, written, copied and cleared", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80, size: "max" }), (steps) => {
      const comparison = new Comparison();
      for (const step of steps) comparison.step(step);
      comparison.finish();
    }),
    { numRuns: 150 },
  );
});
