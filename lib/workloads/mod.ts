/**
 * The programs that are measured, and what a program of one's own is made with.
 * @module
 */

export type { Run, Workload } from "./workload.ts";
export { type Operation, repeat, type Repeated, type Window } from "./repeat.ts";
export { dupClose, type FileDescriptors } from "./dup_close.ts";
export {
  passedDescriptors,
  type PassedDescriptorsOptions,
  type ScopedDescriptors,
} from "./passed_descriptors.ts";
export { openClose } from "./open_close.ts";
export { memclone } from "./memclone.ts";
export { mempass } from "./mempass.ts";
export { type MapApart, mapInProcesses, mapInRoots, softFault } from "./soft_fault.ts";
export { unmap } from "./unmap.ts";
export { shares, type SharesOptions, type ShareUser } from "./shares.ts";
export { bufferCache, type BufferCacheOptions } from "./buffer_cache.ts";
export { fdOpen } from "./fd_open.ts";
export { tcpService, type TcpServiceOptions } from "./tcp_service.ts";
export { thinkLock, type ThinkLockOptions } from "./think_lock.ts";
export { wri, wriOf, type WriOptions } from "./mapreduce/wri.ts";
export { Text, tokenise } from "./mapreduce/text.ts";
export { Dictionary } from "./mapreduce/dictionary.ts";
export { naturalText, type TextKind, Vocabulary } from "./mapreduce/vocabulary.ts";
export type { Emit } from "./mapreduce/reduce.ts";
export { wriPathCycles } from "./mapreduce/path_lengths.ts";
export { cableDelay, type Conversation, TcpClient } from "./tcp_client.ts";
export { TcpClients } from "./tcp_clients.ts";
export { webServer, type WebServerLoad } from "./web_server/web_server.ts";
export { type Assignment, WebServer, type WebServerOptions, webServers } from "./web_server/server.ts";
export { Webd } from "./web_server/webd.ts";
export { type Channel, Filesum } from "./web_server/filesum.ts";
export { FileSegments } from "./web_server/file_segments.ts";
export { FileSet } from "./web_server/files.ts";
export { asksForFiles, requestPieces } from "./web_server/clients.ts";
export { sumBytesPerCycle, webdCycles } from "./web_server/path_lengths.ts";
export { contendedLock, loneLock } from "./locks.ts";
export { type AccessTrace, parseDin } from "./trace.ts";
export { replay } from "./replay.ts";
