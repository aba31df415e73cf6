/** What Corey is made of: each part is given those that it needs. */
import { anything, optionsOf } from "../../input/options.ts";
import { readWriteLockOption } from "../../locks/as_option.ts";
import type { ReadWriteLockKind } from "../../locks/lock.ts";
import { mcsReadWrite } from "../../locks/mcs_read_write.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { PageTablePages } from "../../machine/page_table.ts";
import { Contexts } from "./contexts.ts";
import { Execution } from "./cores/execution.ts";
import { Pcores } from "./cores/pcores.ts";
import type { Driver } from "./devices/device.ts";
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
  /** The cores that run from the start; the others are for `pcore_alloc`. All by default. */
  readonly running?: readonly Core[];
  /** The drivers of the machine's devices. */
  readonly drivers?: readonly Driver[];
  /** The lock of a shared share; Corey's scalable read-write lock by default. */
  readonly shareLock?: ReadWriteLockKind;
}

/** Checks {@link CoreyOptions}. */
export const checkCoreyOptions = optionsOf<CoreyOptions>("Corey", {
  running: anything.optional(),
  drivers: anything.optional(),
  shareLock: readWriteLockOption.optional(),
});

/** The parts of a kernel on a machine whose cores do not run yet. */
export class Parts {
  /** What each core runs with. */
  readonly contexts: Contexts;
  /** Cores in and out of the kernel. */
  readonly calls: SystemCalls;
  /** How objects are born. */
  readonly objects: Objects;
  /** How they are found. */
  readonly names: Namespace;
  /** The calls on shares. */
  readonly shares: Shares;
  /** The pages of segments. */
  readonly lists: FreeLists;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  /** The calls on segments. */
  readonly segments: Segments;
  /** The calls on address ranges. */
  readonly ranges: Ranges;
  /** The page fault handler. */
  readonly faults: PageFaults;
  /** Starts and ends what runs on cores. */
  readonly execution: Execution;
  /** The calls on cores. */
  readonly pcores: Pcores;
  /** The calls on devices. */
  readonly devices: Devices;

  /** Puts them together. */
  constructor(readonly machine: Machine, options: CoreyOptions) {
    const { drivers = [], shareLock = mcsReadWrite } = checkCoreyOptions(options);
    const contexts = this.contexts = new Contexts(machine);
    const objects = this.objects = new Objects(machine, shareLock);
    const names = this.names = new Namespace(machine);
    this.calls = new SystemCalls(machine, contexts);
    this.shares = new Shares(objects, names);
    this.lists = new FreeLists(machine);
    this.tables = new PageTablePages(machine.memory);
    const mappings = new SegmentMappings(new Translations(machine, this.tables));
    this.segments = new Segments(objects, names, this.lists, mappings);
    this.ranges = new Ranges(objects, names, mappings);
    this.faults = new PageFaults(contexts, mappings);
    this.execution = new Execution(this);
    this.pcores = new Pcores(machine, objects, names, this.execution);
    this.devices = new Devices(objects, names, drivers);
  }
}
