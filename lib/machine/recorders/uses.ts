/** How the words are used that stand on the lines for which cores wait for each other. */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { LockRecorder } from "./locks.ts";
import type { SharingRecorder } from "./sharing.ts";
import type { WordRecorder } from "./words.ts";

/** A line that took less than this share of all stalls plays no part. */
const WORTH_A_LOOK = 0.002;

/** Those who saw what is reported. */
export interface Seen {
  /** What each line cost. */
  readonly sharing: SharingRecorder;
  /** What is a lock, and what is under it. */
  readonly locks: LockRecorder;
  /** How words are used. */
  readonly words: WordRecorder;
}

/**
 * One row a word that was used, of the lines that cores stalled on: its `field` and `spot` (see
 * `Layout.spotOf`), its `lineNumber`, and what the line cost (`lineStallCycles`); its `use` (see `WordUse`),
 * the cores that write it and those that read it (`writers`, `readers`, as lists of numbers); whether it only
 * goes up and down as a counter does (`isCounter`), cores put into it what they once took out
 * (`isGivenBack`), a device uses it (`isDevices`), cores wait for its line to be written (`isAwaited`), or
 * are woken by that when they have nothing to do (`isWaking`); and the addresses of the lock of which it is a
 * part (`lock`), and of the one that it is under (`guard`), -1 for none.
 */
export function usesOf(layout: Layout, { sharing, locks, words }: Seen): Row[] {
  const stalls = sharing.stallsByLine(), guards = new Map<number, number>();
  const all = [...stalls.values()].reduce((sum, cycles) => sum + cycles, 0);
  for (const [lock, guarded] of locks.words()) for (const address of guarded) guards.set(address, lock);
  return [...stalls].filter(([, cycles]) => cycles > WORTH_A_LOOK * all).sort(([a], [b]) => a - b)
    .flatMap(([line, cycles]) =>
      words.onLine(line).map((address) => {
        const { writers, readers } = words.coresOf(address),
          list = (cores: readonly number[]) => [...cores].sort((a, b) => a - b).join(" ");
        return {
          field: layout.nameOf(address),
          spot: layout.spotOf(address),
          lineNumber: line,
          lineStallCycles: cycles,
          use: words.useOf(address),
          writers: list(writers),
          readers: list(readers),
          lock: locks.lockOfWord(address) ?? -1,
          isCounter: words.isCounter(address),
          isGivenBack: words.isGivenBack(address),
          isDevices: words.isDevices(address),
          isAwaited: locks.isAwaited(line),
          isWaking: locks.wakes(line),
          guard: guards.get(address) ?? -1,
        };
      })
    );
}
