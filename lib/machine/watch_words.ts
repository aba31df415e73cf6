/**
 * Makes a core tell an observer of every word that it reads or writes. The core does the same as any other,
 * in the same simulated time; but telling takes the host's time, so it is done only for observers that want
 * to hear it.
 */
import type { Core } from "./core.ts";
import type { Observer } from "./observer.ts";
import { FRAMES_ADDRESS } from "./physical_memory.ts";
import { wrap } from "./wrap_verb.ts";

/** Puts a teller before each of a core's verbs that concern words. */
export function watchWords(core: Core, words: () => Int32Array, observer: Observer): void {
  const tell = (address: number, writes: boolean) =>
    observer.touched?.({
      core: core.number,
      address,
      writes,
      value: words()[address >>> 2] ?? NaN,
      atCycles: core.now,
      resumedAtCycles: core.resumedAt,
    });
  const reads = (address: number) => tell(address, false);
  const writes = (address: number) => tell(address, true);
  const both = (address: number) => {
    tell(address, false);
    tell(address, true);
  };
  const filled = (address: number) => {
    if (address >= FRAMES_ADDRESS) observer.filled?.({ core: core.number, address });
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
    wrap(core, verb as keyof typeof tellers, (act) => (address, ...rest) => {
      teller(address);
      return act.call(core, address, ...rest);
    });
  }
}
