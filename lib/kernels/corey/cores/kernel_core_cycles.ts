/**
 * Instructions of kernel cores and of Corey's network driver that touch no shared memory, on one core of the
 * paper's machine. Nothing in here depends on how many cores there are.
 */
import type { Sourced } from "../../../input/sourced.ts";

function recalled(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "R" };
}

/** Cycles, beside the memory accesses that the code spells out. */
export const kernelCoreCycles = {
  /** Putting a call into a slot. */
  send: recalled(30, "about 40 instructions in lib/jsysmon.c of Corey's source"),
  /** Taking one out: the flag, the call's number, the look-up of device and segment. */
  dispatch: recalled(60, "about 80 instructions in kern/kern/sysmon.c of Corey's source"),
  /** `device_buf`: the page of the segment, checks, two indirect calls. */
  deviceBuffer: recalled(
    100,
    "about 130 instructions in kern/kern/device.c, nic.c and pagetree.c of Corey's source",
  ),
  /** Filling a descriptor in, beside its memory accesses. */
  putOnRing: recalled(60, "about 80 instructions in kern/dev/e1000.c of Corey's source"),
  /** Taking a packet off a ring. */
  takeOffRing: recalled(60, "about 80 instructions in kern/dev/e1000.c of Corey's source"),
  /** Finding the virtual card that a packet is for. */
  demultiplex: recalled(40, "about 50 instructions in kern/dev/vnic.c of Corey's source"),
} as const;
