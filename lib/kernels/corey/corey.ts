/**
 * Corey: an exokernel that shares nothing unless the application says so. Its objects are shares, segments,
 * address ranges, pcores and devices; everything else is left to library operating systems (`libos/`). Here
 * stand its calls, as in the paper's table; what each does stands in the folder of its kind of object.
 *
 * It scales as far as the application lets it: a call touches what it names, and nothing else.
 * Its opposite: `kernels/linux/linux.ts`. Workloads: all of them. Notebook: `10_tour`.
 */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import type { Access } from "../../machine/mmu.ts";
import type { PageTablePages } from "../../machine/page_table.ts";
import { mustRun } from "../../sim/must_run.ts";
import type { Program } from "../../sim/task.ts";
import { Boot, type BootShareOptions } from "./boot.ts";
import type { Context } from "./contexts.ts";
import type { PcoreContext } from "./cores/execution.ts";
import type { Locality, PcoreOptions } from "./cores/pcores.ts";
import type { BufferType } from "./devices/device.ts";
import type { DeviceOptions, DeviceSetting } from "./devices/devices.ts";
import type { FreeLists } from "./memory/free_lists.ts";
import type { MappingInfo, RangePart, SegmentPart } from "./memory/ranges.ts";
import type { CopyOptions, SegmentOptions } from "./memory/segments.ts";
import type { Id, Name } from "./objects/name.ts";
import type { AllocOptions } from "./objects/objects.ts";
import type { Records } from "./objects/records.ts";
import { type CoreyOptions, Parts } from "./parts.ts";
import type { ShareOptions } from "./shares/shares.ts";

/**
 * A running Corey. Whatever the call, it throws a {@link KernelError}: EIDLE when the core runs nothing,
 * ENOENT for what the core does not reach, ETYPE for an object of another kind than the call is for, EINVAL
 * for memory of an unknown core; and what is listed with it.
 *
 * @example
 * ```ts
 * import { Machine, opteron16 } from "corey-lab";
 * import { Corey } from "corey-lab/corey";
 * const machine = new Machine(opteron16), [core] = machine.cores;
 * const corey = new Corey(machine);
 * core!.start(function* () {
 *   const root = corey.rootShare(core!);
 *   const segment = yield* corey.segmentAlloc(core!, root, { pages: 4 });
 *   console.log(yield* corey.segmentGetNbytes(core!, segment)); // 16384
 *   yield* corey.shareDelobj(core!, segment);
 * }());
 * machine.run();
 * ```
 */
export class Corey {
  /** The pages of segments. */
  readonly lists: FreeLists;
  /** The pages that page tables are made of. */
  readonly tables: PageTablePages;
  /** Where metadata come from. */
  readonly records: Records;
  readonly #boot: Boot;
  readonly #calls: Parts["calls"];
  readonly #contexts: Parts["contexts"];
  readonly #devices: Parts["devices"];
  readonly #faults: Parts["faults"];
  readonly #names: Parts["names"];
  readonly #pcores: Parts["pcores"];
  readonly #ranges: Parts["ranges"];
  readonly #segments: Parts["segments"];
  readonly #shares: Parts["shares"];

  /** Brings Corey up on a machine that has not run yet, at no cost in simulated time. */
  constructor(readonly machine: Machine, options: CoreyOptions = {}) {
    const parts = new Parts(machine, options);
    this.lists = parts.lists;
    this.tables = parts.tables;
    this.records = parts.objects.records;
    this.#boot = new Boot(parts);
    this.#calls = parts.calls;
    this.#contexts = parts.contexts;
    this.#devices = parts.devices;
    this.#faults = parts.faults;
    this.#names = parts.names;
    this.#pcores = parts.pcores;
    this.#ranges = parts.ranges;
    this.#segments = parts.segments;
    this.#shares = parts.shares;
    for (const core of options.running ?? machine.cores) this.#boot.core(core);
  }

  // Shares.

  /** `share_alloc`: a new, empty share in another. EACCES: a private one in one that is not private. */
  shareAlloc(core: Core, share: Id, options: ShareOptions = {}): Program<Name> {
    return this.#calls.run(core, "share_alloc", (call) => this.#shares.alloc(call, share, options));
  }

