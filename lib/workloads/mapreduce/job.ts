/** A whole job: the text goes into memory, is mapped, and is reduced, word by word. */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { Arena } from "../../libos/arena.ts";
import { UserMemory } from "../../libos/user_memory.ts";
import { int32, struct } from "../../machine/layout.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Run } from "../workload.ts";
import { COLUMNS, type Dictionary } from "./dictionary.ts";
import { map, part } from "./map.ts";
import { phase, type Tally } from "./phases.ts";
import { type Emit, Reducer } from "./reduce.ts";
import type { Text } from "./text.ts";
import { WordTable } from "./word_table.ts";

const tasksStruct = struct("reduce_tasks", { next: int32 });

/** What the two phases took. */
export interface JobTally {
  /** Map, over all cores. */
  readonly map: Tally;
  /** Reduce, over all cores. */
  readonly reduce: Tally;
}

/** The cores of a job with their memory: arenas, and tables in them that all cores can read. */
export class Job {
  /** The memory of the cores. */
  readonly memory: UserMemory;
  /** An arena a core. */
  readonly arenas: readonly Arena[];
  /** A table a core: what it found in its part of the text. */
  readonly tables: readonly WordTable[];
  readonly #run: Run<VirtualMemory>;
  readonly #columns: readonly number[];

  /**
   * Tables were set up, by the first core, long ago; nothing has been mapped yet.
   *
   * @param columns those that there are words for, or those that are simulated
   */
  constructor(run: Run<VirtualMemory>, dictionary: Dictionary, columns: readonly number[]) {
    const { machine, kernel, cores } = this.#run = run;
    const memory = this.memory = new UserMemory(kernel), tables: WordTable[] = [];
    this.arenas = cores.map((core) => new Arena(memory, core, kernel.oneSpace ? [] : cores));
    for (const arena of this.arenas) tables.push(new WordTable(arena, dictionary));
    this.tables = tables;
    this.#columns = columns;
    const [first] = this.arenas;
    machine.longAgo(
      cores[0]!,
      function* () {
        for (const table of tables) yield* table.setUp(first!, columns);
      }(),
    );
  }

  /**
   * Address space for a text that all cores read. The first core makes the text, so its pages will be there.
   * Its address.
   */
  load(bytes: number): number {
    const { machine, kernel, cores } = this.#run, pages = Math.ceil((bytes + 1) / PAGE_BYTES);
    return PAGE_BYTES * machine.longAgo(cores[0]!, kernel.mapShared(cores[0]!, pages, cores));
  }

  /** The first core wrote to some pages of the text, which are there since. */
  make(addresses: Iterable<number>): void {
    const { machine, cores: [first] } = this.#run, { memory } = this;
    machine.longAgo(
      first!,
      function* () {
        for (const address of addresses) yield* memory.touch(first!, address, "write");
      }(),
    );
  }

  /** Maps a text that was loaded at an address; each core takes an equal part. */
  map(text: Text, address: number): Tally {
    const { machine, cores } = this.#run, { tables, memory } = this;
    return phase(
      machine,
      memory,
      cores,
      (_, i) => map(tables[i]!, text, address, ...part(text.words.length, i, cores.length)),
    );
  }

  /**
   * Reduces what is in the tables. An observer sees this phase only, the one in which kernels differ.
   */
  reduce(emit: Emit): Tally {
    return this.#reduce(emit, false).tally;
  }

  /**
   * Reduces for as long as all cores have something to do: what that took, and how many positions were done.
   */
  reduceInStep(emit: Emit): { readonly tally: Tally; readonly done: number } {
    return this.#reduce(emit, true);
  }

  #reduce(emit: Emit, inStep: boolean): { readonly tally: Tally; readonly done: number } {
    const { machine, cores } = this.#run, { memory, tables, arenas } = this, columns = this.#columns;
    const progress = { done: 0, over: false };
    machine.memory.observer?.reset(Math.max(...machine.cores.map(({ now }) => now)));
    const { next } = machine.memory.place(tasksStruct);
    const tally = phase(
      machine,
      memory,
      cores,
      (_, i) =>
        new Reducer(arenas[i]!, arenas[0]!, tables, emit, progress).run(
          columns,
          next,
          inStep,
          inStep ? i : 0,
        ),
    );
    return { tally, done: progress.done };
  }
}

/** Indexes a text, and says what that took. */
export function indexText(run: Run<VirtualMemory>, text: Text, emit: Emit): JobTally {
  const columns = Array.from({ length: COLUMNS }, (_, column) => column);
  const job = new Job(run, text.dictionary, columns), address = job.load(text.bytes);
  job.make(pagesOf(address, text.bytes));
  return {
    map: job.map(text, address),
    reduce: job.reduce((word, at, arena) => emit(word, at.map((position) => position - address), arena)),
  };
}

/** An address in each page of so many bytes. */
export function* pagesOf(address: number, bytes: number): Iterable<number> {
  for (let at = address; at <= address + bytes; at += PAGE_BYTES - at % PAGE_BYTES) yield at;
}
