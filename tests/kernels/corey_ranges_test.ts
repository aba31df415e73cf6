/**
 * Corey's segments and address ranges: which cores see which memory, which are interrupted when that changes,
 * and all calls against a plain model.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import type { Core } from "corey-lab/machine";
import type { Name } from "corey-lab/corey";
import { AddressSpaces } from "corey-lab/libos";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import { nodeAt } from "../../lib/machine/page_table.ts";
import { bootCommon } from "./common_objects.ts";
import { entryOf, errorOf } from "./four_cores.ts";
import { act, workAtOnce } from "./ranges_at_once.ts";
import { Comparison, step } from "./ranges_comparison.ts";
import { slow } from "../slow.ts";

Deno.test("ar_set_seg shows a segment in a core's root range, and a byte that is written there stays with the segment", () => {
  const { kernel, cores: [one, two], run, rootOf, newSegment } = bootCommon(), segment = newSegment(one, 4);
  run(one, kernel.arSetSeg(one, rootOf(one), 100, segment));
  run(one, kernel.arSetSeg(one, rootOf(two), 7, segment, { from: 2, pages: 2 }));
  run(one, touchPage(kernel, one, 102, "write"));
  kernel.lists.bytesOf(entryOf(one, 102)!.frame)[0] = 42;
  run(two, touchPage(kernel, two, 7, "read"));
  assert.equal(kernel.lists.bytesOf(entryOf(two, 7)!.frame)[0], 42);
  assert.equal(errorOf(() => run(two, touchPage(kernel, two, 9, "read"))).reason, "EFAULT");
});

Deno.test("AddressRange that three cores include lends all of them the same table pages: one fault a page for all", () => {
  const { machine, kernel, cores, run, rootOf, newSegment, newRange, rangeNamed } = bootCommon(),
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
  const { machine, kernel, cores, run, common, rootOf, newSegment, newRange } = bootCommon(),
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
  const { kernel, cores, run, rootOf, newSegment, newRange } = bootCommon(), [one, two] = cores;
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
  const { kernel, cores, run, common, rootOf, newSegment } = bootCommon(), [one, two] = cores;
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
    const { kernel, cores: [core], run, common, rootOf, newSegment } = bootCommon(),
      original = newSegment(core, 3);
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
  const { kernel, cores: [core], run, common, rootOf, newSegment, segmentNamed } = bootCommon(),
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
  const { machine, kernel, cores, run, common } = bootCommon(), [one] = cores;
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
  const { kernel, cores, run, rootOf, newSegment, newRange } = bootCommon(),
    [core] = cores,
    root = rootOf(core);
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

slow(
  "Corey shows every core what a plain model shows it, whatever is mapped, written, copied and cleared",
  () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), (steps) => {
        const comparison = new Comparison();
        for (const step of steps) comparison.step(step);
        comparison.finish();
      }),
      { numRuns: 300 },
    );
  },
);

slow("Corey shows four cores that write, copy, clear and map at once what each wrote last", () => {
  const work = fc.array(fc.array(act, { maxLength: 25, size: "max" }), {
    minLength: 4,
    maxLength: 4,
    size: "max",
  });
  fc.assert(fc.property(work, workAtOnce), { numRuns: 200 });
});
