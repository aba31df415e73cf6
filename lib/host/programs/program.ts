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
  /** A folder for files; whoever runs the team removes it with all that is in it. */
  readonly folder: string;
  /** A file that processes can map to share memory; threads share all they have, and have none. */
  readonly file?: string | undefined;
  /** How much memory to work on, where a program has a choice. */
  readonly bytes: number;
  /** Whether time is up, or the others have gone on to another place: only who waits for them has to ask. */
  isOver(): boolean;
}

/** A program of a thread. */
export interface HostProgram {
  /**
   * Does what is counted; `false` if it was over before another thread let it begin.
   *
   * @param at the first of the shared words to use at present ({@link PLACES})
   */
  operate(at: number): void | false;
  /** Undoes what is left: descriptors, mappings, files. */
  finish?(): void;
  /** Operations that one call of `operate` stands for; 1 unless said. */
  readonly operations?: number;
}

/** Makes a thread ready. */
export type Prepare = (thread: Thread) => HostProgram;

/** Words of 128 bytes: the longest line there is (Apple's), and on x86-64 two that are fetched together. */
export const LINE_WORDS = 32;

/**
 * Places among the shared words, through all of which each round goes. How fast a line comes from core to
 * core depends on where on the chip its home is, which follows from its address: two processors added 13
 * million times a second to one line, and 21 million times to the next. With one place, a run would be as its
 * line is.
 */
export const PLACES = 64;

/** Lines of a place: some for locks and what they guard, and one for each member of a team. */
const COMMON_LINES = 16;

/** Where a member of a team has a line of its own, from the beginning of a place. */
export function lineOf(member: number): number {
  return (COMMON_LINES + member) * LINE_WORDS;
}

/** The first word of a place, for a team of so many; they begin anew behind the last. */
export function placeOf(place: number, members: number): number {
  return place % PLACES * lineOf(members);
}

/** Bytes of the words that a team of so many shares: all places, and lines behind them for its meetings. */
export function sharedBytes(members: number): number {
  return 4 * (PLACES * lineOf(members) + 4 * LINE_WORDS);
}
