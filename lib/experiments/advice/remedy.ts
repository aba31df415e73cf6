/**
 * What a remedy is: a value. It says by numbers what in the report of a run calls for it, why it helps, what
 * it costs and where it does not help; and either the change of a run that tries it, or how its program
 * would look.
 */
import { type Costs, costsOf } from "../../analysis/costs.ts";
import { diagnose, type Diagnosis } from "../../analysis/diagnosis.ts";
import type { Rearrangement } from "../../machine/rearranged.ts";
import type { Row } from "../../rows/row.ts";
import type { RunReport } from "../../rows/run_report.ts";

/** What remedies look at: the report of a run, and what was made of it. */
export interface Seen {
  /** The report. */
  readonly report: RunReport;
  /** What the run paid for. */
  readonly costs: Costs;
  /** What stands in the way. */
  readonly diagnosis: Diagnosis;
  /** How many cores took part. */
  readonly cores: number;
}

/** What remedies look at, of a report. */
export function seen(report: RunReport, cores: number): Seen {
  return { report, costs: costsOf(report), diagnosis: diagnose(report), cores };
}

/** What the report of a run calls for. */
export interface Indication {
  /** What it concerns, as people call it. */
  readonly where: string;
  /** The change that is the remedy, as far as what accesses cost goes. */
  readonly change?: Rearrangement | undefined;
  /**
   * A change that takes away all that the remedy could take away: it cannot gain more than that. For what
   * needs another program.
   */
  readonly bound?: Rearrangement;
}

/** A remedy. */
export interface Remedy {
  /** What it is called; a system that has it may be given under this name. */
  readonly name: string;
  /** Why it helps. */
  readonly reason: string;
  /** What it costs. */
  readonly price: string;
  /** Where it does not help. */
  readonly notWhere: string;
  /** What in a run calls for it, and where; undefined if nothing does. */
  calledBy(seen: Seen): Indication | undefined;
  /** Its program in the lab's words, where it needs another one. */
  readonly sketch?: string;
}

/** What takes less than this share of busy time is not worth a remedy. */
export const WORTH_A_TRY = 0.1;

/** The sum of a column. */
export function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

/** The numbers of cores in a cell such as `0 4 8`. */
export function coresIn(cell: unknown): string[] {
  return String(cell).split(" ").filter((core) => core !== "");
}

/** The first names of some, and how many more there are. */
export function named(names: readonly string[]): string {
  const different = [...new Set(names)], first = different.slice(0, 2).join(", ");
  return different.length > 2 ? `${first} and ${different.length - 2} more` : first;
}
