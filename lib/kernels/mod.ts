/**
 * What both kernels have: calls that fail, pages that are touched, how a core polls, TCP.
 * @module
 */

export type { System } from "./system.ts";
export { type TimerTick, withTimerTick } from "./timer_tick.ts";
export { KernelError } from "./errors.ts";
export { descriptorLines } from "./page_frames.ts";
export { touchPage, type VirtualMemory } from "./virtual_memory.ts";
export * from "./polling.ts";
export {
  type Answer,
  type Endpoint,
  resetOf,
  TcpConnection,
  TcpState,
  type TcpWords,
  type WordAccess,
} from "./tcp.ts";
export { ANSWER_BYTES, answerTo, SERVICE_PORT, type TcpServer } from "./tcp_server.ts";