  /**
   * `share_addobj`: puts a reference to an object into another share; it is there until it has been deleted
   * as often. ELOOP: a share would lead to itself. EACCES: as in {@link Corey.shareAlloc}.
   */
  shareAddobj(core: Core, share: Id, name: Name): Program<Name> {
    return this.#calls.run(core, "share_addobj", (call) => this.#shares.addobj(call, share, name));
  }

  /** `share_delobj`: takes a reference to an object out of a share. The last one ends the object. */
  shareDelobj(core: Core, name: Name): Program {
    return this.#calls.run(core, "share_delobj", (call) => this.#shares.delobj(call, name));
  }

  /** `self_drop`: the core's root share no longer holds another share. */
  selfDrop(core: Core, share: Id): Program {
    return this.#calls.run(core, "self_drop", (call) => this.#shares.selfDrop(call, share));
  }

  /** `obj_get_name`: what the program called an object. */
  objGetName(core: Core, name: Name): Program<string> {
    return this.#calls.run(core, "obj_get_name", (call) => this.#names.labelOf(call, name));
  }

  // Segments.

  /** `segment_alloc`: memory of so many pages, zero; they come when touched. EINVAL: a size that is none. */
  segmentAlloc(core: Core, share: Id, options: SegmentOptions): Program<Name> {
    return this.#calls.run(core, "segment_alloc", (call) => this.#segments.alloc(call, share, options));
  }

  /** `segment_copy`: a new segment with what another holds, copied at once or when it is written. */
  segmentCopy(core: Core, share: Id, name: Name, options: CopyOptions): Program<Name> {
    return this.#calls.run(core, "segment_copy", (call) => this.#segments.copy(call, share, name, options));
  }

  /** `segment_get_nbytes`: a segment's size in bytes. */
  segmentGetNbytes(core: Core, name: Name): Program<number> {
    return this.#calls.run(core, "segment_get_nbytes", (call) => this.#segments.getNbytes(call, name));
  }

