/**
 * When a write to a line that others have is done: when the last of those that are asked has answered that
 * its copy is gone. Who is asked depends on what the home knows of the line (`coherence`). A directory knows
 * who has copies. Two bits in memory, as Intel's Xeons have them, know only that a chip other than the home's
 * may have one: then every chip is asked. A broadcast machine's home knows nothing, unless a chip answers
 * that it has the only copy. (What such questions take of the links is booked for broadcasts only.)
 */
import type { Directory } from "./directory.ts";
import type { Distances } from "./distances.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { ProtocolRules } from "./protocol_rules.ts";
import type { MachineSpec } from "./spec.ts";
import type { Timing } from "./timing.ts";

/** Who has copies, and how far away. */
interface Copies {
  readonly caches: Hierarchy;
  readonly directory: Directory;
  readonly distances: Distances;
  readonly rules: ProtocolRules;
}

/** The answers of one machine. */
export class LastAnswer {
  readonly #kind: MachineSpec["coherence"]["kind"];
  readonly #copies: Copies;

  /** Of a machine with such copies. */
  constructor(spec: MachineSpec, copies: Copies) {
    this.#kind = spec.coherence.kind;
    this.#copies = copies;
  }

  /** How long a core that writes a line waits for the last answer, on an idle machine; 0 if for none. */
  cycles(core: number, line: number, home: number, timing: Timing): number {
    const { caches, directory, distances, rules } = this.#copies;
    let last = 0, isAway = false;
    for (let at = directory.nextHolder(line, 0); at >= 0; at = directory.nextHolder(line, at + 1)) {
      if (caches.chipOf[at] !== home) isAway = true;
      if (at !== core) last = Math.max(last, timing.cache[distances.between(core, at)]!);
    }
    const asksAll = this.#kind === "broadcast" || this.#kind === "two-bit" && isAway;
    const isAlone = rules.storesSilently[directory.stateOf(line)] === 1;
    if (!asksAll || isAlone) return last;
    return Math.max(last, timing.cache[distances.topology.farthest(caches.chipOf[core]!)]!);
  }
}
