/** What threads of the reader's own computer do over and over. */
import type { Libc } from "../libc.ts";

/** What a thread knows when it makes its program ready. */
export interface Thread {
  readonly libc: Libc;
  /** Words that all share, processes too; the first of each line is a multiple of {@link LINE_WORDS}. */
  readonly shared: Int32Array<ArrayBufferLike>;
  /** Which thread it is, from 0. */
  readonly me: number;
  /** How many threads there are. */
  readonly of: number;
  /** A file that processes can map to share memory; threads share all they have, and have none. */
  readonly file?: string | undefined;
  /** How much memory to work on, where a program has a choice. */
  readonly bytes: number;
  /** Whether time is up: only who waits for another thread has to ask. */
  isOver(): boolean;
}

/** A program of a thread. */
export interface HostProgram {
  /** Does what is counted; `false` if time was up before another thread let it begin. */
  operate(): void | false;
  /** Undoes what is left: descriptors, mappings, files. */
  finish?(): void;
  /** Operations that one call of `operate` stands for; 1 unless said. */
  readonly operations?: number;
}

/** Makes a thread ready. */
export type Prepare = (thread: Thread) => HostProgram;

/** Bytes of the words that all share: lines for locks, and one for each of 1,024 members of a team. */
export const SHARED_BYTES: number = 2 ** 18;

/** Words of 128 bytes: the longest line there is (Apple's), and on x86-64 two that are fetched together. */
export const LINE_WORDS = 32;
