/**
 * A machine on which some things stand otherwise than programs put them: pages in the memory of other chips,
 * words on lines of their own or a copy for each core, another part (such as a lock) at a word. Programs stay
 * as they are, and so do the values that they see; only what accesses cost is another. So a change can be
 * tried before anybody writes it.
 *
 * Whoever changes nothing pays nothing: all is done by wrapping what a machine offers, once it is built.
 */
import * as z from "zod";
import { anything } from "../input/options.ts";
import type { Core } from "./core.ts";
import { array, int32, struct } from "./layout.ts";
import type { Observer } from "./observer.ts";
import { type Hardware, PageHomes, type PageHoming } from "./page_homes.ts";
import { FRAMES_ADDRESS } from "./physical_memory.ts";
import { wrap } from "./wrap_verb.ts";

/**
 * What stands otherwise. Words are given by their spots, as `Layout.spotOf` says them.
 *
 * @example
 * ```ts
 * import { int32, Machine, opteron16, struct } from "corey-lab";
 * const machine = new Machine(opteron16, { rearrangement: { apart: [["ring#0+0"], ["ring#0+4"]] } });
 * const ring = machine.memory.place(struct("ring", { head: int32, tail: int32 }));
 * const core = machine.cores[0];
 * core.store(ring.tail, 7);
 * console.log(core.load(ring.tail), machine.memory.layout.spotOf(ring.tail)); // 7 "ring#0+4"
 * ```
 */
export interface Rearrangement {
  /** Whose memory pages are in: see {@link PageHoming}. */
  readonly pages?: PageHoming;
  /** Groups of words, each of which gets lines of its own. */
  readonly apart?: readonly (readonly string[])[];
  /**
   * Words of which each core has one of its own, as if it had no need of what others write there. (The value
   * remains one for all, so that programs go on.)
   */
  readonly perCore?: readonly string[];
  /** Parts that stand at words instead of those that programs place there: see `Machine.takePart`. */
  readonly parts?: ReadonlyMap<string, unknown>;
  /** A core that does all it does so many times faster. */
  readonly faster?: { readonly core: number; readonly times: number };
}

/** The check of such an option. */
export const rearrangementOption: z.ZodType<Rearrangement> = z.strictObject({
  pages: z.enum(["first touch", "interleaved"]).optional(),
  apart: z.array(z.array(z.string())).optional(),
  perCore: z.array(z.string()).optional(),
  parts: anything.optional(),
  faster: z.strictObject({ core: z.number(), times: z.number().positive() }).optional(),
}) as z.ZodType<Rearrangement>;

/** The verbs of a core that begin with the address of a word. */
const verbs = [
  "load",
  "read",
  "write",
  "store",
  "publish",
  "update",
  "fetchAdd",
  "swap",
  "compareAndSwap",
  "spinUntil",
  "backOff",
] as const;

/** Where a word of a structure is to stand. */
interface Wish {
  readonly offset: number;
  /** The number of its group; -1 for a word of which each core has one. */
  readonly group: number;
}

/** Rearranges one machine. */
export class Rearranged implements Observer {
  readonly #machine: Hardware;
  readonly #parts: Map<string, unknown>;
  readonly #pages: PageHomes | undefined;
  readonly #faster: Rearrangement["faster"];
  /** What is wished for, by structure. */
  readonly #wishes = new Map<string, Wish[]>();
  /** Where words stand that have been moved: for all cores, and by core. */
  readonly #moved = new Map<number, number>();
  readonly #copies: Map<number, number>[] = [];

  /** To be applied to a machine that is being built. */
  constructor({ pages, apart = [], perCore = [], parts, faster }: Rearrangement, machine: Hardware) {
    this.#machine = machine;
    this.#parts = new Map(parts);
    this.#pages = pages && new PageHomes(machine, pages);
    this.#faster = faster;
    for (const [group, spots] of apart.entries()) for (const spot of spots) this.#wish(spot, group);
    for (const spot of perCore) this.#wish(spot, -1);
  }

  /** See {@link Observer.reset}. */
  reset(): void {
    this.#pages?.forget();
  }

  /** See `Machine.takePart`. */
  takePart(address: number): unknown {
    if (this.#parts.size === 0) return undefined;
    const spot = this.#machine.memory.layout.spotOf(address), part = this.#parts.get(spot);
    this.#parts.delete(spot);
    return part;
  }

  /** See `Machine.partsLeft`. */
  get partsLeft(): number {
    return this.#parts.size;
  }

  /** Lets a core find things where they stand. */
  ofCore(core: Core): void {
    this.#copies[core.number] = new Map();
    if (this.#wishes.size > 0) this.#redirect(core);
    this.#pages?.ofCore(core);
    if (this.#faster?.core === core.number) hasten(core, this.#faster.times);
  }

  /** Moves what is placed from now on. */
  ofMemory(): void {
    this.#pages?.ofMemory();
    if (this.#wishes.size === 0) return;
    const { memory } = this.#machine, place = memory.place.bind(memory);
    memory.place = (type, chip = 0, label = type.name) => {
      const address = memory.layout.endAddress, placed = place(type, chip, label);
      const wishes = this.#wishes.get(structureIn(memory.layout.spotOf(address)));
      for (const [group, words] of Map.groupBy(wishes ?? [], (wish) => wish.group)) {
        const room = struct(`${label}, moved`, { words: array(int32, words.length) });
        const from = words.map(({ offset }) => address + offset);
        if (group >= 0) put(this.#moved, from, place(room, chip).words);
        else {
          for (const { number, chip } of this.#machine.cores) {
            put(this.#copies[number]!, from, place(room, chip).words);
          }
        }
      }
      return placed;
    };
  }

  #wish(spot: string, group: number): void {
    const structure = structureIn(spot), wishes = this.#wishes.get(structure) ?? [];
    this.#wishes.set(structure, wishes);
    wishes.push({ offset: Number(spot.slice(structure.length + 1)), group });
  }

  /** Makes a core's verbs go to where a word stands; its value is kept where the program put it as well. */
  #redirect(core: Core): void {
    const { memory } = this.#machine, moved = this.#moved, copies = this.#copies[core.number]!;
    const standsAt = (address: number) =>
      address < FRAMES_ADDRESS ? copies.get(address) ?? moved.get(address) : undefined;
    for (const verb of verbs) {
      wrap(core, verb, (act) => (address, ...rest) => {
        const at = standsAt(address);
        if (at === undefined) return act.call(core, address, ...rest);
        memory.words[at >>> 2] = memory.words[address >>> 2]!;
        const result = act.call(core, at, ...rest);
        memory.words[address >>> 2] = memory.words[at >>> 2]!;
        return result;
      });
    }
    const poll = core.sleepUntilWrite;
    Object.defineProperty(core, "sleepUntilWrite", {
      configurable: true,
      value: (addresses: readonly number[]) =>
        poll.call(core, addresses.map((address) => standsAt(address) ?? address)),
    });
  }
}

/** Makes all that a core does itself take a part of the time. */
function hasten(core: Core, times: number): void {
  for (const verb of ["compute", "read", "write", "fetchAdd", "swap", "compareAndSwap"] as const) {
    wrap(core, verb, (act) => (...given) => {
      const since = core.now, result = act.apply(core, given);
      core.now = since + (core.now - since) / times;
      return result;
    });
  }
}

function put(map: Map<number, number>, from: readonly number[], to: number): void {
  for (const [i, address] of from.entries()) map.set(address, to + 4 * i);
}

/** The structure of a spot: what stands before its offset. */
function structureIn(spot: string): string {
  return spot.slice(0, spot.lastIndexOf("+"));
}
