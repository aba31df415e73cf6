/** Corey's segments and trees of address ranges against a plain model: which byte a core sees at a page, by value. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { AddressRange, type CopyMode, type Core, type Corey, KernelError, type Name } from "corey-lab";
import { type Program, Segment } from "corey-lab";
import { TABLE_PAGES } from "../../lib/kernels/corey/memory/address_range.ts";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import { AddressSpaces } from "../../lib/libos/address_space.ts";
import { nodeAt, type PageTableNode } from "../../lib/machine/page_table.ts";
import { bootCorey, entryOf, errorOf, objectOf } from "./four_cores.ts";

/** Corey on four cores, and objects in the share that all of them reach. */
function boot() {
  const system = bootCorey(), { kernel, run, common, cores: [boss] } = system;
  return {
    ...system,
    /** The name by which every core may change a core's root range. */
    rootOf: (core: Core): Name => ({ share: common, object: kernel.rootRange(core).object }),
    newSegment: (core: Core, pages: number): Name => run(core, kernel.segmentAlloc(core, common, { pages })),
    newRange: (core: Core): Name => run(core, kernel.arAlloc(core, common)),
    segmentNamed: (name: Name): Segment => {
      const object = objectOf(kernel, boss, name);
      assert.ok(object instanceof Segment);
      return object;
    },
    rangeNamed: (name: Name): AddressRange => {
      const object = objectOf(kernel, boss, name);
      assert.ok(object instanceof AddressRange);
      return object;
    },
  };
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
  readonly name: Name;
  readonly real: Segment;
  pages: number;
  /** The first byte of each page that was written. */
  readonly bytes: Map<number, number>;
  /** Pages that have been touched, or copied from touched ones. */
  readonly touched: Set<number>;
}

interface PlainRange {
  readonly kind: "range";
  readonly name: Name;
  readonly real: AddressRange;
  readonly core: Core | undefined;
  readonly mappings: PlainMapping[];
}

function leadsTo(from: PlainRange, to: PlainRange): boolean {
  return from === to ||
    from.mappings.some(({ target }) => target.kind === "range" && leadsTo(target, to));
}

/** Whether a range shows one of another's pages, within a part of its own. */
function shows(
  from: PlainRange,
  range: PlainRange,
  pages: readonly number[],
  low = 0,
  high = 2 ** 31,
): boolean {
  if (from === range) return pages.some((page) => page >= low && page < high);
  return from.mappings.some(({ target, start, pages: count, targetStart }) => {
    const first = Math.max(low, start), end = Math.min(high, start + count), shift = targetStart - start;
    return target.kind === "range" && first < end && shows(target, range, pages, first + shift, end + shift);
  });
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
    | "segmentSetNbytes"
    | "drop";
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
    { weight: 1, arbitrary: fc.constantFrom("segmentSetNbytes" as const, "drop" as const) },
  ),
  core: fc.nat(3),
  range: fc.nat(1000),
  target: fc.nat(1000),
  start: anyPage,
  pages: fc.constantFrom(1, 2, 3, 8, 511, 512, 513, 1024, 0, -3, NaN),
  targetStart: anyPage,
  mode: fc.constantFrom<CopyMode>("copy", "copy-on-write", "copy-on-reference"),
  byte: fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined, freq: 2 }),
  sensible: fc.constantFrom(true, true, true, true, false),
});

/** The kernel, and beside it the plain model; does steps one after the other and compares. */
class Comparison {
  readonly system = boot();
  /** Ranges that are there: they have a name, or one that is there maps them. */
  ranges: PlainRange[];
  segments: PlainSegment[] = [];
  /** What has a name still. */
  readonly #named = new Set<PlainRange | PlainSegment>();
  readonly #tables = this.system.kernel.tables.inUse;
  readonly #records = this.system.kernel.records.inUse();
  /** Cores that were interrupted in the last step. */
  #interrupted: Core[] = [];

