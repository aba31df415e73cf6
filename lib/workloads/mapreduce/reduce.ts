/**
 * The reduce phase: cores take columns of the tables, one after the other, from a common counter; for each word of a column the lists
 * of all mappers are copied into one, in order of mappers and thus of positions (Metis: `group_sorted`). Then the column is given back to the
 * mappers' arenas (`bucket_free`).
 *
 * The copies go to fresh memory of the reducer's own, so nearly every page of output is a page fault. On Linux all of them, whosever memory
 * it is, go through one `mmap_sem`; on Corey each core's are its own affair.
 * Notebook: `07_mapreduce`.
 */
import type { Arena } from "../../libos/arena.ts";
import type { UserMemory } from "../../libos/user_memory.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { wriPathCycles } from "./path_lengths.ts";
import { POSITION_BYTES } from "./position_list.ts";
import { type Entry, slotOf, type WordTable } from "./word_table.ts";

/** An entry of the array in which a task collects what it has to merge (Metis: `keyvals_t`). */
export const PAIR_BYTES = 40;

/** Is told each word with its positions, which are in order. */
export type Emit = (word: string, positions: number[]) => void;

/** A core that reduces. */
export class Reducer {
  readonly #core: Core;
  readonly #memory: UserMemory;
  readonly #arena: Arena;
  readonly #tables: readonly WordTable[];
  readonly #emit: Emit;

  /**
   * Ready to take tasks.
   *
   * @param arena memory of its own
   * @param tables of all mappers, in the order of their parts of the text
   */
  constructor(core: Core, memory: UserMemory, arena: Arena, tables: readonly WordTable[], emit: Emit) {
    this.#core = core;
    this.#memory = memory;
    this.#arena = arena;
    this.#tables = tables;
    this.#emit = emit;
  }

  /**
   * Reduces column after column until none is left.
   *
   * @param tasks the columns
   * @param next the address of the counter that says which is next
   */
  *run(tasks: readonly number[], next: number): Program {
    for (;;) {
      yield;
      const column = tasks[this.#core.fetchAdd(next, 1)];
      if (column === undefined) return;
      yield* this.#reduce(column);
    }
  }

  *#reduce(column: number): Program {
    const columns = this.#tables.map(({ columns }) => columns[column]!);
    const pairs = columns.reduce((sum, { entries }) => sum + entries.length, 0);
    const core = this.#core, pairBytes = PAIR_BYTES * pairs, array = yield* this.#arena.allocate(pairBytes);
    const places = columns.map(() => 0);
    let collected = 0;
    for (;;) {
      // The least word that any mapper has next, and who has it.
      let least: string | undefined, found: Entry[] = [];
      for (const [i, { entries }] of columns.entries()) {
        const entry = entries[places[i]!];
        if (!entry) continue;
        core.compute(wriPathCycles.compare.value);
        if (least === undefined || entry.word < least) [least, found] = [entry.word, [entry]];
        else if (entry.word === least) found.push(entry);
      }
      if (least === undefined) break;
      for (const [i, column] of columns.entries()) {
        if (column.entries[places[i]!]?.word !== least) continue;
        yield;
        yield* this.#memory.touch(core, slotOf(column, places[i]!++), "read");
      }
      for (const { address } of found) {
        yield* this.#memory.touch(core, address, "read");
        yield* this.#memory.touch(core, array + PAIR_BYTES * collected++, "write");
      }
      yield* this.#merge(least, found);
    }
    yield* this.#arena.free(array, pairBytes);
    for (const table of this.#tables) yield* table.free(this.#core, column);
  }

  /** Copies lists of one word, one behind the other. */
  *#merge(word: string, entries: readonly Entry[]): Program {
    const core = this.#core, total = entries.reduce((sum, { list }) => sum + list.length, 0);
    let to = yield* this.#arena.allocate(POSITION_BYTES * total);
    const positions: number[] = [];
    for (const { list } of entries) {
      let left = list.length;
      for (const { address, bytes } of list.chunks) {
        yield;
        const count = Math.min(left, bytes / POSITION_BYTES - 1);
        yield* this.#memory.streamRead(core, address, POSITION_BYTES * (count + 1));
        yield* this.#memory.fill(core, to, POSITION_BYTES * count);
        core.compute(wriPathCycles.copy.value * count);
        to += POSITION_BYTES * count;
        left -= count;
      }
      for (const position of list.positions) positions.push(position);
    }
    this.#emit(word, positions);
  }
}
