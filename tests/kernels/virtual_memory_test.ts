/**
 * Virtual memory of both kernels against a plain map from pages to what was written there, and by which core.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Core, Machine } from "corey-lab/machine";
import type { System } from "corey-lab/kernels";
import { linux } from "corey-lab/linux";
import { corey } from "corey-lab/libos";
import { touchPage, type VirtualMemory } from "../../lib/kernels/virtual_memory.ts";
import type { PageTablePages } from "../../lib/machine/page_table.ts";
import { entryOf, errorOf, fourCores } from "./four_cores.ts";
import { alike, slow } from "../slow.ts";

/** A system with what the tests have to know of it. */
interface Subject {
  readonly name: string;
  readonly start: (machine: Machine) => { readonly kernel: VirtualMemory; readonly tables: PageTablePages };
  /** Whether what one core maps is there for all. */
  readonly oneAddressSpace: boolean;
}

function subject<Kernel extends VirtualMemory>(
  { name, boot }: System<Kernel>,
  tablesOf: (kernel: Kernel) => PageTablePages,
): Subject {
  return {
    name,
    oneAddressSpace: name === "linux-threads",
    start: (machine) => {
      const kernel = boot(machine);
      return { kernel, tables: tablesOf(kernel) };
    },
  };
}

const threads = subject(linux.threads(), (kernel) => kernel.memory.tables);
const processes = subject(linux.processes(), (kernel) => kernel.memory.tables);
const ranges = subject(corey.addressRanges(), (spaces) => spaces.corey.tables);
const subjects: readonly Subject[] = [threads, processes, ranges];

/** Asserts of every TLB that it says what its core's page table says. */
function assertTlbsAgree(cores: readonly Core[]): void {
  for (const core of cores) {
    for (const page of [...core.mmu.tlb.pages()]) {
      const remembered = core.mmu.tlb.find(page, () => {});
      assert.deepEqual(remembered, entryOf(core, page), `${core.name} remembers page ${page}`);
    }
  }
}

/** Makes every translation that a core uses be checked against its page table. */
function watchTranslations(cores: readonly Core[], used: (core: Core, page: number, frame: number) => void) {
  for (const core of cores) {
    const { mmu } = core, translate = mmu.translate.bind(mmu);
    mmu.translate = (page, access) => {
      const frame = translate(page, access);
      if (frame < 0) return frame;
      assert.equal(frame, entryOf(core, page)?.frame, `${core.name} uses what it remembers of page ${page}`);
      used(core, page, frame);
      return frame;
    };
  }
}

/** A system on four cores. */
function boot({ start }: Subject) {
  const { machine, cores, run } = fourCores();
  return { machine, cores, run, ...start(machine) };
}

/** What a call to map gave. */
interface Mapped {
  readonly first: number;
  readonly pages: number;
  readonly shared: boolean;
  /** Cores that have it. */
  readonly users: Set<Core>;
  readonly frames: Map<number, number>;
}

interface Step {
  readonly verb: "mapPrivate" | "mapShared" | "touch" | "unmap";
  readonly core: number;
  readonly pages: number;
  /** Which of what is mapped, and which page of it; a page just outside as well. */
  readonly pick: number;
  readonly offset: number;
  readonly write: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom("mapPrivate", "mapShared", "touch", "touch", "touch", "touch", "touch", "unmap"),
  core: fc.nat(3),
  pages: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 6 }) },
    fc.constantFrom(511, 512, 513, 1030),
  ),
  pick: fc.nat(1000),
  offset: fc.oneof(
    { weight: 5, arbitrary: fc.nat(7) },
    fc.constantFrom(-1, 510, 511, 512, 513, 1029),
    fc.nat(600),
  ),
  write: fc.boolean(),
});

/** A kernel, and beside it a plain list of what is mapped; does steps one after the other and compares. */
class Comparison {
  readonly system;
  readonly mapped: Mapped[] = [];
  readonly #framesInUse = new Map<number, string>();
  readonly #tables: number;

  constructor(readonly subject: Subject) {
    this.system = boot(subject);
    this.#tables = this.system.tables.inUse;
    // A core that has never mapped anything does not run in any address space of Linux yet.
    for (const core of this.system.cores) this.map(core, 1, false);
  }

