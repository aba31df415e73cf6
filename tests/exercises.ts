/** What some exercises of the notebooks ask readers to write. */
import type { Machine } from "corey-lab";
import { Corey } from "corey-lab/corey";
import { type System, touchPage, type VirtualMemory } from "corey-lab/kernels";
import { BLOCK_WORDS, loadByte, ScalableBufferCache, storeByte } from "corey-lab/libos";
import type { ReadWriteLockKind } from "corey-lab/locks";
import { type Core, Machine as Simulated, opteron16 } from "corey-lab/machine";
import type { Program } from "corey-lab/sim";

const sentBy = ({ interrupts }: Machine): number =>
  interrupts.sentBy.reduce((sum: number, count: number) => sum + (count ?? 0), 0);

/** 04.5: all 16 cores read a table of 64 pages, and then map, write and unmap 20 buffers of eight. */
export function buffersComeAndGo(
  system: System<VirtualMemory>,
): { readonly cycles: number; readonly interrupts: number } {
  const machine = new Simulated(opteron16), kernel = system.boot(machine), { cores } = machine;
  const table = machine.runOn(cores[0]!, kernel.mapShared(cores[0]!, 64, cores));
  const begins = cores[0]!.now, before = sentBy(machine);
  for (const core of cores) {
    core.now = begins;
    core.start((function* (): Program {
      for (let page = 0; page < 64; page++) yield* touchPage(kernel, core, table + page, "read");
      for (let round = 0; round < 20; round++) {
        const buffer = yield* kernel.mapPrivate(core, 8);
        for (let page = 0; page < 8; page++) yield* touchPage(kernel, core, buffer + page, "write");
        yield* kernel.unmap(core, buffer, 8);
      }
    })());
  }
  machine.run();
  return { cycles: Math.max(...cores.map(({ now }) => now)) - begins, interrupts: sentBy(machine) - before };
}

/** 09.5: a lock that lets everyone in. */
const everyone: ReadWriteLockKind = {
  name: "everyone",
  place: () => ({ *acquireRead() {}, *releaseRead() {}, *acquireWrite() {}, *releaseWrite() {} }),
};

/** 09.5: every fourth core writes one of two blocks, the others read them. */
export function tornReads(machine: Machine): { readonly torn: number; readonly reads: number } {
  const cache = new ScalableBufferCache(machine, () => new Int32Array(BLOCK_WORDS), {
    lock: everyone,
    freedAtOnce: 1,
  });
  let torn = 0, reads = 0;
  for (const core of machine.cores) {
    core.start((function* (): Program {
      let seed = core.number + 1;
      for (let i = 0; i < 100; i++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31;
        core.compute(seed % 3000);
        yield;
        if (core.number % 4 === 3) {
          const words = new Int32Array(BLOCK_WORDS).fill(1000 * core.number + i);
          yield* cache.write(core, 0, seed % 2, words);
        } else {
          const isTorn = yield* cache.read(
            core,
            0,
            seed % 2,
            (words) => words.some((word) => word !== words[0]),
          );
          reads++;
          if (isTorn) torn++;
        }
      }
    })());
  }
  machine.run();
  return { torn, reads };
}

/** 10.2: parent and child have one range in their address spaces, and each maps a segment into it. */
export function rangeInTwoSpaces(machine: Machine) {
  const [parent] = machine.cores as [Core], corey = new Corey(machine, { running: [parent] });
  const on0 = <Result>(program: Program<Result>): Result => machine.runOn(parent, program);
  const root = corey.rootShare(parent), pages = 512;
  const common = on0(corey.shareAlloc(parent, root));
  const range = on0(corey.arAlloc(parent, root)), data = on0(corey.shareAddobj(parent, common.object, range));
  on0(corey.arSetAr(parent, corey.rootRange(parent), 0, range, { pages }));
  on0(corey.arSetSeg(parent, range, 0, on0(corey.segmentAlloc(parent, common.object, { pages: 1 }))));
  on0(storeByte(corey, parent, 0, 7));
  const pcore = on0(corey.pcoreAlloc(parent, root, { core: 4 }));
  const space = on0(corey.arAlloc(parent, common.object, { memory: 4 }));
  on0(corey.arSetAr(parent, space, 0, data, { pages }));
  let childRead = 0, failed = "";
  const program = function* (child: Core): Program {
    childRead = yield* loadByte(corey, child, 0);
    yield* corey.arSetSeg(child, data, 1, yield* corey.segmentAlloc(child, common.object, { pages: 1 }));
    yield* storeByte(corey, child, 4096, 8);
    try {
      for (;;) {
        child.compute(10_000);
        yield;
        yield* loadByte(corey, child, 0);
      }
    } catch (error) {
      failed = String(error);
    }
  };
  return on0((function* () {
    yield* corey.pcoreRun(parent, pcore, { range: space, shares: [common], program });
    parent.compute(400_000);
    yield;
    const parentRead = yield* loadByte(corey, parent, 4096), before = sentBy(machine);
    yield* corey.arClear(parent, range, 0);
    parent.compute(100_000);
    yield;
    return { childRead, parentRead, interrupted: sentBy(machine) - before, failed };
  })());
}
