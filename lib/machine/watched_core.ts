/** A core that tells an observer of every word it reads or writes. It does the same as any other core, and takes the same simulated time. */
import { Core } from "./core.ts";
import type { Observer } from "./observer.ts";
import { FRAMES_ADDRESS } from "./physical_memory.ts";

/** See the head of this file. */
export class WatchedCore extends Core {
  /** Whom it tells. */
  observer: Observer | undefined;

  override load(address: number): number {
    this.#tell(address, false);
    return super.load(address);
  }

  override store(address: number, value: number): void {
    this.#tell(address, true);
    super.store(address, value);
  }

  override update(address: number, change: (value: number) => number): void {
    this.#tell(address, false);
    super.update(address, change);
  }

  override fetchAdd(address: number, amount: number): number {
    this.#tellAtomic(address);
    return super.fetchAdd(address, amount);
  }

  override swap(address: number, value: number): number {
    this.#tellAtomic(address);
    return super.swap(address, value);
  }

  override compareAndSwap(address: number, expected: number, value: number): boolean {
    this.#tellAtomic(address);
    return super.compareAndSwap(address, expected, value);
  }

  override streamClear(address: number, byteCount: number): void {
    if (address >= FRAMES_ADDRESS) this.observer?.filled?.({ core: this.number, address });
    super.streamClear(address, byteCount);
  }

  #tellAtomic(address: number): void {
    this.#tell(address, false);
    this.#tell(address, true);
  }

  #tell(address: number, writes: boolean): void {
    this.observer?.touched?.({
      core: this.number,
      address,
      writes,
      value: this.wordAt(address),
      atCycles: this.now,
      resumedAtCycles: this.resumedAt,
    });
  }
}
