/**
 * Has a core tell an observer of every word that it reads or writes. It does the same as any other core, and
 * takes the same simulated time; but telling takes the host's, so only cores whose observer wants to hear it
 * are made to.
 */
import type { Core } from "./core.ts";
import type { Observer } from "./observer.ts";
import { FRAMES_ADDRESS } from "./physical_memory.ts";

/** Puts a teller before each of a core's verbs that concern words. */
export function watchWords(core: Core, words: () => Int32Array, observer: Observer): void {
  const tell = (address: number, writes: boolean) =>
    observer.touched?.(core.number, address, writes, words()[address >>> 2] ?? NaN);
  const reads = (address: number) => tell(address, false);
  const writes = (address: number) => tell(address, true);
  const both = (address: number) => {
    reads(address);
    writes(address);
  };
  const filled = (address: number) => {
    if (address >= FRAMES_ADDRESS) observer.filled?.(core.number, address);
  };
  // `update` reads, and then stores.
  const tellers = {
    load: reads,
    store: writes,
    update: reads,
    fetchAdd: both,
    swap: both,
    compareAndSwap: both,
    streamClear: filled,
  } as const;
  for (const [verb, teller] of Object.entries(tellers)) {
    const act = core[verb as keyof typeof tellers] as (address: number, ...rest: unknown[]) => unknown;
    const told = (address: number, ...rest: unknown[]) => {
      teller(address);
      return act.call(core, address, ...rest);
    };
    Object.defineProperty(core, verb, { value: told });
  }
}
