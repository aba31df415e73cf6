/**
 * The syscall pseudo-device (`kern/kern/sysmon.c`, `lib/jsysmon.c` of Corey's source): a ring of slots in a
 * segment that an application core shares with a kernel core. The application writes a call into a slot and
 * raises its flag; the kernel core, which polls the flag, runs the call and lowers it.
 *
 * It scales until the kernel core is busy all the time: a call costs a few transfers of the slot's lines
 * instead of a trap, and none of what the call touches moves to the caller. One application core writes the
 * ring and one kernel core reads it, so it needs no lock; cores that share a network stack call under that
 * stack's.
 * Its opposite: a system call on the caller's own core (`kernels/corey/system_call.ts`). Workload:
 * `workloads/fd_open.ts`. Notebook: `05_kernel_cores`.
 */
import type { Core } from "../../../machine/core.ts";
import { array, bytes, int32, struct, word64 } from "../../../machine/layout.ts";
import type { Machine } from "../../../machine/machine.ts";
import { ProgramError } from "../../../sim/errors.ts";
import { mustRun } from "../../../sim/must_run.ts";
import type { Program } from "../../../sim/task.ts";
import { KernelError } from "../../errors.ts";
import { PAGE_BYTES } from "../../../machine/physical_memory.ts";
import type { BufferType, Device, Driver, Setting } from "./device.ts";
import { kernelCoreCycles } from "../cores/kernel_core_cycles.ts";
import type { Segment } from "../memory/segment.ts";

/** `struct jsm_slot`. */
const slotStruct = struct("jsm_slot", { arg: array(word64, 8), ret: word64, flag: int32 });
const ARGUMENTS = 8;
/** A ring has to fit into a page. */
const MOST_SLOTS = Math.floor(PAGE_BYTES / slotStruct.bytes);

/** The slot is taken. */
const IN_USE = 0x10;
/** There is a call in it. */
const CALL = 0x20;
/** The caller waits for its result. */
const RETURN = 0x40;

/** A call: a program that the kernel core runs. */
export type KernelCall<Result> = (kernelCore: Core) => Program<Result>;

/** What came of a call. */
type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A ring of calls from one application core to one kernel core. */
export class SyscallDevice implements Driver {
  /** Calls that were run. */
  served = 0;
  /**
   * Slots whose flag was raised with no call in them: the ring was overwritten. They are cleared and used
   * again.
   */
  malformed = 0;
  readonly #ring: number;
  readonly #calls: (KernelCall<unknown> | undefined)[] = [];
  readonly #outcomes: Outcome[] = [];
  /** Who writes the ring: which slot is free next is a note of this core's own, unless a lock guards it. */
  #caller: Core | undefined;
  #nextOfCaller = 0;
  #nextOfKernel = 0;
  /** Calls that the kernel core is not done with. */
  #underWay = 0;
  readonly #mostSlots: number;
  #slots: number;
  #ringSegment = 0;
  #buffers: { readonly card: Device; readonly segment: Segment } | undefined;

  /**
   * An empty ring.
   *
   * @param chip whose memory it stands in: the caller's
   * @param slots as many as fit into a page by default
   * @param name by which `device_alloc` finds it
   * @param callers who calls: one core, which alone knows the next slot, or several under a lock of theirs
   */
  constructor(
    machine: Machine,
    chip: number,
    slots = MOST_SLOTS,
    readonly name = "syscall",
    readonly callers: "one core" | "under a lock" = "one core",
  ) {
    if (!(slots >= 1)) throw new RangeError(`a syscall device needs a slot at least, not ${slots}`);
    const ringStruct = struct("jsm_slots", { slot: array(bytes(slotStruct.bytes), slots) });
    this.#ring = machine.memory.place(ringStruct, chip).slot;
    this.#mostSlots = this.#slots = slots;
  }

  /** How many slots are used. */
  get slots(): number {
    return this.#slots;
  }

  /** The address of a slot's flag. */
  flagAt(slot: number): number {
    return this.#ring + slot * slotStruct.bytes + slotStruct.offsets.flag;
  }

