/** What was measured on a computer that does not exist. */
import type { Measured, Measurement } from "corey-lab/host";

/** A figure whose rounds spread by 5 %. */
export const each = (value: number): Measurement => ({ value, spread: 0.05 });
/** All figures; L3 was not measured. */
export const measured: Measured = {
  clockHertz: each(3e9),
  loads: [["l1", 5], ["l2", 14], ["dram", 300]].map(([level, cycles]) => (
    { level: String(level), bytes: 1, cycles: each(Number(cycles)) }
  )),
  reads: [["l1", 32], ["l2", 20], ["dram", 4]].map(([level, bytes]) => (
    { level: String(level), bytesPerCycle: each(Number(bytes)) }
  )),
  clearBytesPerCycle: each(3),
  atomicCycles: each(18),
  transfers: [
    { from: 0, to: 1, relation: "same package", cycles: each(90) },
    { from: 0, to: 2, relation: "other package", cycles: each(250) },
  ],
  systemCallNanoseconds: each(100),
  pageNanoseconds: each(500),
};
