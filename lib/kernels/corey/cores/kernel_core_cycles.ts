/**
 * Instructions of kernel cores and of Corey's network driver that touch no shared memory, on one core of the
 * paper's machine. Nothing in here depends on how many cores there are.
 */
import { counted } from "../path_lengths.ts";

/** Cycles, beside the memory accesses that the code spells out. */
export const kernelCoreCycles = {
  /** Putting a call into a slot. */
  send: counted(44, "jsm_next_slot, jsm_call_device_buf"),
  /** Looking at a slot. */
  lookAtSlot: counted(27, "sysmon_poll that finds nothing"),
  /** Taking a call out of a slot: the call's number, the look-up of device and segment. */
  dispatch: counted(59, "sysmon_poll beyond the look"),
  /** `device_buf`: the page of the segment, checks, two indirect calls. */
  deviceBuffer: counted(255, "device_buf, darray_get with a division, pagetree_get_page, nic_feed, vnic_add"),
  /** Filling a descriptor in. */
  putOnRing: counted(136, "e1000_add_txbuf and e1000_add_rxbuf with what they call, but the lock"),
  /** Going to the card's driver. */
  lookAtCard: counted(47, "device_poll down to e1000_poll that finds nothing, but within the locks"),
  /** Looking at one of its rings, with the lock held. */
  lookAtRing: counted(10, "e1000_intr_tx or _rx between taking the lock and giving it back"),
  /** Taking a packet off a ring. */
  takeOffRing: counted(111, "e1000_intr_tx and e1000_intr_rx with what they call, beyond the look"),
  /** Finding the virtual card that a packet is for. */
  demultiplex: counted(92, "vnic_intr_rx_cb, e1000_mac_index, memcmp"),
} as const;
