/** Records which word's line cost how much, and to whom: the raw material of the sharing report. */
import type { Row } from "../../rows/row.ts";
import type { Layout } from "../layout.ts";
import type { Lines } from "../lines.ts";
import { type Events, type Observer, Source } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";

/** What one core did to one word, or had done to it. */
interface Tally {
  misses: number;
  upgrades: number;
  invalidations: number;
  stallCycles: number;
  queueCycles: number;
  dramCycles: number;
  dramQueueCycles: number;
}

/**
 * Counts, for each word and core, the accesses that left the core's own caches. All page frames count as one
 * word.
 */
export class SharingRecorder implements Observer {
  readonly #lines: Lines;
  readonly #tallies = new Map<number, Map<number, Tally>>();
  /**
   * The word for which each line was fetched last: when other cores lose their copies, it is because that was
   * written.
   */
  readonly #word = new Map<number, number>();

  /** Nothing has been seen yet of a machine with such lines. */
  constructor(lines: Lines) {
    this.#lines = lines;
  }

  /** See {@link Observer.access}. */
  access({ core, address, source, cycles, queueCycles }: Events["access"]): void {
    const tally = this.#stalled(core, address, source, cycles, queueCycles);
    if (address < FRAMES_ADDRESS) this.#word.set(this.#lines.of(address), address);
    if (source === Source.Upgrade) tally.upgrades++;
    else if (source !== Source.L3) tally.misses++;
  }

  /** See {@link Observer.drained}. */
  drained({ core, address, source, queueCycles, fromCycles, toCycles }: Events["drained"]): void {
    this.#stalled(core, address, source, toCycles - fromCycles, queueCycles);
  }

  /** See {@link Observer.invalidated}. */
  invalidated({ core, line }: Events["invalidated"]): void {
    this.#tally(this.#word.get(line) ?? this.#lines.startOf(line), core).invalidations++;
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#tallies.clear();
  }

  /** What cores stalled on each line of a structure, for the sake of others' copies: cycles by line. */
  stallsByLine(): Map<number, number> {
    const lines = new Map<number, number>();
    for (const [address, ofCore] of this.#tallies) {
      if (address >= FRAMES_ADDRESS) continue;
      let cycles = 0;
      for (const { stallCycles, dramCycles } of ofCore.values()) cycles += stallCycles - dramCycles;
      const line = this.#lines.of(address);
      lines.set(line, (lines.get(line) ?? 0) + cycles);
    }
    return lines;
  }

  /**
   * One row a word and core: `structure` and where it begins (`at`), `line` and its number, `field`, `core`,
   * `misses`, `upgrades`, `invalidations` (copies that the core lost), `stallCycles`, and of these
   * `queueCycles` (waiting for others), `dramCycles` (for memory) and `dramQueueCycles` (both).
   */
  rows(layout: Layout): Row[] {
    return [...this.#tallies].sort(([a], [b]) => a - b).flatMap(([address, ofCore]) => {
      const isFrame = address === FRAMES_ADDRESS, lineNumber = this.#lines.of(address);
      const { label, address: at } = layout.structureAt(address);
      const names = {
        structure: isFrame ? "page frames" : label,
        at,
        line: isFrame ? "page frames" : layout.lineName(lineNumber),
        lineNumber,
        field: isFrame ? "page frames" : layout.nameOf(address),
      };
      return [...ofCore].sort(([a], [b]) => a - b).map(([core, tally]) => ({ ...names, core, ...tally }));
    });
  }

  #stalled(core: number, address: number, source: Source, cycles: number, queueCycles: number): Tally {
    const tally = this.#tally(address, core);
    if (source === Source.Dram) {
      tally.dramCycles += cycles;
      tally.dramQueueCycles += queueCycles;
    }
    tally.stallCycles += cycles;
    tally.queueCycles += queueCycles;
    return tally;
  }

  #tally(address: number, core: number): Tally {
    const word = Math.min(address, FRAMES_ADDRESS);
    let ofCore = this.#tallies.get(word);
    if (!ofCore) this.#tallies.set(word, ofCore = new Map());
    let tally = ofCore.get(core);
    if (!tally) {
      tally = {
        misses: 0,
        upgrades: 0,
        invalidations: 0,
        stallCycles: 0,
        queueCycles: 0,
        dramCycles: 0,
        dramQueueCycles: 0,
      };
      ofCore.set(core, tally);
    }
    return tally;
  }
}
