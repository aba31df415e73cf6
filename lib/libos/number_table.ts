/**
 * Small numbers for objects: the lowest that is free, as POSIX wants it, among the users of this table. A bit
 * for each number in use, and what it stands for; a lock if several cores use the table.
 *
 * It scales as its scope does (`descriptors.ts`): a private table has no lock.
 * Its opposite: `kernels/linux/files_struct.ts`. Workload: `workloads/dup_close.ts`. Notebook: `06_shares`.
 */
import type { Id } from "../kernels/corey/objects/name.ts";
import type { Lock } from "../locks/lock.ts";
import { mcs } from "../locks/mcs.ts";
import type { Core } from "../machine/core.ts";
import { array, int32, lineAligned, type Placed, struct, word64 } from "../machine/layout.ts";
import type { Machine } from "../machine/machine.ts";
import type { Program } from "../sim/task.ts";
import { libosPathCycles } from "./path_lengths.ts";

const NUMBERS = 256;
const tableStruct = struct("fd_table", {
  lock: lineAligned(int32),
  inUse: lineAligned(array(int32, NUMBERS / 32)),
  objects: lineAligned(array(word64, NUMBERS)),
});

/** A table of numbers. */
export class NumberTable {
  readonly #at: Placed<"lock" | "inUse" | "objects">;
  readonly #lock: Lock | undefined;
  readonly #objects: (Id | undefined)[] = [];

  /**
   * An empty table.
   *
   * @param chip in whose memory it stands
   * @param label what it is called in reports
   * @param shared whether several cores use it
   */
  constructor(machine: Machine, chip: number, label: string, shared: boolean) {
    this.#at = machine.memory.place(tableStruct, chip, `fd_table ${label}`);
    this.#lock = shared ? mcs.place(machine, this.#at.lock) : undefined;
  }

  /** The lowest free number, from now on an object's; undefined when none is free. */
  *add(core: Core, object: Id): Program<number | undefined> {
    if (this.#lock) yield* this.#lock.acquire(core);
    core.compute(libosPathCycles.findDescriptor.value);
    const number = this.#lowestFree(core);
    if (number < NUMBERS) {
      this.#mark(core, number, true);
      core.store(this.#at.objects + 8 * number, object % 2 ** 31);
      this.#objects[number] = object;
    }
    if (this.#lock) yield* this.#lock.release(core);
    return number < NUMBERS ? number : undefined;
  }

  /** What a number stands for; undefined if it is free. Read without the lock. */
  *look(core: Core, number: number): Program<Id | undefined> {
    yield;
    if (number < NUMBERS) core.load(this.#at.objects + 8 * number);
    return this.#objects[number];
  }

  /** Makes a number free, and returns what it stood for; undefined if it is free already. */
  *remove(core: Core, number: number): Program<Id | undefined> {
    if (this.#lock) yield* this.#lock.acquire(core);
    const object = this.#objects[number];
    if (object !== undefined) {
      core.store(this.#at.objects + 8 * number, 0);
      this.#mark(core, number, false);
      this.#objects[number] = undefined;
    }
    if (this.#lock) yield* this.#lock.release(core);
    return object;
  }

  #lowestFree(core: Core): number {
    for (let first = 0; first < NUMBERS; first += 32) {
      const free = ~core.load(this.#at.inUse + first / 8);
      if (free !== 0) return first + 31 - Math.clz32(free & -free);
    }
    return NUMBERS;
  }

  #mark(core: Core, number: number, inUse: boolean): void {
    const word = this.#at.inUse + 4 * (number >>> 5), bit = 1 << (number & 31), value = core.load(word);
    core.store(word, inUse ? value | bit : value & ~bit);
  }
}
