/**
 * One line in the caches of some cores, and nothing else: what a protocol's table does to copies and to the
 * data in them. The memory of a machine keeps the data apart from the protocol, so that a wrong table costs
 * time there; here it loses data, as in hardware.
 *
 * Notebook: `01_machine`.
 */
import type { EventName, StateName, Transition } from "./protocol.ts";

/** A step of a program: a core loads, stores a value, or needs the room. */
export type LineStep =
  | readonly ["load", core: number]
  | readonly ["store", core: number, value: number]
  | readonly ["evict", core: number];

/** A line that a table rules. What the table does not say does not happen. */
export class TableLine {
  #inMemory = 0;
  readonly #copies: { state: StateName; value: number }[];
  readonly #rows: ReadonlyMap<string, Transition>;

  /** No core has a copy, and memory holds 0. */
  constructor(rows: readonly Transition[], cores: number) {
    this.#rows = new Map(rows.map((row) => [`${row.state} ${row.event}`, row]));
    this.#copies = Array.from({ length: cores }, () => ({ state: "Invalid", value: 0 }));
  }

  /** The state of each core's copy. */
  get states(): StateName[] {
    return this.#copies.map(({ state }) => state);
  }

  /** Takes a step; what a load read. */
  step([what, core, value]: LineStep): number | undefined {
    switch (what) {
      case "load":
        return this.#load(core);
      case "store":
        return void this.#store(core, value);
      case "evict":
        if (this.#happens(core, "evict") === "write back") this.#inMemory = this.#copies[core]!.value;
    }
  }

  #load(core: number): number {
    const copy = this.#copies[core]!, others = this.#others(core);
    const does = this.#happens(core, others.length > 0 ? "loadShared" : "loadAlone");
    if (does === "fetch") copy.value = this.#supplied(others) ?? this.#inMemory;
    return copy.value;
  }

  #store(core: number, value: number): void {
    const others = this.#others(core), does = this.#happens(core, "store");
    if (does?.endsWith("invalidate others")) {
      for (const other of others) {
        this.#happens(other, "probeWrite");
      }
    }
    this.#copies[core]!.value = value;
  }

  /** What the others give to a reader. */
  #supplied(others: readonly number[]): number | undefined {
    let supplied: number | undefined;
    for (const other of others) {
      const does = this.#happens(other, "probeRead"), { value } = this.#copies[other]!;
      if (does?.startsWith("supply data")) supplied = value;
      if (does?.endsWith("write back")) this.#inMemory = value;
    }
    return supplied;
  }

  #others(core: number): number[] {
    return [...this.#copies.keys()].filter((i) => i !== core && this.#copies[i]!.state !== "Invalid");
  }

  /** Something happens to a copy: it becomes what the table says, and has to do what is returned. */
  #happens(core: number, event: EventName): Transition["does"] | undefined {
    const copy = this.#copies[core]!, row = this.#rows.get(`${copy.state} ${event}`);
    if (row !== undefined) copy.state = row.next;
    return row?.does;
  }
}
