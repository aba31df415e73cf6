/**
 * Records how cores use each word. Of a word that goes from core to core it tells whether anything goes with
 * it: if a core always leaves a word as it found it (takes a slot of a table, and frees it), then the
 * next core learns nothing from it, and the word is shared in name only.
 */
import type { Lines } from "../lines.ts";
import type { Events, Observer } from "../observer.ts";
import { FRAMES_ADDRESS } from "../physical_memory.ts";

/** How a word is used. */
export type WordUse =
  /** Nobody writes it. */
  | "constant"
  /** One core uses it, and reads only what it left there itself. */
  | "own"
  /**
   * It is taken and given back: each core leaves it as it found it, and none reads what another left there.
   */
  | "borrowed"
  /** Cores read what others have written. */
  | "shared";

/** What is known of a word. */
interface Word {
  readonly readers: Set<number>;
  readonly writers: Set<number>;
  /** Who touched it last, what that core found there, and whether it wrote. */
  last: number;
  found: number;
  wrote: boolean;
  isKnown: boolean;
  /**
   * Times that it went to another core after a write, and that the value it had then was another than before.
   */
  moves: number;
  messages: number;
  /**
   * What it was before the last two writes that changed it; how many changed it, and how many of them to what
   * it was before.
   */
  values: [number, number];
  changes: number;
  returns: number;
  byDevice: boolean;
  /** What it was before a write whose outcome has not been seen yet; and by how much writes changed it. */
  before: number | undefined;
  readonly steps: Set<number>;
  /**
   * What each core found there when it last came, and the time before; how many writes left something else
   * there, and how many of them what their core had found the time before, and others had changed meanwhile.
   */
  readonly foundBy: Map<number, readonly [now: number, before: number]>;
  outcomes: number;
  givenBack: number;
}

/** A word that is changed by more different amounts than this is no counter. */
const STEPS_OF_A_COUNTER = 2;

/** Notes who reads and writes which word. */
export class WordRecorder implements Observer {
  readonly #lines: Lines;
  readonly #words = new Map<number, Word>();

  /** Nothing has been seen yet of a machine with such lines. */
  constructor(lines: Lines) {
    this.#lines = lines;
  }

  /** See {@link Observer.touched}. */
  touched({ core, address, writes, value }: Events["touched"]): void {
    if (address >= FRAMES_ADDRESS) return;
    const word = this.#word(address);
    if (word.before !== undefined && value !== word.before) noteOutcome(word, value, value - word.before);
    word.before = writes ? value : undefined;
    if (core !== word.last) {
      word.foundBy.set(core, [value, word.foundBy.get(core)?.[0] ?? NaN]);
      // Of a word that is seen for the first time it is not known how it was found.
      if (word.wrote && word.isKnown) {
        word.moves++;
        if (!writes && value !== word.found) word.messages++;
      }
      word.isKnown = word.last >= 0;
      word.last = core;
      word.found = value;
      word.wrote = false;
    }
    if (writes) {
      word.wrote = true;
      if (value !== word.values[1]) {
        word.changes++;
        if (value === word.values[0]) word.returns++;
        word.values = [word.values[1], value];
      }
    }
    (writes ? word.writers : word.readers).add(core);
  }

  /** See {@link Observer.dma}. */
  dma({ address, byteCount }: Events["dma"]): void {
    if (address >= FRAMES_ADDRESS) return;
    for (let at = address & ~3; at < address + byteCount; at += 4) this.#word(at).byDevice = true;
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#words.clear();
  }

  /** How a word is used. */
  useOf(address: number): WordUse {
    const word = this.#words.get(address);
    if (!word || (word.writers.size === 0 && !word.byDevice)) return "constant";
    if (word.byDevice) return "shared";
    if (word.messages > word.moves / 20) return "shared";
    if (word.returns > word.changes / 3) return "borrowed";
    const cores = new Set([...word.readers, ...word.writers]).size;
    // That cores tell each other nothing has to be seen: one of them wrote, and then another came.
    return cores === 1 ? "own" : word.moves > 0 ? "borrowed" : "shared";
  }

  /**
   * Whether a word only goes up and down by the same amounts, as a counter does: nobody need know its value.
   */
  isCounter(address: number): boolean {
    const steps = this.#words.get(address)?.steps.size ?? 0;
    return steps > 0 && steps <= STEPS_OF_A_COUNTER;
  }

  /**
   * Whether cores often put into a word what they once took out of it, as at the head of a list of things to
   * be had, of which one is as good as another.
   */
  isGivenBack(address: number): boolean {
    const word = this.#words.get(address);
    return word !== undefined && word.givenBack > word.outcomes / 4;
  }

  /** Whether a device uses a word. */
  isDevices(address: number): boolean {
    return this.#words.get(address)?.byDevice ?? false;
  }

  /** The words on a line that were used. */
  onLine(line: number): number[] {
    const start = this.#lines.startOf(line);
    return Array.from({ length: this.#lines.bytes / 4 }, (_, i) => start + 4 * i).filter((at) =>
      this.#words.has(at)
    );
  }

  /** The cores that write a word, and those that read it. */
  coresOf(address: number): { readonly writers: readonly number[]; readonly readers: readonly number[] } {
    const { writers, readers } = this.#words.get(address) ?? { writers: [], readers: [] };
    return { writers: [...writers], readers: [...readers] };
  }

  /** How many cores write a word. */
  writersOf(address: number): number {
    return this.#words.get(address)?.writers.size ?? 0;
  }

  #word(address: number): Word {
    let word = this.#words.get(address);
    if (!word) {
      word = {
        readers: new Set(),
        writers: new Set(),
        last: -1,
        found: NaN,
        wrote: false,
        isKnown: false,
        moves: 0,
        messages: 0,
        values: [NaN, NaN],
        changes: 0,
        returns: 0,
        byDevice: false,
        before: undefined,
        steps: new Set(),
        foundBy: new Map(),
        outcomes: 0,
        givenBack: 0,
      };
      this.#words.set(address, word);
    }
    return word;
  }
}

/** A write changed a word: notes what it left there. */
function noteOutcome(word: Word, value: number, step: number): void {
  if (word.steps.size <= STEPS_OF_A_COUNTER) word.steps.add(step);
  word.outcomes++;
  if (word.foundBy.get(word.last)?.[1] === value) word.givenBack++;
}
