/**
 * What Corey leaves to applications: address spaces, `cfork`, descriptors, rings, a network stack, a
 * buffer cache, HTTP.
 * @module
 */

export { corey } from "./corey.ts";
export { AddressSpaces } from "./address_space.ts";
export { loadByte, storeByte } from "./bytes.ts";
export { Arena } from "./arena.ts";
export { cfork, type CforkOptions } from "./cfork.ts";
export { Descriptors, type Scope } from "./descriptors.ts";
export { NumberTable } from "./number_table.ts";
export { libosPathCycles } from "./path_lengths.ts";
export { SharesOfSegments } from "./shares_of_segments.ts";
export { setUpRing, startKernelCore } from "./kernel_cores.ts";
export { type FdTable, fdTables } from "./fd_tables.ts";
export { IpcRing } from "./ipc_ring.ts";
export {
  BLOCK_WORDS,
  type BufferCache,
  type Disk,
  MOST_BLOCKS,
  MOST_FILES,
} from "./buffer_cache/buffer_cache.ts";
export { ScalableBufferCache, type ScalableOptions } from "./buffer_cache/scalable.ts";
export { HashTableBufferCache, type HashTableOptions } from "./buffer_cache/hash_table.ts";
export { bufferCaches } from "./buffer_cache/systems.ts";
export { RadixTree } from "./buffer_cache/radix_tree.ts";
export { Blocks } from "./buffer_cache/blocks.ts";
export { BlockAllocators } from "./buffer_cache/block_allocators.ts";
export { bufferCacheCycles } from "./buffer_cache/path_lengths.ts";
export { type HttpRefusal, type HttpRequest, HttpRequestReader, MOST_REQUEST_BYTES } from "./http/request.ts";
export { type HttpStatus, readResponse, responseText } from "./http/response.ts";
export { packText, unpackText } from "./http/text.ts";
export { type Received, type StackParts, TcpStack } from "./tcp/stack.ts";
export { lwipPaths } from "./tcp/path_lengths.ts";
export { type DriverPlacement, drivers } from "./tcp/drivers.ts";
export { coreyTcp, type CoreyTcpOptions, CoreyTcpServer } from "./tcp/service.ts";
export { type Instance, ServiceCores, type ServiceSetup } from "./tcp/service_cores.ts";
export { UserMemory } from "./user_memory.ts";
