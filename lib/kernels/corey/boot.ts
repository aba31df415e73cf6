/**
 * How Corey comes up: before the machine runs, and at no cost, it makes what cores run with and what they
 * share, by the programs that make objects at any other time; a `BootCore` carries them out.
 * Its opposite: `pcore_run` (`cores/execution.ts`), by which a running core starts another. Workload:
 * `workloads/shares.ts`.
 */
import { flag, optionsOf } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import { LEVELS } from "../../machine/page_table.ts";
import { BootCore } from "./objects/executor.ts";
import type { Id } from "./objects/name.ts";
import type { Parts } from "./parts.ts";

/** How a share is to be booted. */
export interface BootShareOptions {
  /** Whether it is to hold the cores' root ranges as well; not by default. */
  readonly ranges?: boolean;
}

const checkedShare = optionsOf<BootShareOptions>("bootShare", { ranges: flag.optional() });

/** Brings up cores and what they share. */
export class Boot {
  readonly #parts: Parts;

  /** Boots a kernel that has these parts. */
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Brings a core up, as if an application had called `pcore_run` for it. */
  core(core: Core): void {
    const { machine, pcores, ranges, tables, execution } = this.#parts, by = new BootCore(machine, core);
    const pcore = by.run(pcores.make(by, core, { label: core.name })), range = by.run(ranges.make(by));
    for (const object of [pcore, range]) object.begin(by);
    range.rootOf = { core, table: tables.create(LEVELS, core.chip) };
    by.run(execution.enter(by, { pcore, range, shares: [] }));
    pcore.state = "running";
  }

  /** Makes a share that all these cores' root shares hold; returns its ID. */
  share(cores: readonly Core[], options: BootShareOptions): Id {
    const { ranges = false } = checkedShare(options);
    const { machine, contexts, shares } = this.#parts, by = new BootCore(machine, cores[0]!);
    const share = by.run(shares.make(by, undefined));
    share.begin(by, cores.length);
    for (const core of cores) {
      const { share: root, range } = contexts.of(core);
      by.run(root.table.makeRoom(by));
      root.table.insert(by, share);
      if (!ranges) continue;
      by.run(range.retain(by));
      by.run(share.table.makeRoom(by));
      share.table.insert(by, range);
    }
    return share.id;
  }
}