  step({ verb, core: number, pages, pick, offset, write }: Step): void {
    const core = this.system.cores[number]!;
    if (verb === "mapPrivate" || verb === "mapShared") return this.map(core, pages, verb === "mapShared");
    const mapped = this.mapped[pick % Math.max(1, this.mapped.length)];
    if (!mapped) return;
    if (verb === "touch") this.touch(core, mapped.first + offset, write);
    else if (mapped.users.has(core)) this.unmap(core, mapped);
  }

  map(core: Core, pages: number, shared: boolean): void {
    const { kernel, cores, run } = this.system, all = shared || this.subject.oneAddressSpace;
    const first = run(
      core,
      shared ? kernel.mapShared(core, pages, cores) : kernel.mapPrivate(core, pages),
    );
    const users = new Set(all ? cores : [core]);
    for (const other of this.mapped) {
      if (![...users].some((user) => other.users.has(user))) continue;
      assert.ok(first >= other.first + other.pages || first + pages <= other.first, "no overlap");
    }
    this.mapped.push({ first, pages, shared, users, frames: new Map() });
  }

  touch(core: Core, page: number, write: boolean): void {
    const { kernel, run } = this.system, access = write ? "write" : "read";
    const touching = () => run(core, touchPage(kernel, core, page, access));
    const mapped = this.mapped.find(({ users, first, pages }) =>
      users.has(core) && page >= first && page < first + pages
    );
    if (!mapped) {
      const error = errorOf(touching);
      assert.equal(error.call, "page fault");
      assert.match(error.message, new RegExp(`core ${core.number} wants to ${access} page ${page}, `));
      return;
    }
    touching();
    const { frame, writable } = entryOf(core, page)!;
    assert.ok(writable);
    const known = mapped.frames.get(page);
    if (known !== undefined) {
      assert.equal(frame, known, "it is where it was, whichever core touches it");
      return;
    }
    assert.equal(frame % 4096, 0);
    assert.equal(this.#framesInUse.get(frame), undefined, "the frame is not in use elsewhere");
    this.#framesInUse.set(frame, `page ${page} of core ${core.number}`);
    mapped.frames.set(page, frame);
  }

  unmap(core: Core, mapped: Mapped): void {
    const { kernel, machine, cores, run } = this.system, { received } = machine.interrupts;
    const wasThere = [...mapped.frames.keys()].some((page) => entryOf(core, page));
    run(core, kernel.unmap(core, mapped.first, mapped.pages));
    const sent = machine.interrupts.received - received;
    assert.equal(sent, this.subject.oneAddressSpace && wasThere ? cores.length - 1 : 0);
    if (this.subject.oneAddressSpace) mapped.users.clear();
    else mapped.users.delete(core);
    for (const gone of this.subject.oneAddressSpace ? cores : [core]) {
      for (const page of gone.mmu.tlb.pages()) {
        assert.ok(page < mapped.first || page >= mapped.first + mapped.pages, `${gone.name} forgot`);
      }
    }
    if (mapped.users.size > 0) return;
    this.mapped.splice(this.mapped.indexOf(mapped), 1);
    for (const frame of mapped.frames.values()) this.#framesInUse.delete(frame);
  }

  unmapAll(): void {
    for (const mapped of [...this.mapped]) {
      for (const user of [...mapped.users]) {
        if (mapped.users.has(user)) this.unmap(user, mapped);
      }
    }
    assert.equal(this.system.tables.inUse, this.#tables, "all pages of page tables are free");
  }
}

for (const [i, subject] of subjects.entries()) {
  alike(i)(
    `VirtualMemory of ${subject.name} does what a plain map of pages does, and uses no stale translation`,
    () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: "max" }), (steps) => {
          const comparison = new Comparison(subject);
          for (const step of steps) {
            comparison.step(step);
            assertTlbsAgree(comparison.system.cores);
          }
          comparison.unmapAll();
          assertTlbsAgree(comparison.system.cores);
        }),
        { numRuns: 60 },
      );
    },
  );

  alike(i)(
    `VirtualMemory of ${subject.name} gives no frame to two pages at a time, and no stale translation, while all cores work at once`,
    () => {
      const round = fc.record({
        pages: fc.integer({ min: 1, max: 8 }),
        touches: fc.array(fc.nat(100), { maxLength: 10, size: "max" }),
        shared: fc.array(fc.nat(29), { maxLength: 10, size: "max" }),
        compute: fc.nat(5000),
      });
      const work = fc.array(fc.array(round, { maxLength: 4, size: "max" }), {
        minLength: 4,
        maxLength: 4,
        size: "max",
      });
      fc.assert(
        fc.property(work, (work) => {
          const { machine, kernel, cores, run, tables } = boot(subject), before = tables.inUse;
          const first = run(cores[0], kernel.mapShared(cores[0], 30, cores));
          /** Whose each frame is: of a page that all see, or of one that a core has mapped. */
          const owners = new Map<number, string>(), sharedFrames = new Map<number, number>();
          watchTranslations(cores, (core, page, frame) => {
            const shared = page >= first && page < first + 30;
            const owner = shared ? `shared page ${page}` : `page ${page} of ${core.name}`;
            assert.equal(owners.get(frame) ?? owner, owner);
            owners.set(frame, owner);
            if (shared) assert.equal(sharedFrames.get(page) ?? frame, frame);
            if (shared) sharedFrames.set(page, frame);
          });
          const forgetOwner = (owner: RegExp) => {
            for (const [frame, name] of [...owners]) if (owner.test(name)) owners.delete(frame);
          };
          for (const [i, core] of cores.entries()) {
            core.now = Math.max(...cores.map(({ now }) => now));
            core.start((function* () {
              for (const { pages, touches, shared, compute } of work[i]!) {
                const mine = yield* kernel.mapPrivate(core, pages);
                core.compute(compute);
                for (const [j, touch] of touches.entries()) {
                  yield;
                  yield* touchPage(kernel, core, mine + touch % pages, j % 2 ? "read" : "write");
                  const offset = shared[j];
                  yield;
                  if (offset !== undefined) yield* touchPage(kernel, core, first + offset, "write");
                }
                for (let page = mine; page < mine + pages; page++) {
                  forgetOwner(new RegExp(`^page ${page} of ${core.name}$`));
                }
                yield* kernel.unmap(core, mine, pages);
                for (const other of subject.oneAddressSpace ? cores : [core]) {
                  for (const page of other.mmu.tlb.pages()) assert.ok(page < mine || page >= mine + pages);
                }
              }
            })());
          }
          machine.run();
          assertTlbsAgree(cores);
          const users = subject.oneAddressSpace ? cores.slice(0, 1) : cores;
          for (const core of users) {
            core.now = Math.max(...cores.map(({ now }) => now));
            core.start(kernel.unmap(core, first, 30));
          }
          machine.run();
          assert.equal(tables.inUse, before);
        }),
        { numRuns: 40 },
      );
    },
  );

  Deno.test(`VirtualMemory of ${subject.name} uses the frames of what was unmapped again`, () => {
    const { kernel, cores, run } = boot(subject), core = cores[0], frames = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const first = run(core, kernel.mapPrivate(core, 50));
      for (let page = first; page < first + 50; page++) {
        run(core, touchPage(kernel, core, page, "write"));
        frames.add(entryOf(core, page)!.frame);
      }
      run(core, kernel.unmap(core, first, 50));
    }
    assert.ok(frames.size < 400, `${frames.size} frames for 20 rounds of 50 pages`);
    const shared = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const first = run(core, kernel.mapShared(core, 50, cores));
      for (let page = first; page < first + 50; page++) {
        const user = cores[page % 4]!;
        run(user, touchPage(kernel, user, page, "write"));
        shared.add(entryOf(user, page)!.frame);
      }
      for (const user of subject.oneAddressSpace ? [core] : cores) {
        run(user, kernel.unmap(user, first, 50));
      }
    }
    // On Linux, a core that frees what others have taken puts it on its own list, which holds up to 186.
    assert.ok(shared.size < 700, `${shared.size} frames for 20 rounds of 50 pages that all share`);
  });

  Deno.test(`VirtualMemory of ${subject.name} faults once a page while nobody unmaps it, also when it is touched by one core in turn`, () => {
    const { kernel, cores, run } = boot(subject), [core] = cores;
    const first = run(core, kernel.mapPrivate(core, 700));
    for (let round = 0; round < 2; round++) {
      for (let page = first; page < first + 700; page++) run(core, touchPage(kernel, core, page, "write"));
    }
    assert.equal(kernel.faults, 700);
  });

  Deno.test(`VirtualMemory of ${subject.name} refuses to map no pages, with an error that names the number`, () => {
    const { kernel, cores, run } = boot(subject), [core] = cores;
    for (const pages of [0, -1, 1.5, NaN, 2 ** 31]) {
      for (const map of [() => kernel.mapPrivate(core, pages), () => kernel.mapShared(core, pages, [])]) {
        const error = errorOf(() => run(core, map()));
        assert.match(error.reason, /EINVAL|ENOMEM/);
        assert.ok(error.message.includes(String(pages)), error.message);
      }
    }
    // All is as it was.
    run(core, touchPage(kernel, core, run(core, kernel.mapPrivate(core, 1)), "write"));
  });

  Deno.test(`VirtualMemory of ${subject.name} keeps two shared buffers apart`, () => {
    const { kernel, cores, run } = boot(subject), [one, two] = cores;
    const first = run(one, kernel.mapShared(one, 3, cores)),
      second = run(two, kernel.mapShared(two, 3, cores));
    for (const page of [first, second]) {
      for (const core of cores) run(core, touchPage(kernel, core, page, "write"));
    }
    assert.notEqual(first, second);
    assert.notEqual(entryOf(one, first)!.frame, entryOf(one, second)!.frame);
    assert.equal(entryOf(one, second)!.frame, entryOf(two, second)!.frame);
  });
}

