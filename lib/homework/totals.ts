/**
 * What each student has in all assignments together, as CSV: a line a student, a column an assignment. All
 * can earn the maximum: an assignment that somebody has not handed in counts.
 */
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
  let maximum = 0;
  for (const [assignment, marks] of grades) {
    const maxima = new Map<string, number>();
    for (const { student, question, points = 0, points: given, maximum } of marks.values()) {
      maxima.set(question, maximum);
      const key = sameStudent(student);
      const line = lines.get(key) ?? { student, points: 0, toBeRead: 0 };
      lines.set(key, line);
      for (const [column, more] of Object.entries({ [assignment]: points, points })) {
        line[column] = rounded(Number(line[column] ?? 0) + more);
      }
      if (given === undefined) line.toBeRead = Number(line.toBeRead) + 1;
    }
    for (const most of maxima.values()) maximum += most;
  }
  const sorted = [...lines].sort(([a], [b]) => a < b ? -1 : 1).map(([, line]): Cells => ({
    ...line,
    maximum: rounded(maximum),
  }));
  return toCsv(sorted, ["student", ...grades.keys(), "points", "maximum", "toBeRead"]);
}

const rounded = (points: number): number => Math.round(points * 100) / 100;
