/**
 * Corey's segments and ranges and beside them the plain model: which byte a core sees at a page, and what
 * page tables and TLBs say.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Core } from "corey-lab/machine";
import type { KernelError } from "corey-lab/kernels";
import { type CopyMode, type Name, type Segment, TABLE_PAGES } from "corey-lab/corey";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import type { PageTableNode } from "../../lib/machine/page_table.ts";
import { bootCommon } from "./common_objects.ts";
import { entryOf, errorOf } from "./four_cores.ts";
import { leadsTo, lookUp, ownerOf, type PlainRange, type PlainSegment, shows } from "./plain_ranges.ts";

/** One call. */
export interface Step {
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
/** Any call, with right and wrong arguments. */
export const step: fc.Arbitrary<Step> = fc.record({
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
export class Comparison {
  readonly system = bootCommon();
  /** Ranges that are there: they have a name, or one that is there maps them. */
  ranges: PlainRange[];
  segments: PlainSegment[] = [];
  /** What still has a name. */
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
    // Something to begin with: a range that three cores see at different places, and a segment that one of
    // them and the fourth map.
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
    const links = new Map<PageTableNode, number>();
    for (const core of cores) {
      const root = this.ranges[core.number]!, tree = treeOf(core.mmu.root!);
      above += tree.above;
      for (const [number, leaf] of tree.leaves) {
        links.set(leaf, (links.get(leaf) ?? 0) + 1);
        const { range, page } = ownerOf(root, number * TABLE_PAGES);
        assert.equal(leaf, range.real.tableOf(page), "a core's tree has the range's own table pages");
      }
      for (const page of [...core.mmu.tlb.pages()]) {
        const remembered = core.mmu.tlb.find(page, () => {});
        assert.deepEqual(remembered, entryOf(core, page), `${core.name} remembers page ${page}`);
      }
    }
    assert.equal(kernel.tables.inUse, above + tables.size, "no page of a page table is lost");
    for (const table of tables) assert.equal(table.users, 1 + (links.get(table) ?? 0));
  }

  /** Releases everything: all must be free again. */
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

function pick<Value>(values: readonly Value[], choice: number): Value {
  return values[choice % values.length]!;
}

function numbersOf(cores: Iterable<Core>): number[] {
  return [...cores].map(({ number }) => number).sort();
}