Deno.test("LinuxVirtualMemory gives no frame to two pages when many have gone through the lists of a chip", () => {
  for (const subject of [threads, processes]) {
    const { kernel, cores, run } = boot(subject), [one, two] = cores;
    const fill = (core: Core) => {
      const first = run(core, kernel.mapPrivate(core, 500));
      for (let page = first; page < first + 500; page++) run(core, touchPage(kernel, core, page, "write"));
      return { first, frames: Array.from({ length: 500 }, (_, i) => entryOf(core, first + i)!.frame) };
    };
    const before = fill(one);
    run(one, kernel.unmap(one, before.first, 500));
    const frames = [...fill(one).frames, ...fill(two).frames];
    assert.equal(new Set(frames).size, 1000);
  }
});

slow(
  "LinuxVirtualMemory keeps the page that a thread took in vain, because another was quicker, for later",
  () => {
    const { machine, kernel, cores, run } = boot(threads), { physical } = machine.memory;
    const placeFrames = physical.placeFrames.bind(physical);
    let placed = 0;
    physical.placeFrames = (count, chip) => {
      placed += count;
      return placeFrames(count, chip);
    };
    for (let round = 0; round < 60; round++) {
      const first = run(cores[0], kernel.mapShared(cores[0], 40, cores));
      const start = Math.max(...cores.map(({ now }) => now)), { faults } = kernel;
      for (const core of cores) {
        core.now = start;
        core.start((function* () {
          for (let page = first; page < first + 40; page++) {
            yield;
            yield* touchPage(kernel, core, page, "write");
          }
        })());
      }
      machine.run();
      assert.ok(kernel.faults > faults + 40, "some are quicker than others");
      run(cores[0], kernel.unmap(cores[0], first, 40));
    }
    assert.ok(placed < 2000, `${placed} pages for 60 rounds of 40`);
  },
);

