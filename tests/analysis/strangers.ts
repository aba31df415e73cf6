/**
 * Workloads that the project does not have: what keeps each from scaling is known, because it was built in.
 * Structures are called what the caller likes.
 */
import { type Program, Random } from "corey-lab/sim";
import { array, type Core, int32, lineAligned, type Machine, PAGE_BYTES, struct } from "corey-lab/machine";
import { type Lock, type LockKind, mcs, ticket } from "corey-lab/locks";
import { type System, touchPage, type VirtualMemory } from "corey-lab/kernels";
import { kernelCore, SyscallDevice } from "corey-lab/corey";
import { repeat, type Workload } from "corey-lab/workloads";

const window = { warmUpMicroseconds: 100, microseconds: 400 };

/** What a core does over and over; made once a core. */
export type Operation = (core: Core) => Program<() => Program>;

/** A workload whose operation is made on a machine: the columns are operations a second. */
export function workload<Kernel>(
  prepare: (machine: Machine, cores: readonly Core[], kernel: Kernel) => Operation,
): Workload<Kernel> {
  return {
    name: "stranger",
    measure(run) {
      const operation = prepare(run.machine, run.cores, run.kernel);
      const { operations, seconds } = repeat(run, window, operation);
      return { throughputPerSecond: operations / seconds };
    },
  };
}

/** No kernel at all. */
export const bare: System<null> = { name: "bare", boot: () => null };

/** A program that does its operation between random times of its own. */
// deno-lint-ignore require-yield
function* spaced(core: Core, own: number, operation: () => Program): Program<() => Program> {
  const random = new Random(core.number + 1);
  return function* () {
    core.compute(random.exponential(own));
    yield* operation();
  };
}

/** A service that takes one operation at a time. */
export interface Service {
  /** One operation of a core. */
  operate(core: Core): Program;
}

/** Operations of a service, with some work of the core's own in between. */
export const useService = (own = 1500): Workload<Service> =>
  workload((_machine, _cores, service) => (core) => spaced(core, own, () => service.operate(core)));

/**
 * Cores put a number of their own into a table, and take it out again. `tables`: one for all, or one a core.
 */
export function register(label: string, tables: "one" | "own", kind: LockKind = mcs): System<Service> {
  return {
    name: `${tables} register`,
    boot(machine) {
      const type = struct(label, { guard: int32, entries: int32, slot: lineAligned(array(int32, 64)) });
      const make = () => {
        const at = machine.memory.place(type);
        return { at, lock: kind.place(machine, at.guard) };
      };
      const common = make(), own = machine.cores.map(() => tables === "own" ? make() : common);
      const change = function* (core: Core, by: number) {
        const { at, lock } = own[core.number]!, slot = at.slot + 4 * ((core.number * 7) % 64);
        yield* lock.acquire(core);
        core.store(at.entries, core.load(at.entries) + by);
        core.compute(60);
        core.load(slot);
        core.store(slot, by > 0 ? 1000 + core.number : 0);
        yield* lock.release(core);
      };
      return {
        *operate(core) {
          yield* change(core, 1);
          core.compute(200);
          yield* change(core, -1);
        },
      };
    },
  };
}

/** A ticket lock in which a core with others ahead looks again after so many cycles for each. */
export const backingOff = (cycles: number): LockKind => ({
  name: "ticket with back-off",
  fair: true,
  place(machine, word) {
    const plain = ticket.place(machine, word);
    return {
      *acquire(core) {
        yield;
        const mine = core.fetchAdd(word, 1 << 16) >>> 16;
        for (let ahead = 1; ahead > 0;) {
          ahead = (mine - core.load(word)) & 0xffff;
          yield core.backOff(word, cycles * ahead);
        }
        core.acquired(word);
      },
      release: (core) => plain.release(core),
    };
  },
});

/**
 * A table that all cores look things up in, under a lock, and that every so many operations change; 0: none
 * does.
 */
export function lookedUp(label: string, changeEvery: number, kind: LockKind): System<Service> {
  return {
    name: "look-ups",
    boot(machine) {
      const at = machine.memory.place(struct(label, { guard: int32, words: lineAligned(array(int32, 256)) }));
      const lock = kind.place(machine, at.guard), random = new Random(3);
      return {
        *operate(core) {
          const place = () => at.words + 4 * random.below(256);
          yield* lock.acquire(core);
          for (let i = 0; i < 4; i++) core.load(place());
          if (changeEvery > 0 && random.below(changeEvery) === 0) core.store(place(), random.below(1e6));
          yield* lock.release(core);
        },
      };
    },
  };
}

/**
 * Accounts that all cores change: `lines` of them in each operation, one after the other, each depending on
 * the one before.
 */
export function ledger(
  label: string,
  { lines, work = 0, on = "lock", kind = ticket }: {
    readonly lines: number;
    readonly work?: number;
    readonly on?: "lock" | "kernel core";
    readonly kind?: LockKind;
  },
): System<Service> {
  const fields = Object.fromEntries(
    Array.from({ length: lines }, (_, i) => [`sum${i}`, lineAligned(int32)] as const),
  );
  // deno-lint-ignore require-yield
  const change = function* (core: Core, accounts: readonly number[]): Program {
    let value = core.number + 1;
    for (const account of accounts) {
      value += core.load(account);
      core.store(account, value);
    }
    core.compute(work);
  };
  return {
    name: `ledger, ${on}`,
    boot(machine) {
      const accounts = Object.values(machine.memory.place(struct(label, fields)));
      if (on === "kernel core") {
        // The last core serves: it takes no part in the workload of fewer.
        const server = machine.cores.at(-1)!;
        const calls = machine.cores.map((core) => new SyscallDevice(machine, core.chip));
        server.start(kernelCore(server, calls));
        return { operate: (core) => calls[core.number]!.call(core, (server) => change(server, accounts)) };
      }
      const { guard } = machine.memory.place(struct(`${label} guard`, { guard: int32 }));
      const lock: Lock = kind.place(machine, guard);
      return {
        *operate(core) {
          yield* lock.acquire(core);
          yield* change(core, accounts);
          yield* lock.release(core);
        },
      };
    },
  };
}

