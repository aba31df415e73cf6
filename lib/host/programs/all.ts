/** The programs by name: the names of the simulated workloads that they are the real counterparts of. */
import { dupClose, openClose } from "./descriptors.ts";
import { mcs, testAndSet, ticket } from "./locks.ts";
import { chase, clear, cycle, plainCall, read, systemCall } from "./one_core.ts";
import { mempass } from "./mempass.ts";
import { memclone, unmap } from "./pages.ts";
import type { Prepare } from "./program.ts";
import { counter, packed, padded, pingPong } from "./words.ts";

/** What runs on any number of cores, to be compared. */
export const hostWorkloads = {
  "dup-close": dupClose,
  "open-close": openClose,
  counter,
  packed,
  padded,
  ticket,
  "test-and-set": testAndSet,
  mcs,
  memclone,
  mempass,
  unmap,
} as const satisfies Record<string, Prepare>;

/** All programs: workloads, and what one or two cores are measured with. */
export const hostPrograms = {
  ...hostWorkloads,
  cycle,
  "system-call": systemCall,
  "plain-call": plainCall,
  chase,
  read,
  clear,
  "ping-pong": pingPong,
} as const satisfies Record<string, Prepare>;

/** The name of a program. */
export type HostProgramName = keyof typeof hostPrograms;
