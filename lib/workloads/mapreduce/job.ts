/** A whole job: the text goes into memory, is mapped, and is reduced, word by word. */
import type { VirtualMemory } from "../../kernels/virtual_memory.ts";
import { Arena } from "../../libos/arena.ts";
import { UserMemory } from "../../libos/user_memory.ts";
import { int32, struct } from "../../machine/layout.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Run } from "../workload.ts";
import { COLUMNS } from "./columns.ts";
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

/** The cores of a job with their memory: tables that all cores can read, arenas of their own. */
export class Job {
  /** The memory of the cores. */
  readonly memory: UserMemory;
  /** A table a core: what it found in its part of the text. */
  readonly tables: readonly WordTable[];
  /** Memory of each reducer's own. */
  readonly outputs: readonly Arena[];
  readonly #run: Run<VirtualMemory>;

  /** Nothing has been mapped yet. */
  constructor(run: Run<VirtualMemory>) {
    const { kernel, cores } = this.#run = run;
    this.memory = new UserMemory(kernel);
    this.tables = cores.map((core) => new WordTable(core, this.memory, new Arena(kernel, core, cores)));
    this.outputs = cores.map((core) => new Arena(kernel, core));
  }

  /** Room for a text in memory that all cores read; pages are put there by the cores in turn, so that they lie on all chips. Its address. */
  load(bytes: number): number {
    const { machine, kernel, cores } = this.#run,
      pages = Math.ceil((bytes + 1) / PAGE_BYTES),
      { memory } = this;
    let first = 0;
    phase(machine, memory, cores.slice(0, 1), function* (core) {
      first = yield* kernel.mapShared(core, pages, cores);
    });
    phase(machine, memory, cores, function* (core, index) {
      for (let page = first + index; page < first + pages; page += cores.length) {
        yield* memory.touch(core, page * PAGE_BYTES, "write");
      }
    });
    return first * PAGE_BYTES;
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

  /** Reduces what is in the tables. An observer sees this phase only, the one in which kernels differ. */
  reduce(emit: Emit): Tally {
    const { machine, cores } = this.#run, { memory, tables, outputs } = this;
    machine.memory.observer?.reset(Math.max(...machine.cores.map(({ now }) => now)));
    const { next } = machine.memory.place(tasksStruct);
    const tasks = [...Array(COLUMNS).keys()].filter((column) =>
      tables.some(({ columns }) => columns[column]!.entries.length > 0)
    );
    return phase(
      machine,
      memory,
      cores,
      (core, i) => new Reducer(core, memory, outputs[i]!, tables, emit).run(tasks, next),
    );
  }
}

/** Indexes a text, and says what that took. */
export function indexText(run: Run<VirtualMemory>, text: Text, emit: Emit): JobTally {
  const job = new Job(run), address = job.load(text.bytes);
  return { map: job.map(text, address), reduce: job.reduce(emit) };
}
