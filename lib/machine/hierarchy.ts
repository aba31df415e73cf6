/**
 * The caches of a machine and how lines move between them. Each core has an L1 and an L2, each chip an L3. A
 * line is in one of a core's two; what the L1 drives out goes to the L2, what the L2 drives out goes to the
 * L3 of the chip, which thus holds only victims (AMD family 10h: exclusive caches, "victim L3").
 */
import { Cache } from "./cache.ts";
import type { Directory } from "./directory.ts";
import type { State } from "./protocol.ts";
import type { MachineSpec } from "./spec.ts";

/** All caches of a machine. */
export class Hierarchy {
  /** The L1 of each core. */
  readonly l1: readonly Cache[];
  /** The chip of each cache, in the numbering of the directory: cores first, then L3s. */
  readonly chipOf: Uint16Array;
  readonly #l2: readonly Cache[];
  readonly #l3: readonly Cache[];
  readonly #cores: number;
  readonly #coresPerChip: number;

  /**
   * Caches that are empty.
   *
   * @param spec the machine
   * @param directory notes where copies go
   * @param drivenOut is told of a line for which the last of a chip's caches had no more room, and of its
   * state there
   */
  constructor(
    spec: MachineSpec,
    readonly directory: Directory,
    readonly drivenOut: (line: number, state: State, chip: number, now: number) => void,
  ) {
    const chips = spec.chips.value, coresPerChip = this.#coresPerChip = spec.coresPerChip.value;
    const cores = this.#cores = chips * coresPerChip;
    const caches = (count: number, { bytes, ways }: MachineSpec["l1"]) =>
      Array.from({ length: count }, () => new Cache(bytes.value, ways.value));
    this.l1 = caches(cores, spec.l1);
    this.#l2 = caches(cores, spec.l2);
    this.#l3 = caches(chips, spec.l3);
    this.chipOf = Uint16Array.from(
      { length: cores + chips },
      (_, cache) => cache < cores ? Math.floor(cache / coresPerChip) : cache - cores,
    );
  }

  /** Brings a line from the core's L2 to its L1; false when it is not in the L2. */
  takeFromL2(core: number, line: number, now: number): boolean {
    if (!this.directory.holds(line, core) || !this.#l2[core]!.remove(line)) return false;
    this.fill(core, line, now);
    return true;
  }

  /**
   * Brings a line from the chip's L3 to a core's L1; false when it is not in the L3. The line leaves the L3,
   * unless another core of the chip uses it too.
   */
  takeFromL3(core: number, line: number, now: number): boolean {
    const chip = this.chipOf[core]!, l3 = this.#cores + chip, directory = this.directory;
    if (!directory.holds(line, l3)) return false;
    const first = chip * this.#coresPerChip;
    if (directory.heldAmong(line, first, first + this.#coresPerChip, core)) {
      this.#l3[chip]!.hit(line);
      directory.add(line, core);
    } else {
      this.#l3[chip]!.remove(line);
      directory.move(line, l3, core);
    }
    this.fill(core, line, now);
    return true;
  }

  /** The number of the L3 that is nearest to a core. */
  l3Of(core: number): number {
    return this.#cores + this.chipOf[core]!;
  }

  /** Puts a line into a core's L1; victims go down a level each. */
  fill(core: number, line: number, now: number): void {
    const fromL1 = this.l1[core]!.insert(line);
    if (fromL1 < 0) return;
    const fromL2 = this.#l2[core]!.insert(fromL1);
    if (fromL2 < 0) return;
    const chip = this.chipOf[core]!, l3 = this.#cores + chip;
    if (this.directory.move(fromL2, core, l3)) return;
    const fromL3 = this.#l3[chip]!.insert(fromL2);
    if (fromL3 < 0) return;
    this.drivenOut(fromL3, this.directory.evict(fromL3, l3), chip, now);
  }

  /** Takes a copy away, wherever in the cache it is. */
  invalidate(cache: number, line: number): void {
    this.directory.drop(line, cache);
    if (cache >= this.#cores) this.#l3[cache - this.#cores]!.remove(line);
    else if (!this.l1[cache]!.remove(line)) this.#l2[cache]!.remove(line);
  }
}
