/**
 * What carries out a program of the kernel: a core; or, before the machine runs, something that stands for a
 * core and costs nothing. What makes objects is written for either, so booting needs no programs of its own.
 */
import type { LockKind } from "../../../locks/lock.ts";
import { Core } from "../../../machine/core.ts";
import type { Machine } from "../../../machine/machine.ts";
import type { Program } from "../../../sim/task.ts";

/** What a program that makes objects asks of a core. */
export type Executor = Pick<
  Core,
  "number" | "chip" | "load" | "store" | "compute" | "streamRead" | "streamClear"
>;

/**
 * Stands for a core before the machine runs: its stores set words, and that is all. It takes no time, fills
 * no cache, and no lock keeps it out, since nobody else is there.
 */
export class BootCore implements Executor {
  /** See {@link Core.number}. */
  readonly number: number;
  /** See {@link Core.chip}. */
  readonly chip: number;
  readonly #machine: Machine;

  /** Stands for a core of a machine. */
  constructor(machine: Machine, { number, chip }: Core) {
    this.#machine = machine;
    this.number = number;
    this.chip = chip;
  }

  /** Reads a word. */
  load(address: number): number {
    return this.#machine.memory.words[address >>> 2]!;
  }

  /** Sets a word. */
  store(address: number, value: number): void {
    this.#machine.memory.initialise(address, value);
  }

  /** Takes no time. */
  compute(): void {}

  /** Takes no time. */
  streamRead(): void {}

  /** Takes no time; callers that clear memory set its words as well. */
  streamClear(): void {}

  /** Carries a program out to its end: where it yields, nobody is earlier. */
  run<Result>(program: Program<Result>): Result {
    for (;;) {
      const step = program.next();
      if (step.done) return step.value;
    }
  }
}

/** A lock of the kernel. */
export interface KernelLock {
  /** Waits until the core has the lock. */
  acquire(by: Executor): Program;
  /** Releases it. Throws when the core does not hold it. */
  release(by: Executor): Program;
}

/**
 * Makes the word at an address a lock that cores take, and that lets a stand-in pass, as if the lock were
 * never acquired.
 */
export function placeKernelLock(kind: LockKind, machine: Machine, address: number): KernelLock {
  const lock = kind.place(machine, address);
  return {
    acquire: (by) => by instanceof Core ? lock.acquire(by) : passed(),
    release: (by) => by instanceof Core ? lock.release(by) : passed(),
  };
}

function* passed(): Program {}
