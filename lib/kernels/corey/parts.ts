/** What Corey is made of: each part is given those that it needs. */
import type { ReadWriteLockKind } from "../../locks/lock.ts";
import { mcsReadWrite } from "../../locks/mcs_read_write.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { PageTablePages } from "../../machine/page_table.ts";
import { Contexts } from "./contexts.ts";
import { Execution } from "./cores/execution.ts";
import { Pcores } from "./cores/pcores.ts";
import type { Hardware } from "./devices/device.ts";
import { Devices } from "./devices/devices.ts";
import { FreeLists } from "./memory/free_lists.ts";
import { PageFaults } from "./memory/page_faults.ts";
import { Ranges } from "./memory/ranges.ts";
import { SegmentMappings } from "./memory/segment_mappings.ts";
import { Segments } from "./memory/segments.ts";
import { Translations } from "./memory/translations.ts";
import { Namespace } from "./objects/namespace.ts";
import { Objects } from "./objects/objects.ts";
import { Shares } from "./shares/shares.ts";
import { SystemCalls } from "./system_call.ts";

/** How Corey comes up. */
export interface CoreyOptions {
  /** The cores that run from the start; the others are for `pcore_alloc`. All unless said otherwise. */
  readonly running?: readonly Core[];
  /** The devices of the machine. */
  readonly hardware?: readonly Hardware[];
  /** The lock of a shared share; Corey's scalable read-write lock unless said otherwise. */
  readonly shareLock?: ReadWriteLockKind;
}

/** The parts of a kernel. */
export type Parts = ReturnType<typeof assemble>;

/** Puts a kernel together on a machine whose cores do not run yet. */
// deno-lint-ignore explicit-function-return-type
export function assemble(machine: Machine, { hardware = [], shareLock = mcsReadWrite }: CoreyOptions) {
  const contexts = new Contexts(machine), calls = new SystemCalls(machine, contexts);
  const objects = new Objects(machine, shareLock), names = new Namespace(machine);
  const shares = new Shares(objects, names);
  const lists = new FreeLists(machine), tables = new PageTablePages(machine.memory);
  const mappings = new SegmentMappings(new Translations(machine, tables));
  const segments = new Segments(objects, names, lists, mappings),
    ranges = new Ranges(objects, names, mappings);
  const faults = new PageFaults(contexts, mappings);
  const execution = new Execution({ machine, calls, contexts, shares, tables, faults });
  const pcores = new Pcores(machine, objects, names, execution);
  const devices = new Devices(objects, names, hardware);
  return {
    machine,
    contexts,
    calls,
    objects,
    names,
    shares,
    lists,
    tables,
    segments,
    ranges,
    faults,
    execution,
    pcores,
    devices,
  };
}
