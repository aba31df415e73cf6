/**
 * What tests of virtual memory need: a small machine, programs run to their end, errors, and what page tables
 * say.
 */
import assert from "node:assert/strict";
import type { Program } from "corey-lab/sim";
import {
  type Core,
  Machine,
  opteron16,
  pipe,
  type Translation,
  withChips,
  withCoresPerChip,
} from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import { Corey, type CoreyOptions, type KernelObject, type Name, type Share } from "corey-lab/corey";
import { nodeAt } from "../../lib/machine/page_table.ts";

/** A machine of two chips with two cores each. */
export function fourCores(): { machine: Machine; cores: readonly [Core, Core, Core, Core]; run: Run } {
  const machine = new Machine(pipe(opteron16, withChips(2), withCoresPerChip(2)));
  const [one, two, three, four] = machine.cores;
  return { machine, cores: [one!, two!, three!, four!], run: runOn(machine) };
}

/**
 * Runs a program on a core to its end, after all that was run before; returns its result, or throws what it
 * threw.
 */
export type Run = <Result>(core: Core, program: Program<Result>) => Result;

/** Makes programs run on a machine one after the other. */
export function runOn(machine: Machine): Run {
  return <Result>(core: Core, program: Program<Result>): Result => {
    let result: Result, failure: unknown;
    core.now = Math.max(...machine.cores.map(({ now }) => now));
    core.start((function* () {
      try {
        result = yield* program;
      } catch (error) {
        failure = error;
      }
    })());
    machine.run();
    if (failure !== undefined) throw failure;
    return result!;
  };
}

/** Runs what must fail, and returns its error. */
export function errorOf(run: () => unknown): KernelError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof KernelError, String(error));
    return error;
  }
  assert.fail("no error");
}

/** What the page table of a core says of a page, at no cost. */
export function entryOf({ mmu }: Core, page: number): Translation | undefined {
  const leaf = mmu.root && nodeAt(mmu.root, page, 1);
  return leaf?.pages.get(leaf.index(page));
}

/** Corey on four cores, with a share that all reach and that holds their root ranges. */
export function bootCorey(options: CoreyOptions = {}) {
  const { machine, cores, run } = fourCores();
  const kernel = new Corey(machine, options), common = kernel.bootShare(cores, { ranges: true });
  return { machine, kernel, cores, run, common };
}

/** The object that a name means to a core, at no cost. */
export function objectOf(kernel: Corey, core: Core, { share, object }: Name): KernelObject {
  const { share: root } = kernel.contextOf(core);
  const holder = root.id === share ? root : root.table.objects.find(({ id }) => id === share) as Share;
  const found = holder.table.objects.find(({ id }) => id === object);
  assert.ok(found, `share ${share} holds no object ${object}`);
  return found;
}