Deno.test("LinuxVirtualMemory cuts areas: what is unmapped in the middle of shared memory is gone there only, and the rest stays where it was", () => {
  for (const subject of [threads, processes]) {
    const { kernel, cores, run } = boot(subject), [one, two] = cores;
    const first = run(one, kernel.mapShared(one, 9, cores));
    const touch = (core: Core, page: number) => {
      run(core, touchPage(kernel, core, page, "write"));
      return entryOf(core, page)!.frame;
    };
    const frames = Array.from({ length: 9 }, (_, i) => touch(two, first + i));
    run(one, kernel.unmap(one, first + 3, 3));
    assert.equal(errorOf(() => touch(one, first + 4)).reason, "SIGSEGV");
    for (const i of [0, 1, 2, 6, 7, 8]) assert.equal(touch(one, first + i), frames[i]);
    if (subject.oneAddressSpace) continue;
    // The first process takes out both pieces; the others still have all nine pages, and nobody else gets
    // their frames.
    run(one, kernel.unmap(one, first, 3));
    run(one, kernel.unmap(one, first + 6, 3));
    const other = run(one, kernel.mapPrivate(one, 100));
    for (let page = other; page < other + 100; page++) assert.ok(!frames.includes(touch(one, page)));
    for (const [i, frame] of frames.entries()) assert.equal(touch(two, first + i), frame);
  }
});

