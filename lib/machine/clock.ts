/**
 * A clock that ticks into memory: at each interval it adds one to every word that was registered with it. A
 * program that polls watches such a word instead of reading the time over and over.
 */
import { type Program, Task } from "../sim/task.ts";
import type { Machine } from "./machine.ts";
import { Dma } from "./network/dma.ts";

/** Ticks as long as the machine runs. */
export class Clock {
  readonly #words: number[] = [];

  /**
   * A clock that has not ticked yet.
   *
   * @param intervalCycles from one tick to the next
   */
  constructor(machine: Machine, intervalCycles: number) {
    const task = new Task(machine.scheduler, "the clock");
    task.start(this.#run(task, machine, intervalCycles));
  }

  /** Lets a word count ticks. */
  countIn(address: number): void {
    this.#words.push(address);
  }

  *#run(task: Task, { memory }: Machine, intervalCycles: number): Program {
    const dma = new Dma(memory, 0);
    for (;;) {
      task.now += intervalCycles;
      yield;
      for (const address of this.#words) {
        memory.words[address >>> 2]! += 1;
        dma.write(address, 4, task.now);
      }
    }
  }
}
