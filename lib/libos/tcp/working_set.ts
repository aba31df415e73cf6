/**
 * The pages that a network stack's program uses between two system calls: code, stacks of its threads, data.
 * What stands in them is counted (`path_lengths.ts`) or simulated elsewhere; here they are for the sake of
 * their translations, which every return from Corey's kernel makes the core forget.
 *
 * It scales: a core's pages and their page table are its own. What it costs is paid for each system call, so
 * not by a core that sends its calls to a kernel core.
 * Workload: `workloads/tcp_service.ts`. Notebook: `05_kernel_cores`.
 */
import type { Corey } from "../../kernels/corey/corey.ts";
import type { Id } from "../../kernels/corey/objects/name.ts";
import { touchPage } from "../../kernels/virtual_memory.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { AddressSpaces } from "../address_space.ts";
import { pagesBetweenCalls } from "./path_lengths.ts";

/** The working sets of all cores that run a stack. */
export class WorkingSets {
  readonly #spaces: AddressSpaces;
  /** The first page of each core's, by its number. */
  readonly #first = new Map<number, number>();

  /**
   * Nothing is mapped yet.
   *
   * @param kernel the kernel
   * @param share one that all the cores reach
   */
  constructor(kernel: Corey, share: Id) {
    this.#spaces = new AddressSpaces(kernel, share);
  }

  /** Maps a core's pages, and touches each. */
  *map(core: Core): Program {
    const first = yield* this.#spaces.mapPrivate(core, pagesBetweenCalls.value);
    for (let page = first; page < first + pagesBetweenCalls.value; page++) {
      yield* touchPage(this.#spaces, core, page, "write");
    }
    this.#first.set(core.number, first);
  }

  /** The core goes on with its program: each page that it does not remember it has to look up. */
  use(core: Core): void {
    const first = this.#first.get(core.number)!;
    for (let page = first; page < first + pagesBetweenCalls.value; page++) core.mmu.translate(page, "read");
  }
}
