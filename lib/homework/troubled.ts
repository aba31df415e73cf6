/**
 * A program with three things in it that may keep it from scaling, of which one does: a table under a lock,
 * counters, and data in memory. How much it uses each is drawn, and how each is made is what one may change.
 */
import { int32, lineAligned, struct } from "../machine/layout.ts";
import type { Core } from "../machine/core.ts";
import type { Machine } from "../machine/machine.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import { mcs } from "../locks/mcs.ts";
import { ticket } from "../locks/ticket.ts";
import type { Program } from "../sim/task.ts";
import type { Draw } from "./draw.ts";

/** How its parts are made. */
export interface TroubledDesign {
  /** The lock of the table. */
  readonly lock: "ticket" | "mcs";
  /** Where the counters of the cores stand: all in one line, or each in a line of its own. */
  readonly counters: "in one line" | "a line each";
  /** Whose memory the cores' data are in: that of chip 0, or of the core's own chip. */
  readonly memory: "chip 0" | "own chip";
}

/** How much one operation uses each part. */
interface Uses {
  /** Lines of the table that are written, once in so many operations. */
  readonly tableEvery: number;
  /** Times that the core's own counter is changed. */
  readonly counts: number;
  /** Pages of its data that are read. */
  readonly pages: number;
}

/** As the program is found. */
export const asFound: TroubledDesign = { lock: "ticket", counters: "in one line", memory: "chip 0" };

/**
 * A program whose trouble is drawn. It does not say which: to find that out, one has to run it.
 *
 * @example
 * ```ts
 * import { opteron16 } from "corey-lab";
 * import { Machine } from "corey-lab/machine";
 * import { asFound, Draw, drawnTrouble } from "corey-lab/homework";
 * const place = drawnTrouble(new Draw("example", 1)), machine = new Machine(opteron16);
 * machine.runOn(machine.cores[0]!, place(machine, asFound).operation(machine.cores[0]!));
 * ```
 */
export function drawnTrouble(draw: Draw): (machine: Machine, design: TroubledDesign) => Troubled {
  const uses = draw.pick([
    { tableEvery: 1, counts: 1, pages: 0 },
    { tableEvery: 16, counts: 16, pages: 0 },
    { tableEvery: 16, counts: 1, pages: 4 },
  ]);
  return (machine, design) => troubled(machine, design, uses);
}

const WORK_CYCLES = 1500, PAGES_OF_A_CORE = 512;
const tableStruct = struct("table", {
  lock: lineAligned(int32),
  first: lineAligned(int32),
  next: lineAligned(int32),
});
const countersStruct = (cores: number) =>
  struct("counters", Object.fromEntries(Array.from({ length: cores }, (_, i) => [`core${i}`, int32])));
const ownCounter = struct("counter of a core", { count: lineAligned(int32) });

/** The program on a machine: one operation of a core. */
export interface Troubled {
  /** Does it. */
  operation(core: Core): Program;
}

/** Places what the program uses. */
function troubled(machine: Machine, design: TroubledDesign, uses: Uses): Troubled {
  const { memory, cores } = machine, at = memory.place(tableStruct);
  const lock = (design.lock === "mcs" ? mcs : ticket).place(machine, at.lock);
  const together = design.counters === "in one line" ? memory.place(countersStruct(cores.length)) : undefined;
  const counters = cores.map(({ number, chip }) =>
    together?.[`core${number}`] ?? memory.place(ownCounter, chip).count
  );
  const data = cores.map(({ chip }) =>
    memory.physical.placeFrames(PAGES_OF_A_CORE, design.memory === "chip 0" ? 0 : chip)
  );
  const rounds = cores.map(() => 0);
  return {
    *operation(core) {
      const { number } = core, round = rounds[number]!++;
      core.compute(WORK_CYCLES);
      for (let i = 0; i < uses.counts; i++) {
        yield;
        core.fetchAdd(counters[number]!, 1);
      }
      for (let i = 0; i < uses.pages; i++) {
        yield;
        core.streamRead(
          data[number]! + PAGE_BYTES * ((uses.pages * round + i) % PAGES_OF_A_CORE),
          PAGE_BYTES,
        );
      }
      if (round % uses.tableEvery !== 0) return;
      yield* lock.acquire(core);
      for (const word of [at.first, at.next]) core.store(word, core.load(word) + 1);
      yield* lock.release(core);
    },
  };
}