  /** See {@link Driver.stat}. */
  stat(): Readonly<Record<string, number>> {
    const { served, malformed, slots } = this;
    return { served, malformed, slots, ring: this.#ringSegment, buffers: this.#buffers?.segment.id ?? 0 };
  }

  /**
   * See {@link Driver.configure}. `ring` is the segment in which the slots are to be, and how many
   * (`device_conf_sysmon`); not while a call is under way. Pages of segments have no words here, so the
   * slots' stand in memory of their own from the start, and the segment only names them. `buffers` is a card
   * and the segment of its buffers, for {@link SyscallDevice.feedCard} (`device_conf_sysmon_nic`).
   */
  configure(name: string, { value, segment, card }: Setting): boolean {
    if (!segment) return false;
    if (name === "buffers" && card && !(card.driver instanceof SyscallDevice) && value === undefined) {
      this.#buffers = { card, segment };
      return true;
    }
    if (name !== "ring" || card || value === undefined || this.#underWay > 0) return false;
    if (!(Number.isSafeInteger(value) && value >= 1 && value <= this.#mostSlots)) return false;
    this.#slots = value;
    this.#ringSegment = segment.id;
    return true;
  }

  /** See {@link Driver.forget}. */
  forget(): void {
    this.#caller = undefined;
    this.#ringSegment = 0;
    this.#buffers = undefined;
  }

  /** See {@link Driver.feed}: it takes calls, not buffers. */
  feed(): Program {
    throw new KernelError("device_buf", "EINVAL", `${this.name} takes no buffers`);
  }

  /** See {@link Driver.watched}. */
  watched(): readonly number[] {
    return [this.flagAt(this.#nextOfKernel)];
  }

  /**
   * Sends a call, and waits for its result. Throws what the call throws.
   *
   * @throws {ProgramError} when another core has called before, and no lock is said to guard the ring
   */
  *call<Result>(core: Core, call: KernelCall<Result>): Program<Result> {
    const slot = yield* this.#put(core, call, IN_USE | CALL | RETURN);
    yield core.spinUntil(this.flagAt(slot), (flag) => (flag & RETURN) === 0);
    core.load(this.#slotAt(slot) + slotStruct.offsets.ret);
    const outcome = this.#outcomes[slot]!;
    yield;
    core.publish(this.flagAt(slot), 0);
    if ("error" in outcome) throw outcome.error;
    return outcome.result as Result;
  }

  /**
   * Sends a call whose result nobody waits for.
   *
   * @throws {ProgramError} when another core has called before, and no lock is said to guard the ring
   */
  *send(core: Core, call: KernelCall<unknown>): Program {
    yield* this.#put(core, call, IN_USE | CALL);
  }

  /**
   * `device_buf` on the card and the segment that the device was set to: to be sent as a call. They need not
   * be looked up.
   *
   * @throws {KernelError} ENODEV: the device was set to no card. ERANGE: the segment has no such page
   */
  *feedCard(kernelCore: Core, page: number, type: BufferType): Program {
    if (!this.#buffers) throw new KernelError("device_buf", "ENODEV", `${this.name} has no card`);
    const { card, segment } = this.#buffers;
    yield* card.feed(kernelCore, segment, page, type);
  }

  /** Runs the calls that have come. */
  *poll(core: Core): Program<boolean> {
    core.compute(kernelCoreCycles.lookAtSlot.value);
    for (let worked = false;; worked = true) {
      const slot = this.#nextOfKernel;
      yield;
      const flag = core.load(this.flagAt(slot));
      if ((flag & CALL) === 0) return worked;
      core.compute(kernelCoreCycles.dispatch.value);
      for (let i = 0; i < ARGUMENTS; i++) core.load(this.#slotAt(slot) + 8 * i);
      const call = this.#calls[slot], returns = (flag & RETURN) !== 0;
      this.#calls[slot] = undefined;
      yield;
      if (!call) {
        this.malformed++;
        core.publish(this.flagAt(slot), 0);
        continue;
      }
      core.publish(this.flagAt(slot), flag & ~(returns ? CALL : CALL | IN_USE));
      const outcome = yield* this.#run(core, call);
      if (returns) {
        this.#outcomes[slot] = outcome;
        core.store(this.#slotAt(slot) + slotStruct.offsets.ret, "error" in outcome ? -1 : 0);
        yield;
        core.publish(this.flagAt(slot), flag & ~(CALL | RETURN));
      } else if ("error" in outcome && !(outcome.error instanceof KernelError)) throw outcome.error;
      this.#nextOfKernel = this.#after(slot);
      this.#underWay--;
    }
  }

  *#put(core: Core, call: KernelCall<unknown>, flag: number): Program<number> {
    this.#caller ??= core;
    if (core !== this.#caller && this.callers === "one core") {
      throw new ProgramError(
        `${core.name} calls by ${this.name}, the ring of ${this.#caller.name}: it would overwrite calls; ` +
          "give each core that calls a ring of its own",
      );
    }
    const slot = this.#nextOfCaller, at = this.#slotAt(slot);
    this.#nextOfCaller = this.#after(slot);
    yield core.spinUntil(this.flagAt(slot), (was) => (was & IN_USE) === 0);
    core.store(this.flagAt(slot), IN_USE);
    core.compute(kernelCoreCycles.send.value);
    for (let i = 0; i < ARGUMENTS - 1; i++) core.store(at + 8 * i, i);
    this.#calls[slot] = call;
    this.#underWay++;
    yield;
    core.publish(this.flagAt(slot), flag);
    return slot;
  }

  *#run(core: Core, call: KernelCall<unknown>): Program<Outcome> {
    this.served++;
    try {
      return { result: yield* call(core) };
    } catch (error) {
      return { error };
    }
  }

  /** Also from a slot that is no longer in use: a kernel core may sleep there. */
  #after(slot: number): number {
    return slot + 1 < this.#slots ? slot + 1 : 0;
  }

  #slotAt(slot: number): number {
    return this.#ring + slot * slotStruct.bytes;
  }
}

mustRun(SyscallDevice.prototype);