/** One word that all cores add to; or, given a `gap`, one word a core, so many bytes apart. */
export function counters(label: string, gap: number): System<Service> {
  return {
    name: "counters",
    boot(machine) {
      const words =
        machine.memory.place(struct(label, { word: array(int32, machine.cores.length * 16) })).word;
      return {
        *operate(core) {
          yield;
          core.fetchAdd(words + gap * core.number, 1);
        },
      };
    },
  };
}

/** Cores want the kernel's lock, which guards nothing. */
export function emptySection(label: string): System<Service> {
  return {
    name: "empty section",
    boot(machine) {
      const lock = mcs.place(machine, machine.memory.place(struct(label, { word: int32 })).word);
      return {
        *operate(core) {
          yield* lock.acquire(core);
          core.compute(50);
          yield* lock.release(core);
        },
      };
    },
  };
}

/** Each core reads memory of its own, far more than caches hold. */
export const scan: Workload<null> = workload((machine) => (core) => {
  const pages = 4096, first = machine.memory.physical.placeFrames(pages, core.chip);
  let page = 0;
  return (function* () {
    yield;
    return function* () {
      yield;
      core.streamRead(first + PAGE_BYTES * page, PAGE_BYTES);
      page = (page + 1) % pages;
    };
  })();
});

/** Each core computes. */
export const compute: Workload<null> = workload(() => (core) =>
  spaced(core, 1000, function* () {
    yield;
  })
);

/** Cores take turns. */
export const relay: Workload<null> = workload((machine, cores) => {
  const { turn } = machine.memory.place(struct("turn", { turn: int32 }));
  return (core) => {
    const mine = cores.indexOf(core);
    return (function* () {
      yield;
      return function* () {
        yield core.spinUntil(turn, (now) => now % cores.length === mine);
        core.compute(3000);
        yield;
        core.publish(turn, machine.memory.words[turn >>> 2]! + 1);
      };
    })();
  };
});

/** Each core takes a little memory, uses it, and keeps it. */
export const growHeap: Workload<VirtualMemory> = workload((_machine, _cores, kernel) => (core) =>
  spaced(core, 4000, function* () {
    const first = yield* kernel.mapPrivate(core, 8);
    for (let page = first; page < first + 8; page++) {
      yield;
      yield* touchPage(kernel, core, page, "write");
    }
  })
);

/** Each core takes a page, uses it, and gives it back. */
export const scratchPage: Workload<VirtualMemory> = workload((_machine, _cores, kernel) =>
  function* (core) {
    const use = function* () {
      const page = yield* kernel.mapPrivate(core, 1);
      yield;
      yield* touchPage(kernel, core, page, "write");
      return page;
    };
    yield* use();
    return function* () {
      core.compute(2000);
      yield* kernel.unmap(core, yield* use(), 1);
    };
  }
);

/** One core takes pages and gives them back; the others compute, and are interrupted all the same. */
export const scratchBeside: Workload<VirtualMemory> = workload((_machine, _cores, kernel) =>
  function* (core) {
    yield* touchPage(kernel, core, yield* kernel.mapPrivate(core, 1), "write");
    if (core.number > 0) {
      return function* () {
        core.compute(1000);
        yield;
      };
    }
    return function* () {
      const page = yield* kernel.mapPrivate(core, 1);
      yield* touchPage(kernel, core, page, "write");
      yield* kernel.unmap(core, page, 1);
    };
  }
);

/** All cores read pages that the first has filled. */
export function readTogether(pages: number): Workload<VirtualMemory> {
  const flags = struct("ready", { filled: int32 });
  return {
    name: "stranger",
    measure({ machine, kernel, cores }) {
      const { filled } = machine.memory.place(flags);
      let first = 0;
      for (const core of cores) {
        core.start((function* () {
          if (core === cores[0]) first = yield* kernel.mapShared(core, pages, cores);
          else {
            yield core.spinUntil(filled, (value) => value > 0);
          }
          for (let i = 0; i < pages; i++) {
            yield;
            yield* touchPage(kernel, core, first + i, core === cores[0] ? "write" : "read");
            core.compute(core === cores[0] ? 0 : 200);
          }
          if (core !== cores[0]) return;
          machine.memory.observer?.reset(core.now);
          yield;
          core.publish(filled, 1);
        })());
      }
      machine.run();
      const cycles = Math.max(...cores.map(({ now }) => now));
      return { throughputPerSecond: pages * cores.length * machine.spec.clockHertz.value / cycles };
    },
  };
}

/** All cores touch the same new pages, in the same order. */
export function fillTogether(pages: number): Workload<VirtualMemory> {
  return {
    name: "stranger",
    measure({ machine, kernel, cores }) {
      const { ready } = machine.memory.place(struct("ready", { ready: int32 }));
      let first = 0;
      for (const core of cores) {
        core.start((function* () {
          if (core === cores[0]) {
            first = yield* kernel.mapShared(core, pages, cores);
            yield;
            core.publish(ready, 1);
          } else {
            yield core.spinUntil(ready, (value) => value > 0);
          }
          for (let i = 0; i < pages; i++) {
            yield;
            yield* touchPage(kernel, core, first + i, "write");
          }
        })());
      }
      machine.run();
      const cycles = Math.max(...cores.map(({ now }) => now));
      return { throughputPerSecond: pages * machine.spec.clockHertz.value / cycles };
    },
  };
}