  constructor() {
    const { kernel, machine, cores, run, rootOf, rangeNamed, newRange, newSegment } = this.system;
    this.ranges = cores.map((core) => {
      const name = rootOf(core);
      return { kind: "range", name, real: rangeNamed(name), core, mappings: [] };
    });
    for (const root of this.ranges) this.#named.add(root);
    const send = machine.interrupts.send.bind(machine.interrupts);
    machine.interrupts.send = (sender, receivers, handler) => {
      this.#interrupted.push(...receivers);
      return send(sender, receivers, handler);
    };
    // Something to begin with: a range that three cores see at different places, and a segment that one of them and the fourth map.
    for (let i = 0; i < 2; i++) {
      this.#addRange(newRange(cores[i]!));
      this.#addSegment(newSegment(cores[i]!, 600), 600);
    }
    const [shared] = this.ranges.slice(4) as [PlainRange], [segment] = this.segments as [PlainSegment];
    run(cores[0], kernel.arSetSeg(cores[0], shared.name, 5, segment.name, { pages: 10, from: 2 }));
    shared.mappings.push({ start: 5, pages: 10, target: segment, targetStart: 2 });
    for (const [core, start] of [[0, 1024], [1, 2048], [2, 512]] as const) {
      const root = this.ranges[core]!;
      run(cores[2], kernel.arSetAr(cores[2], root.name, start, shared.name, { pages: 512 }));
      root.mappings.push({ start, pages: 512, target: shared, targetStart: 0 });
    }
    for (const core of [0, 3] as const) {
      const root = this.ranges[core]!;
      run(cores[3], kernel.arSetSeg(cores[3], root.name, 7, segment.name, { pages: 4, from: 3 }));
      root.mappings.push({ start: 7, pages: 4, target: segment, targetStart: 3 });
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
    this.#addRange(this.system.newRange(core));
  }

  segmentAlloc(core: Core, { pages }: Step): void {
    const call = () => this.system.newSegment(core, pages);
    if (pages >= 1) return void this.#addSegment(call(), pages);
    const error = this.#assertError(call, "segment_alloc", "EINVAL", undefined);
    assert.ok(error.message.includes(`${pages} pages`));
  }

  arSetSeg(core: Core, step: Step): void {
    const { kernel, run } = this.system, range = pick(this.#namedRanges(), step.range);
    const segments = this.#namedSegments();
    if (segments.length === 0) return;
    const segment = pick(segments, step.target);
    let { start, pages, targetStart } = step;
    if (step.sensible) {
      start = Math.abs(Math.floor(start)) % 4096;
      targetStart = step.target % segment.pages;
      pages = Math.min(Math.abs(pages || 1), segment.pages - targetStart);
    }
    const reason = this.#flaw(range, start, pages, targetStart) ??
      (targetStart + pages > segment.pages ? "ERANGE" : undefined);
    const call = () =>
      run(core, kernel.arSetSeg(core, range.name, start, segment.name, { pages, from: targetStart }));
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
    const { kernel, run } = this.system, ranges = this.#namedRanges();
    const range = pick(ranges, step.range), inner = ranges.slice(4);
    const child = pick(step.sensible && inner.length > 0 ? inner : ranges, step.target);
    let { start, pages, targetStart } = step;
    if (step.sensible) {
      start = 512 * (step.range % 7);
      targetStart = 512 * (step.target % 3);
      pages = pages > 512 ? 1024 : 512;
    }
    const misaligned = [start, pages, targetStart].some((pages) => pages % 512 !== 0);
    const reason = this.#flaw(range, start, pages, targetStart) ??
      (misaligned ? "EALIGN" : leadsTo(child, range) ? "ELOOP" : child.core ? "EINVAL" : undefined);
    const call = () =>
      run(core, kernel.arSetAr(core, range.name, start, child.name, { pages, from: targetStart }));
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
    const { kernel, run } = this.system, range = pick(this.#namedRanges(), step.range);
    const start = step.sensible && range.mappings.length > 0
      ? pick(range.mappings, step.target).start
      : step.start;
    const place = range.mappings.findIndex((mapping) => mapping.start === start);
    const call = () => run(core, kernel.arClear(core, range.name, start));
    if (place < 0) {
      const error = this.#assertError(call, "ar_clear", "ENOENT", range);
      assert.match(error.message, new RegExp(`page ${start}\\b`));
      return;
    }
    const [mapping] = range.mappings.splice(place, 1);
    const { target, pages } = mapping!;
    const entries = Array.from({ length: pages }, (_, i) => start + i)
      .filter((page) => range.real.entryOf(page));
    const viewers = this.#viewers(range, target.kind === "segment" ? entries : undefined);
    call();
    for (const user of this.#interrupted) assert.ok(viewers.has(user), `${user.name} does not see it`);
    assert.equal(new Set(this.#interrupted).size, this.#interrupted.length, "one interrupt a core");
    if (target.kind === "segment") {
      viewers.delete(core);
      assert.deepEqual(numbersOf(this.#interrupted), numbersOf(viewers));
    }
    this.#collect();
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
    if (index >= segment.pages) {
      const error = this.#assertError(call, "page fault", "EFAULT", undefined);
      assert.ok(
        error.message.endsWith(`page ${index} lies beyond the end of segment ${segment.real.id}`),
        error.message,
      );
      return;
    }
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
    this.#assertInterrupted(segment);
  }

  segmentCopy(core: Core, step: Step): void {
    const { kernel, run, common } = this.system, segments = this.#namedSegments();
    if (segments.length === 0) return;
    const original = pick(segments, step.target), { mode } = step;
    const name = run(core, kernel.segmentCopy(core, common, original.name, { mode }));
    if (mode === "copy") assert.deepEqual(this.#interrupted, [], "nothing becomes read-only");
    this.#assertInterrupted(original);
    const copy = this.#addSegment(name, original.pages, original);
    assert.equal(copy.pages, original.pages);
    for (const index of original.touched) {
      const same = original.real.frameAt(index) === copy.frameAt(index);
      assert.equal(same, mode !== "copy", `${mode}: page ${index}`);
    }
  }

  segmentSetNbytes(core: Core, step: Step): void {
    const { kernel, run } = this.system, segments = this.#namedSegments();
    if (segments.length === 0) return;
    const segment = pick(segments, step.target), pages = step.sensible ? step.range % 15 + 1 : step.pages;
    const call = () => run(core, kernel.segmentSetNbytes(core, segment.name, 4096 * pages));
    if (!(pages >= 1)) return void this.#assertError(call, "segment_set_nbytes", "EINVAL", undefined);
    const cut = [...segment.touched].filter((index) => index >= pages);
    call();
    this.#assertInterrupted(segment);
    if (cut.length === 0) assert.deepEqual(this.#interrupted, [], "nothing is taken from anyone");
    segment.pages = pages;
    for (const index of cut) {
      segment.touched.delete(index);
      segment.bytes.delete(index);
    }
    assert.equal(run(core, kernel.segmentGetNbytes(core, segment.name)), 4096 * pages);
  }

  /** Deletes the name of a segment or a range: what nothing maps is gone. */
  drop(core: Core, step: Step): void {
    const { kernel, run } = this.system;
    const droppable = [...this.#named].filter((one) => one.kind === "segment" || !one.core);
    if (droppable.length === 0) return;
    const gone = pick(droppable, step.target);
    run(core, kernel.shareDelobj(core, gone.name));
    this.#named.delete(gone);
    assert.deepEqual(this.#interrupted, [], "what is mapped stays, what is not mapped concerns nobody");
    this.#collect();
  }

  /** Compares all there is. */
  check(): void {
    const { kernel, cores } = this.system, sharers = new Map<number, number>();
    for (const each of [...this.ranges, ...this.segments]) {
      assert.equal(each.real.references, this.#referencesTo(each), `references to ${each.real}`);
    }
    for (const { real, touched, bytes, pages } of this.segments) {
      assert.equal(real.pages, pages);
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
    for (const each of [...this.#named]) {
      if (each.kind === "range" && each.core) {
        for (const { start } of each.mappings.splice(0)) run(core, kernel.arClear(core, each.name, start));
      } else {
        run(core, kernel.shareDelobj(core, each.name));
        this.#named.delete(each);
      }
      this.#collect();
      this.check();
    }
    assert.equal(kernel.lists.inUse, 0);
    assert.equal(kernel.tables.inUse, this.#tables);
    assert.deepEqual(kernel.records.inUse(), this.#records);
  }

  #addRange(name: Name): void {
    const range: PlainRange = {
      kind: "range",
      name,
      real: this.system.rangeNamed(name),
      core: undefined,
      mappings: [],
    };
    this.ranges.push(range);
    this.#named.add(range);
  }

  #addSegment(name: Name, pages: number, from?: PlainSegment): Segment {
    const segment: PlainSegment = {
      kind: "segment",
      name,
      real: this.system.segmentNamed(name),
      pages,
      bytes: new Map(from?.bytes),
      touched: new Set(from?.touched),
    };
    this.segments.push(segment);
    this.#named.add(segment);
    return segment.real;
  }

  #namedRanges(): PlainRange[] {
    return this.ranges.filter((range) => this.#named.has(range));
  }

  #namedSegments(): PlainSegment[] {
    return this.segments.filter((segment) => this.#named.has(segment));
  }

  /** Leaves out what is not there any more: neither named nor mapped by what is. */
  #collect(): void {
    const there = new Set<PlainRange | PlainSegment>();
    const visit = (one: PlainRange | PlainSegment) => {
      if (there.has(one)) return;
      there.add(one);
      if (one.kind === "range") { for (const { target } of one.mappings) visit(target); }
    };
    for (const one of this.#named) visit(one);
    this.ranges = this.ranges.filter((range) => there.has(range));
    this.segments = this.segments.filter((segment) => there.has(segment));
  }

  /** Its name, its mappings; and a root is its core's, by whose root share it has another name. */
  #referencesTo(one: PlainRange | PlainSegment): number {
    const mappings = this.ranges.flatMap((range) => range.mappings).filter(({ target }) => target === one);
    const others = one.kind === "range" && one.core ? 2 : 0;
    return (this.#named.has(one) ? 1 : 0) + mappings.length + others;
  }

  #assertInterrupted(segment: PlainSegment): void {
    const viewers = new Set(
      this.ranges.filter((range) => range.mappings.some(({ target }) => target === segment))
        .flatMap((range) => [...this.#viewers(range)]),
    );
    for (const user of this.#interrupted) assert.ok(viewers.has(user), `${user.name} does not see it`);
  }

  /** Cores that see some of a range's pages, or may. */
  #viewers(range: PlainRange, pages?: readonly number[]): Set<Core> {
    const roots = this.ranges.slice(0, 4).filter((root) =>
      pages ? shows(root, range, pages) : leadsTo(root, range)
    );
    return new Set(roots.map(({ core }) => core!));
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

Deno.test("Corey shows every core what a plain model shows it, whatever is mapped, written, copied and cleared", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), (steps) => {
      const comparison = new Comparison();
      for (const step of steps) comparison.step(step);
      comparison.finish();
    }),
    { numRuns: 300 },
  );
});

/** What a page of a real range shows at this moment. */
function resolve(range: AddressRange, page: number): { segment: Segment; index: number } | undefined {
  const mapping = range.mappings.find(({ start, pages }) => page >= start && page < start + pages);
  if (!mapping) return undefined;
  const at = mapping.targetStart + page - mapping.start;
  return mapping.target instanceof AddressRange
    ? resolve(mapping.target, at)
    : { segment: mapping.target, index: at };
}

/** Makes every translation that a core uses be checked: its page must be mapped, and the frame be that of its segment. */
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

interface Act {
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

const act: fc.Arbitrary<Act> = fc.record({
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
 * Four cores work on one segment at once: each sees it in a leaf of a tree that all share, in a second place of that tree, and in its own
 * root. Each writes a byte of its own in each of four pages, and must always find there what it wrote last; likewise in the copies it has
 * made. Behind the four pages the segment becomes shorter and longer.
 */
function workAtOnce(work: readonly (readonly Act[])[]): void {
  const { machine, kernel, cores, run, common, rootOf, newSegment, newRange } = boot(), [boss] = cores;
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

Deno.test("Corey shows four cores that write, copy, clear and map at once what each wrote last", () => {
  const work = fc.array(fc.array(act, { maxLength: 25, size: "max" }), {
    minLength: 4,
    maxLength: 4,
    size: "max",
  });
  fc.assert(fc.property(work, workAtOnce), { numRuns: 200 });
});

Deno.test("AddressRange that three cores include lends all of them the same table pages: one fault a page for all", () => {
  const { machine, kernel, cores, run, rootOf, newSegment, newRange, rangeNamed } = boot(),
    [one, two, three, four] = cores;
  const range = newRange(one), inner = newRange(one), segment = newSegment(one, 1000);
  run(one, kernel.arSetSeg(one, inner, 0, segment));
  run(one, kernel.arSetAr(one, range, 512, inner, { pages: 1024 }));
  for (const core of [one, two, three]) {
    run(one, kernel.arSetAr(one, rootOf(core), 2048 * core.number, range, { pages: 1536 }));
  }
  const pageOf = (core: Core, page: number) => 2048 * core.number + 512 + page;
  const touch = (core: Core, page: number) => run(core, touchPage(kernel, core, pageOf(core, page), "write"));
  for (let page = 0; page < 1000; page++) touch(one, page);
  assert.equal(kernel.faults, 1000);
  for (const core of [two, three]) for (let page = 0; page < 1000; page++) touch(core, page);
  assert.equal(kernel.faults, 1000 + 2 * 2, "one more for each of two table pages and further core");
  for (const page of [0, 700]) {
    const tables = [one, two, three].map((core) => nodeAt(core.mmu.root!, pageOf(core, page), 1)!);
    assert.ok(tables[0]);
    assert.ok(tables.every((table) => table === tables[0] && table === rangeNamed(inner).tableOf(page)));
    assert.equal(tables[0].users, 4);
  }
  assert.equal(errorOf(() => touch(four, 0)).reason, "EFAULT");
  assert.equal(machine.interrupts.received, 0, "mapping more interrupts nobody");
  // Two table pages, and for each core what leads there: two levels, since these places lie close together.
  assert.equal(kernel.tables.inUse, 4 + 2 + 3 * 2);
});

Deno.test("AddressRange that one core sees is changed without interrupts; a shared one interrupts who sees it, and nobody else", () => {
  const { machine, kernel, cores, run, common, rootOf, newSegment, newRange } = boot(),
    [one, two, three] = cores;
  const { interrupts } = machine, segment = newSegment(one, 4), shared = newRange(one);
  const receivedIn = (program: () => Program<unknown>) => {
    const before = interrupts.received;
    run(one, program());
    return interrupts.received - before;
  };
  run(one, kernel.arSetSeg(one, shared, 0, segment));
  run(one, kernel.arSetSeg(one, rootOf(one), 0, newSegment(one, 4)));
  for (const core of [one, two, three]) {
    run(one, kernel.arSetAr(one, rootOf(core), 512, shared, { pages: 512 }));
  }
  for (const core of [one, two]) run(core, touchPage(kernel, core, 513, "write"));
  run(one, touchPage(kernel, one, 3, "write"));
  assert.equal(receivedIn(() => kernel.arClear(one, rootOf(one), 0)), 0);
  assert.equal(receivedIn(() => kernel.segmentCopy(one, common, segment, { mode: "copy" })), 0);
  assert.equal(
    receivedIn(() => kernel.segmentCopy(one, common, segment, { mode: "copy-on-write" })),
    2,
    "read-only from now on",
  );
  assert.equal(
    receivedIn(() => kernel.segmentCopy(one, common, segment, { mode: "copy-on-write" })),
    0,
    "it is already",
  );
  assert.equal(receivedIn(() => touchPage(kernel, one, 513, "write")), 2, "another frame");
  assert.equal(receivedIn(() => touchPage(kernel, one, 514, "write")), 0, "a page that nobody had");
  assert.equal(receivedIn(() => kernel.arClear(one, rootOf(one), 512)), 0, "the others keep it");
  assert.equal(receivedIn(() => kernel.arClear(one, shared, 0)), 2);
  assert.equal(
    receivedIn(() => kernel.arClear(one, rootOf(two), 512)),
    0,
    "nothing was left in its tree",
  );
});

Deno.test("AddressRange of which a core sees a part changes nothing in that core's tree where another range follows", () => {
  const { kernel, cores, run, rootOf, newSegment, newRange } = boot(), [one, two] = cores;
  const wide = newRange(one), next = newRange(one);
  for (const start of [0, 512]) run(one, kernel.arSetSeg(one, wide, start, newSegment(one, 4)));
  run(one, kernel.arSetSeg(one, next, 0, newSegment(one, 4)));
  run(one, kernel.arSetAr(one, rootOf(one), 1024, wide, { pages: 512 }));
  run(one, kernel.arSetAr(one, rootOf(one), 1536, next, { pages: 512 }));
  run(two, kernel.arSetAr(two, rootOf(two), 1024, wide, { pages: 1024 }));
  run(one, touchPage(kernel, one, 1536, "write"));
  run(two, touchPage(kernel, two, 1536, "write"));
  const frame = entryOf(one, 1536)!.frame, { faults } = kernel;
  assert.notEqual(entryOf(two, 1536)!.frame, frame);
  run(two, kernel.arClear(two, wide, 512));
  run(one, touchPage(kernel, one, 1536, "write"));
  assert.equal(entryOf(one, 1536)?.frame, frame);
  assert.equal(kernel.faults, faults);
  assert.equal(errorOf(() => run(two, touchPage(kernel, two, 1536, "read"))).reason, "EFAULT");
});

Deno.test("Corey makes all places of a segment follow when a write copies a page of it", () => {
  const { kernel, cores, run, common, rootOf, newSegment } = boot(), [one, two] = cores;
  const segment = newSegment(one, 2),
    write = (core: Core, page: number, byte: number) => {
      run(core, touchPage(kernel, core, page, "write"));
      kernel.lists.bytesOf(entryOf(core, page)!.frame)[0] = byte;
    };
  const read = (core: Core, page: number) => {
    run(core, touchPage(kernel, core, page, "read"));
    return kernel.lists.bytesOf(entryOf(core, page)!.frame)[0];
  };
  for (const [core, start] of [[one, 0], [one, 100], [two, 7]] as const) {
    run(one, kernel.arSetSeg(one, rootOf(core), start, segment));
  }
  write(one, 0, 1);
  assert.deepEqual([read(one, 100), read(two, 7)], [1, 1]);
  const copy = run(one, kernel.segmentCopy(one, common, segment, { mode: "copy-on-write" }));
  run(one, kernel.arSetSeg(one, rootOf(two), 600, copy));
  assert.equal(read(two, 600), 1);
  write(one, 0, 2);
  assert.deepEqual([read(one, 0), read(one, 100), read(two, 7), read(two, 600)], [2, 2, 2, 1]);
  write(two, 600, 3);
  assert.deepEqual([read(one, 0), read(one, 100), read(two, 7), read(two, 600)], [2, 2, 2, 3]);
});

Deno.test("Corey copies on write when either side writes first, on reference when the copy is touched, and at once", () => {
  for (const mode of ["copy", "copy-on-write", "copy-on-reference"] as const) {
    const { kernel, cores: [core], run, common, rootOf, newSegment } = boot(), original = newSegment(core, 3);
    const touch = (page: number, access: "read" | "write") =>
      run(core, touchPage(kernel, core, page, access));
    run(core, kernel.arSetSeg(core, rootOf(core), 0, original));
    for (const page of [0, 1]) touch(page, "write");
    const copy = run(core, kernel.segmentCopy(core, common, original, { mode }));
    run(core, kernel.arSetSeg(core, rootOf(core), 512, copy));
    const pagesAfter = (access: "read" | "write", page: number) => {
      touch(page, access);
      return kernel.lists.inUse;
    };
    assert.equal(kernel.lists.inUse, mode === "copy" ? 4 : 2);
    assert.equal(pagesAfter("read", 0), mode === "copy" ? 4 : 2, "reading the original never copies");
    assert.equal(pagesAfter("read", 512), { "copy": 4, "copy-on-write": 2, "copy-on-reference": 3 }[mode]);
    assert.equal(pagesAfter("write", 1), mode === "copy-on-write" ? 3 : 4, "the original's page is copied");
    assert.equal(pagesAfter("write", 512), 4);
    assert.equal(pagesAfter("write", 513), 4, "nobody shares it any more");
    // What neither had touched is zeros on either side, for itself.
    assert.equal(pagesAfter("read", 2), 5);
    assert.equal(pagesAfter("read", 514), 6);
  }
});

Deno.test("Segment that is dropped leaves its copies what they have", () => {
  const { kernel, cores: [core], run, common, rootOf, newSegment, segmentNamed } = boot(),
    original = newSegment(core, 1);
  run(core, kernel.arSetSeg(core, rootOf(core), 0, original));
  run(core, touchPage(kernel, core, 0, "write"));
  kernel.lists.bytesOf(entryOf(core, 0)!.frame)[9] = 99;
  const copy = run(core, kernel.segmentCopy(core, common, original, { mode: "copy-on-reference" }));
  assert.equal(kernel.lists.sharersOf(segmentNamed(original).frameAt(0)!), 2);
  run(core, kernel.arClear(core, rootOf(core), 0));
  run(core, kernel.shareDelobj(core, original));
  assert.equal(kernel.lists.sharersOf(segmentNamed(copy).frameAt(0)!), 1);
  run(core, kernel.arSetSeg(core, rootOf(core), 0, copy));
  run(core, touchPage(kernel, core, 0, "write"));
  assert.equal(kernel.lists.bytesOf(entryOf(core, 0)!.frame)[9], 99);
  assert.equal(kernel.lists.inUse, 1);
});

Deno.test("AddressSpaces.unmap() frees a shared range with all in it when the last core has let it go, also if all do at once", () => {
  const { machine, kernel, cores, run, common } = boot(), [one] = cores;
  const spaces = new AddressSpaces(kernel, common);
  const before = [0, kernel.tables.inUse, ...kernel.records.inUse()];
  const page = run(one, spaces.mapShared(one, 700, cores));
  for (const core of cores) for (const at of [0, 600]) run(core, touchPage(kernel, core, page + at, "write"));
  assert.equal(kernel.lists.inUse, 2);
  const start = Math.max(...cores.map(({ now }) => now));
  for (const core of cores) {
    core.now = start;
    core.start(spaces.unmap(core, page, 700));
  }
  machine.run();
  assert.deepEqual([kernel.lists.inUse, kernel.tables.inUse, ...kernel.records.inUse()], before);
});

Deno.test("AddressRange says what it refuses in words that name range, segment and pages", () => {
  const { kernel, cores, run, rootOf, newSegment, newRange } = boot(), [core] = cores, root = rootOf(core);
  const range = newRange(core), inner = newRange(core), segment = newSegment(core, 8);
  run(core, kernel.arSetAr(core, range, 512, inner, { pages: 512 }));
  run(core, kernel.arSetSeg(core, range, 3, segment));
  const said = (program: Program<unknown>) => errorOf(() => run(core, program)).message;
  const name = ({ object }: Name) => `${object}`;
  assert.equal(
    said(kernel.arSetSeg(core, range, 10, segment, { pages: 2 })),
    `ar_set_seg: EEXIST, pages 10 to 11 of range ${name(range)} overlap pages 3 to 10, which are mapped`,
  );
  assert.equal(
    said(kernel.arSetAr(core, range, 1024, inner, { pages: 700 })),
    `ar_set_ar: EALIGN, pages 1024 to 1723 of range ${
      name(range)
    } do not begin and end at multiples of 512, as range ${name(inner)} needs to be shared`,
  );
  assert.equal(
    said(kernel.arSetAr(core, inner, 0, range, { pages: 512 })),
    `ar_set_ar: ELOOP, range ${name(range)} leads to range ${name(inner)} already`,
  );
  assert.equal(
    said(kernel.arSetAr(core, range, 1024, root, { pages: 512 })),
    `ar_set_ar: EINVAL, range ${name(root)} is the root of core 0`,
  );
  assert.match(
    said(kernel.arSetSeg(core, range, 2 ** 31, segment)),
    new RegExp(`ar_set_seg: EINVAL, pages 2147483648 to 2147483655 of range ${name(range)} `),
  );
  assert.equal(
    said(kernel.arSetSeg(core, inner, 0, segment, { pages: 6, from: 3 })),
    `ar_set_seg: ERANGE, pages 0 to 5 of range ${name(inner)} go beyond segment ${
      name(segment)
    }, which has 8 pages`,
  );
  assert.equal(
    said(kernel.arClear(core, range, 4)),
    `ar_clear: ENOENT, no mapping of range ${name(range)} begins at page 4`,
  );
  run(core, kernel.arSetAr(core, root, 0, range, { pages: 1024 }));
  assert.equal(
    said(touchPage(kernel, core, 600, "read")),
    `page fault: EFAULT, core 0 wants to read page 600, which range ${name(inner)} does not map`,
  );
  // A call that failed has left no lock behind.
  for (const each of [root, range, inner]) run(core, kernel.arSetSeg(core, each, 4096, segment));
});
