/** What recorders see of a run: that it is all there, that it adds up, and that looking changes nothing. */
import assert from "node:assert/strict";
import type { Row, RunReport } from "corey-lab";
import { type Program, Random } from "corey-lab/sim";
import { type Core, int32, Lines, Machine, opteron16, RunRecorder, struct, totals } from "corey-lab/machine";
import { lockKinds, scalableReadWrite, writersOf } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { corey, coreyTcp } from "corey-lab/libos";
import { dupClose, loneLock, memclone, mempass, tcpService, thinkLock, unmap } from "corey-lab/workloads";
import { sweep, watch } from "corey-lab/experiments";
import { fieldReport, sharingByCore, sharingReport } from "corey-lab/analysis";
import { assertWithin } from "./within.ts";
import { alike } from "../slow.ts";

const sum = (rows: readonly Row[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);
const spent = ({ activities }: RunReport, ...names: string[]) =>
  sum(activities.filter(({ activity }) => names.includes(String(activity))), "cycles");
const share = (report: RunReport, ...names: string[]) =>
  spent(report, ...names) / sum(report.activities, "cycles");

const window = { warmUpMicroseconds: 100, microseconds: 300 };
const runs = {
  "dup+close": { workload: dupClose(window), system: linux.threads() },
  "memclone": { workload: memclone({ megabytes: 1 }), system: linux.threads() },
  "mempass": { workload: mempass({ megabytes: 1 }), system: corey.addressRanges() },
  "unmap": { workload: unmap({ warmUpMicroseconds: 100, microseconds: 400 }), system: linux.threads() },
  "TCP": { workload: tcpService({ microseconds: 1000 }), system: coreyTcp.polling() },
};

for (
  const [i, [name, { workload, system }]] of (Object.entries(runs) as [string, typeof runs["dup+close"]][])
    .entries()
) {
  alike(i)(
    `a run of ${name} that is watched measures the same, and every core's cycles are accounted for`,
    async () => {
      const [row] = await sweep({ workload, system, machine: opteron16, cores: [6] });
      let watched: Row = {};
      const measure: typeof workload.measure = (run) => watched = workload.measure(run);
      const report = watch({ workload: { ...workload, measure }, system, machine: opteron16, cores: 6 });
      const { experiment: _e, machine: _m, system: _s, cores: _c, ...measured } = row!;
      assert.deepEqual(watched, measured);
      for (const [core, ofCore] of Map.groupBy(report.activities, ({ core }) => core)) {
        assertWithin(sum(ofCore, "share"), 1, 0.01);
        assert.ok(sum(ofCore, "cycles") > 0, `core ${core}`);
      }
    },
  );
}

/** Runs programs on the first cores of a machine under observation. */
function observe(
  cores: number,
  prepare: (machine: Machine) => (core: Core) => Program,
): { report: RunReport; machine: Machine } {
  const recorder = new RunRecorder(new Lines(64)),
    machine = new Machine(opteron16, { observer: recorder.observer });
  const program = prepare(machine);
  for (const core of machine.cores.slice(0, cores)) core.start(program(core));
  machine.run();
  return { report: { measured: {}, ...recorder.report(machine) }, machine };
}

Deno.test("the sharing report counts each transfer and each copy that is lost, by line and by field", () => {
  const { report, machine } = observe(3, ({ memory }) => {
    const at = memory.place(struct("pair", { left: int32, right: int32 }));
    return function* (core) {
      for (let i = 0; i < 20; i++) {
        core.compute(1000 + 300 * core.number);
        yield;
        core.fetchAdd(core.number === 0 ? at.left : at.right, 1);
      }
    };
  });
  const counts = totals(machine.memory.counters), [line] = sharingReport(report.words);
  assert.equal(line!.line, "pair.{left, right}");
  assert.equal(line!.cores, "0-2");
  assert.equal(line!.misses, counts.sameChipTransfers + counts.remoteTransfers + counts.dramReads);
  assert.equal(line!.invalidations, counts.invalidations);
  assert.equal(line!.stallCycles, counts.stallCycles);
  const fields = fieldReport(report.words);
  assert.deepEqual(fields.map(({ field }) => field).sort(), ["pair.left", "pair.right"]);
  assert.equal(sum(fields, "misses"), line!.misses);
  assert.equal(sum(sharingByCore(report.words), "stallCycles"), counts.stallCycles);
});

Deno.test("two structures of one name are two in the report", () => {
  const { report } = observe(2, ({ memory }) => {
    const type = struct("counter", { value: int32 }), own = [memory.place(type), memory.place(type)];
    return function* (core) {
      yield;
      core.fetchAdd(own[core.number]!.value, 1);
    };
  });
  assert.deepEqual(sharingReport(report.words).map(({ cores }) => cores), ["0", "1"]);
});

Deno.test("words are told apart by what cores read of each other's in them", () => {
  const { report } = observe(4, (machine) => {
    const at = machine.memory.place(struct("table", { lock: int32, next: int32, slot: int32, own: int32 }));
    const extra = machine.memory.place(struct("more", { own: int32, limit: int32 }));
    const lock = lockKinds.ticket.place(machine, at.lock), random = new Random(2);
    return function* (core) {
      for (let i = 0; i < 50; i++) {
        core.compute(random.below(2000));
        yield* lock.acquire(core);
        core.load(extra.limit);
        core.store(at.next, core.load(at.next) + 1);
        // Acquired and released before another core comes.
        core.load(at.slot);
        core.store(at.slot, core.number + 1);
        core.store(at.slot, 0);
        if (core.number === 0) core.store(extra.own, i);
        yield* lock.release(core);
      }
    };
  });
  const [row] = report.locks;
  const { constantWords, ownWords, borrowedWords, sharedWords, acquires, cores } = row!;
  assert.deepEqual(
    { constantWords, ownWords, borrowedWords, sharedWords, acquires, cores },
    { constantWords: 1, ownWords: 1, borrowedWords: 1, sharedWords: 1, acquires: 200, cores: 4 },
  );
});

Deno.test("who waits for its own stores, and then takes a lock, has not waited for the lock", () => {
  const { report } = observe(2, (machine) => {
    const at = machine.memory.place(struct("answer", { ready: int32 }));
    const lock = lockKinds.ticket.place(machine, machine.memory.place(struct("own", { lock: int32 })).lock);
    return function* (core) {
      for (let i = 1; i <= 20; i++) {
        if (core.number > 0) {
          yield core.spinUntil(at.ready, (value) => value >= i);
          continue;
        }
        yield* lock.acquire(core);
        core.compute(2000);
        yield* lock.release(core);
        yield;
        core.publish(at.ready, i);
      }
    };
  });
  assert.equal(spent(report, "waiting for a lock"), 0);
  assert.ok(spent(report, "waiting for a word") > 20 * 1500, `${spent(report, "waiting for a word")}`);
});

for (const kind of [...Object.values(lockKinds), writersOf(scalableReadWrite)]) {
  Deno.test(`waits for a lock are told from other waits: ${kind.name}`, () => {
    const report = watch({
      workload: thinkLock({ ...window, thinkCycles: 500, sectionCycles: 1000 }),
      machine: opteron16,
      system: loneLock(kind),
      cores: 8,
    });
    const forLock = share(report, "waiting for a lock"), forWords = share(report, "waiting for a word");
    assert.ok(forLock > 0.05 && forWords < 0.03, `${forLock} for the lock, ${forWords} for words`);
    assertWithin(sum(report.locks, "waitCycles"), spent(report, "waiting for a lock"), 0.05);
  });
}

Deno.test("waiting for one's turn is no waiting for a lock", () => {
  const report = watch({
    workload: mempass({ megabytes: 1 }),
    machine: opteron16,
    system: linux.threads(),
    cores: 8,
  });
  assert.ok(share(report, "waiting for a word") > 0.7 && share(report, "waiting for a lock") < 0.01);
});

Deno.test("faults are soft where the page was in memory, and pages have the users that touched them", () => {
  const at = { machine: opteron16, cores: 4 }, pages = 256;
  const ofPass = (system: typeof addressRanges | ReturnType<typeof linux.threads>) =>
    watch({ ...at, workload: mempass({ megabytes: 1 }), system: system as typeof addressRanges }).pages;
  const addressRanges = corey.addressRanges();
  const processes = ofPass(linux.processes()), threads = ofPass(linux.threads());
  assert.deepEqual([processes.faults, processes.softFaults], [4 * pages, 3 * pages]);
  assert.deepEqual([threads.faults, threads.softFaults, threads.faultsInSharedSpaces], [pages, 0, pages]);
  assert.deepEqual([processes.pagesOfOne, processes.pagesOfMany], [0, pages]);
  const clone = watch({ ...at, workload: memclone({ megabytes: 1 }), system: addressRanges }).pages;
  assert.deepEqual([clone.pagesOfOne, clone.pagesOfMany, clone.softFaults], [4 * pages, 0, 0]);
  assert.equal(clone.faultsInSharedSpaces, 0);
});

Deno.test("interrupts count on both sides, and only among cores that share an address space", () => {
  const workload = unmap({ warmUpMicroseconds: 100, microseconds: 400 });
  const at = { machine: opteron16, cores: 4, workload };
  const threads = watch({ ...at, system: linux.threads() }),
    ranges = watch({ ...at, system: corey.addressRanges() });
  assert.ok(Number(threads.pages.interrupts) > 0 && spent(threads, "sending interrupts") > 0);
  assert.ok(spent(threads, "serving interrupts") > 0);
  assert.equal(ranges.pages.interrupts, 0);
  assert.equal(spent(ranges, "sending interrupts", "serving interrupts"), 0);
});
