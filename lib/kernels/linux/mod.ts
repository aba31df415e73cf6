/**
 * Linux 2.6.25, as far as the paper's programs meet it.
 * @module
 */

export { Linux, linux, type LinuxOptions } from "./linux.ts";
export { type Count, countForEachCore, type CountKind, oneCount } from "./counts.ts";
export {
  type DescriptorTable,
  type FilesField,
  type FilesLayout,
  packedFiles,
  paddedFiles,
} from "./files_struct.ts";
export { LinuxVirtualMemory } from "./virtual_memory.ts";
export { AddressSpace, type Area } from "./mm_struct.ts";
export { rwSemaphore } from "./rw_semaphore.ts";
export { SharedPages } from "./shared_pages.ts";
export { LinuxTcp, type StackShape } from "./network/stack.ts";
export { Listener } from "./network/listener.ts";
export { type SocketFile, SockFs } from "./network/sockfs.ts";
export { LinuxE1000 } from "./network/e1000.ts";
export { type Phase, Sock } from "./network/sock.ts";
export type { SkBuff } from "./network/sk_buff.ts";
export { linuxTcp, type LinuxTcpOptions, LinuxTcpServer } from "./network/service.ts";
export { linuxNetworkCycles } from "./network/path_lengths.ts";
export { linuxPathCycles } from "./path_lengths.ts";
export { linuxTick } from "./tick.ts";
