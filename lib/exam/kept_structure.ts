/**
 * A structure of a few lines that every operation writes, kept in one of three ways: under a lock, where
 * every core works on it; one for each core; or by a kernel core, to which the others send their calls. Free
 * lists, run queues and logs differ in how many lines they are and in how often they are needed.
 */
import { kernelCore } from "../kernels/corey/cores/kernel_core.ts";
import { SyscallDevice } from "../kernels/corey/devices/syscall_device.ts";
import type { System } from "../kernels/system.ts";
import type { LockKind } from "../locks/lock.ts";
import { array, int32, lineAligned, struct } from "../machine/layout.ts";
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import type { Program } from "../sim/task.ts";
import { repeat } from "../workloads/repeat.ts";
import type { Workload } from "../workloads/workload.ts";

/** The structure as applications see it. */
export interface Kept {
  /** The core that keeps it, if one does; it runs no application. */
  readonly server?: Core;
  /** One operation on it. */
  update(core: Core): Program;
}

/** Places a structure; what is returned writes each of its lines once. */
function place({ memory }: Machine, name: string, lines: number, chip: number) {
  const lineBytes = memory.layout.lines.bytes, words = array(int32, lineBytes / 4 * lines);
  const at = memory.place(
    struct(name, { lock: lineAligned(int32, lineBytes), data: lineAligned(words, lineBytes) }),
    chip,
  );
  return {
    lock: at.lock,
    *write(core: Core): Program {
      yield;
      for (let line = 0; line < lines; line++) {
        const word = at.data + lineBytes * line;
        core.store(word, core.load(word) + 1);
      }
    },
  };
}

/**
 * The three ways.
 *
 * @param name of the structure
 * @param lines how many lines of it an operation writes
 */
export const keptStructure = {
  /** One, under a lock. */
  underLock: (name: string, lines: number, kind: LockKind): System<Kept> => ({
    name: `one ${name}, ${kind.name} lock`,
    boot(machine) {
      const { lock: word, write } = place(machine, name, lines, 0), lock = kind.place(machine, word);
      return {
        *update(core) {
          yield* lock.acquire(core);
          yield* write(core);
          yield* lock.release(core);
        },
      };
    },
  }),
  /** One for each core, which needs no lock. */
  forEachCore: (name: string, lines: number): System<Kept> => ({
    name: `a ${name} for each core`,
    boot(machine) {
      const own = machine.cores.map(({ chip }) => place(machine, name, lines, chip));
      return { update: (core) => own[core.number]!.write(core) };
    },
  }),
  /** One, kept by core 0. */
  byKernelCore: (name: string, lines: number): System<Kept> => ({
    name: `one ${name}, a kernel core`,
    boot(machine) {
      const [server, ...others] = machine.cores, { write } = place(machine, name, lines, 0);
      const rings = new Map(others.map((core) => [core, new SyscallDevice(machine, core.chip)]));
      server!.start(kernelCore(server!, [...rings.values()]));
      return { server: server!, update: (core) => rings.get(core)!.call(core, write) };
    },
  }),
};

/**
 * Every core computes, then does an operation on the structure, over and over.
 *
 * Column: `throughputPerSecond`, operations of all cores.
 */
export function useStructure(thinkCycles: number): Workload<Kept> {
  return {
    name: "use-structure",
    calls: ["update"],
    measure(run) {
      const { kernel: kept } = run, cores = run.cores.filter((core) => core !== kept.server);
      const window = { warmUpMicroseconds: 50, microseconds: 200 };
      const { operations, seconds } = repeat({ ...run, cores }, window, (core) =>
        function* () {
          core.compute(thinkCycles);
          yield* kept.update(core);
        });
      return { throughputPerSecond: operations / seconds };
    },
  };
}
