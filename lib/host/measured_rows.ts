/** What was measured, for people. */
import type { Row } from "../rows/row.ts";
import type { Measured } from "./measure.ts";
import type { Measurement } from "./rounds.ts";

/**
 * A row a measurement: `what`, `value`, `unit`, and the `spread` of the middle eight tenths of its rounds, as
 * a share of the median.
 */
export function measuredRows(measured: Measured): Row[] {
  const { clockHertz, loads, atomicCycles, transfers, systemCallNanoseconds, pageNanoseconds } = measured;
  const row = (what: string, { value, spread }: Measurement, unit: string): Row => ({
    what,
    value: Number(value.toPrecision(3)),
    unit,
    spread: Number(spread.toPrecision(2)),
  });
  return [
    row("clock", { ...clockHertz, value: clockHertz.value / 1e9 }, "GHz"),
    ...loads.map(({ level, cycles }) => row(`load, ${level}`, cycles, "cycles")),
    row("locked addition, alone", atomicCycles, "cycles"),
    ...transfers.map(({ from, to, relation, cycles }) =>
      row(`word from ${from} to ${to}, ${relation}`, cycles, "cycles")
    ),
    row("system call", systemCallNanoseconds, "ns"),
    row("page mapped, touched, given back", pageNanoseconds, "ns"),
  ];
}