Deno.test("touchPage() on a core that has mapped nothing on Linux says so, with core and page", () => {
  for (const subject of [threads, processes]) {
    const { kernel, cores: [one, two], run } = boot(subject), page = run(one, kernel.mapPrivate(one, 1));
    const error = errorOf(() => run(two, touchPage(kernel, two, page, "write")));
    assert.deepEqual([error.call, error.reason], ["page fault", "EFAULT"]);
    assert.match(error.message, new RegExp(`core 1 wants to write page ${page}, but has no address space`));
  }
});

Deno.test("AddressSpaces.unmap() of what was not mapped so throws, names core, page and pages, and leaves all as it was", () => {
  const { kernel, cores, run } = boot(ranges), [core] = cores;
  const first = run(core, kernel.mapPrivate(core, 9)), shared = run(core, kernel.mapShared(core, 9, cores));
  for (const [page, pages] of [[first, 3], [first + 1, 8], [shared, 513], [0, 1]] as const) {
    const error = errorOf(() => run(core, kernel.unmap(core, page, pages)));
    assert.deepEqual([error.call, error.reason], ["unmap", "EINVAL"]);
    assert.match(error.message, new RegExp(`${pages} pages from page ${page} of core 0 on`));
  }
  for (const page of [first, shared]) run(core, touchPage(kernel, core, page + 8, "write"));
});

Deno.test("AddressSpaces that cannot map leave no object behind, and no hole in the address space", () => {
  const { machine, cores: [core, other], run } = fourCores(), spaces = corey.addressRanges().boot(machine);
  const first = run(core, spaces.mapPrivate(core, 1)), { records } = spaces.corey, before = records.inUse();
  for (const pages of [0, NaN, 2 ** 31]) {
    errorOf(() => run(core, spaces.mapPrivate(core, pages)));
    errorOf(() => run(core, spaces.mapShared(core, pages, [other])));
    assert.deepEqual(records.inUse(), before, `${pages} pages`);
  }
  assert.equal(run(core, spaces.mapPrivate(core, 1)), first + 512);
});

Deno.test("VirtualMemory.mapPrivate() of other cores goes on while one core maps shared memory for all: no two get the same pages", () => {
  for (const subject of subjects) {
    const { machine, kernel, cores } = boot(subject), firsts: [Core, number, number][] = [];
    const [mapper, ...others] = cores;
    mapper.start((function* () {
      for (let i = 0; i < 3; i++) {
        const first = yield* kernel.mapShared(mapper, 600, cores);
        for (const core of cores) firsts.push([core, first, 600]);
      }
    })());
    for (const core of others) {
      core.start((function* () {
        for (let i = 0; i < 20; i++) {
          core.compute(37 * core.number);
          firsts.push([core, yield* kernel.mapPrivate(core, 3), 3]);
        }
      })());
    }
    machine.run();
    for (const [core, first, pages] of firsts) {
      for (const [other, second, more] of firsts) {
        if (other !== core || second === first) continue;
        assert.ok(first + pages <= second || second + more <= first, `${subject.name}, ${core.name}`);
      }
    }
  }
});