  /** `segment_set_nbytes`: a new size; what lies beyond it is gone for all. EINVAL: not whole pages. */
  segmentSetNbytes(core: Core, name: Name, nbytes: number): Program {
    return this.#calls.run(
      core,
      "segment_set_nbytes",
      (call) => this.#segments.setNbytes(call, name, nbytes),
    );
  }

  // Address ranges.

  /** `ar_alloc`: an empty address range. */
  arAlloc(core: Core, share: Id, options: AllocOptions = {}): Program<Name> {
    return this.#calls.run(core, "ar_alloc", (call) => this.#ranges.alloc(call, share, options));
  }

  /** `ar_set_seg`: maps pages of a segment in a range. Refusals: see {@link AddressRange.flawOf}. */
  arSetSeg(core: Core, range: Name, start: number, segment: Name, part: SegmentPart = {}): Program {
    return this.#calls.run(
      core,
      "ar_set_seg",
      (call) => this.#ranges.setSeg(call, range, start, segment, part),
    );
  }

  /** `ar_set_ar`: maps pages of a range in another. Refusals: see {@link AddressRange.flawOf}. */
  arSetAr(core: Core, range: Name, start: number, child: Name, part: RangePart): Program {
    return this.#calls.run(
      core,
      "ar_set_ar",
      (call) => this.#ranges.setAr(call, range, start, child, part),
    );
  }

  /** Takes out the mapping that begins at a page (the paper sets it to nothing). ENOENT: there is none. */
  arClear(core: Core, range: Name, start: number): Program {
    return this.#calls.run(core, "ar_clear", (call) => this.#ranges.clear(call, range, start));
  }

  /** `ar_get`: what a range maps. */
  arGet(core: Core, range: Name): Program<readonly MappingInfo[]> {
    return this.#calls.run(core, "ar_get", (call) => this.#ranges.get(call, range));
  }

  // Cores.

  /** `pcore_alloc`: a physical core. EINVAL: there is no such core. EBUSY: somebody has it. */
  pcoreAlloc(core: Core, share: Id, options: PcoreOptions): Program<Name> {
    return this.#calls.run(core, "pcore_alloc", (call) => this.#pcores.alloc(call, share, options));
  }

  /** `pcore_current`: the core that asks, as its root share has it. */
  pcoreCurrent(core: Core): Program<Name> {
    return this.#calls.run(core, "pcore_current", (call) => this.#pcores.current(call));
  }

  /**
   * `pcore_run`: starts a program on another core, or makes that core a kernel core. EBUSY: the core runs
   * already, or another runs in that range. EINVAL: nothing to run or to poll, or the range is mapped in
   * another. EACCES: a private share. EFAULT: no memory for the stack.
   */
  pcoreRun(core: Core, pcore: Name, context: PcoreContext): Program {
    return this.#calls.run(core, "pcore_run", (call) => this.#pcores.run(call, pcore, context));
  }

  /** `pcore_add_device`: what the core polls when it is run as a kernel core. EBUSY: it runs already. */
  pcoreAddDevice(core: Core, pcore: Name, device: Name): Program {
    return this.#calls.run(core, "pcore_add_device", (call) => this.#pcores.addDevice(call, pcore, device));
  }

  /** `pcore_set_interval`: how often a second a core's timer interrupts it, or never. EINVAL: no rate. */
  pcoreSetInterval(core: Core, pcore: Name, hertz: number): Program {
    return this.#calls.run(
      core,
      "pcore_set_interval",
      (call) => this.#pcores.setInterval(call, pcore, hertz),
    );
  }

  /** `pcore_halt`: stops what a core runs, as soon as it is not in a call. EIDLE: it runs nothing. */
  pcoreHalt(core: Core, pcore: Name): Program {
    return this.#calls.run(core, "pcore_halt", (call) => this.#pcores.halt(call, pcore));
  }

  /** `locality_get`: where cores and memory are. */
  localityGet(core: Core): Program<Locality> {
    return this.#calls.run(core, "locality_get", () => this.#pcores.locality());
  }

  // Devices.

  /** `device_list`: the names of all devices. */
  deviceList(core: Core): Program<readonly string[]> {
    return this.#calls.run(core, "device_list", () => this.#devices.list());
  }

  /** `device_alloc`: a device, for all who reach the share. ENODEV: no such device. EBUSY: it is taken. */
  deviceAlloc(core: Core, share: Id, options: DeviceOptions): Program<Name> {
    return this.#calls.run(core, "device_alloc", (call) => this.#devices.alloc(call, share, options));
  }

  /** `device_stat`: what a device counts and is set to. */
  deviceStat(core: Core, device: Name): Program<Readonly<Record<string, number>>> {
    return this.#calls.run(core, "device_stat", (call) => this.#devices.stat(call, device));
  }

  /** `device_conf`: sets what `device_stat` tells under a name. EINVAL: it cannot be set so. */
  deviceConf(core: Core, device: Name, name: string, setting: DeviceSetting): Program {
    return this.#calls.run(core, "device_conf", (call) => this.#devices.conf(call, device, name, setting));
  }

  /** `device_buf`: gives a device a page to fill or send. ERANGE: no such page. EINVAL: it takes none. */
  deviceBuf(core: Core, device: Name, segment: Name, page: number, type: BufferType): Program {
    return this.#calls.run(
      core,
      "device_buf",
      (call) => this.#devices.buf(call, device, segment, page, type),
    );
  }

  // Beside the calls.

  /** Handles a page fault: makes a page fit for an access. EFAULT: nothing is mapped there. */
  fault(core: Core, page: number, access: Access): Program {
    return this.#calls.inKernel(core, this.#faults.fault(core, page, access));
  }

  /** Page faults handled. */
  get faults(): number {
    return this.#faults.handled;
  }

  /** What a core may use. EIDLE: it runs nothing. */
  contextOf(core: Core): Context {
    return this.#contexts.of(core);
  }

  /** The ID of a core's root share. EIDLE: it runs nothing. */
  rootShare(core: Core): Id {
    return this.contextOf(core).share.id;
  }

  /** The name of a core's root range, by which it can be changed. EIDLE: it runs nothing. */
  rootRange(core: Core): Name {
    const { share, range } = this.contextOf(core);
    return { share: share.id, object: range.id };
  }

  /** Whether a core is in a call: then it holds locks that others need. */
  isInside(core: Core): boolean {
    return this.#calls.isInside(core);
  }

  /**
   * Makes a share that all these cores' root shares hold, at no cost before the machine runs; returns its ID.
   *
   * @param ranges whether it holds their root ranges too, so that each may map into the others' memory
   */
  bootShare(cores: readonly Core[], options: BootShareOptions = {}): Id {
    return this.#boot.share(cores, options);
  }
}

mustRun(Corey.prototype);
