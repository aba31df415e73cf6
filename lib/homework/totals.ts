/** What each student has in all assignments together, as CSV: a line a student, a column an assignment. */
import type { Marks } from "./grades.ts";
import { sameStudent } from "./intake/whose.ts";
import { type Cells, toCsv } from "./spreadsheet.ts";

/**
 * The totals.
 *
 * @param grades the lines of each assignment's CSV, by assignment
 */
export function totalsCsv(grades: ReadonlyMap<string, Marks>): string {
  const lines = new Map<string, Record<string, string | number>>();
  for (const [assignment, marks] of grades) {
    for (const { student, points = 0, points: given, maximum } of marks.values()) {
      const key = sameStudent(student);
      const line = lines.get(key) ?? { student, points: 0, maximum: 0, toBeRead: 0 };
      lines.set(key, line);
      for (const [column, more] of Object.entries({ [assignment]: points, points, maximum })) {
        line[column] = rounded(Number(line[column] ?? 0) + more);
      }
      if (given === undefined) line.toBeRead = Number(line.toBeRead) + 1;
    }
  }
  const sorted = [...lines].sort(([a], [b]) => a < b ? -1 : 1).map(([, line]): Cells => line);
  return toCsv(sorted, ["student", ...grades.keys(), "points", "maximum", "toBeRead"]);
}

const rounded = (points: number): number => Math.round(points * 100) / 100;
