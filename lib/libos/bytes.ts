/** Programs that store bytes in their address space and read them back, to see who shares what. */
import type { Corey } from "../kernels/corey/corey.ts";
import { touchPage } from "../kernels/virtual_memory.ts";
import type { Core } from "../machine/core.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import type { Program } from "../sim/task.ts";

/**
 * Stores a byte at a virtual address.
 *
 * @throws {KernelError} EFAULT: nothing is mapped there
 */
export function* storeByte(corey: Corey, core: Core, address: number, byte: number): Program {
  const page = Math.floor(address / PAGE_BYTES);
  yield* touchPage(corey, core, page, "write");
  corey.lists.bytesOf(core.mmu.translate(page, "write"))[address % PAGE_BYTES] = byte;
}

/**
 * Reads the byte at a virtual address.
 *
 * @throws {KernelError} EFAULT: nothing is mapped there
 */
export function* loadByte(corey: Corey, core: Core, address: number): Program<number> {
  const page = Math.floor(address / PAGE_BYTES);
  yield* touchPage(corey, core, page, "read");
  return corey.lists.bytesOf(core.mmu.translate(page, "read"))[address % PAGE_BYTES]!;
}
