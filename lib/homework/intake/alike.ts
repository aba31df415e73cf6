/**
 * Who handed in the same answers as somebody else. It is for the teacher to see; nobody loses points by it.
 */
import type { NotebookDocument } from "../../jupyter/runner/nbformat.ts";
import { gradingOf, roleOf } from "../metadata.ts";

/** Answers of fewer letters may be the same by chance. */
const TELLING = 120;

/**
 * Finds equal answers.
 *
 * @param handIns notebooks with their `grade_id`s
 * @param released the student's edition
 * @returns what to note, by student
 */
export function alike(
  handIns: readonly { readonly student: string; readonly notebook?: NotebookDocument }[],
  released: NotebookDocument,
): Map<string, string[]> {
  const blanks = new Map(released.cells.flatMap((cell) => {
    const grading = gradingOf(cell);
    const isAnswer = grading !== undefined && ["answer", "written"].includes(roleOf(grading));
    return isAnswer ? [[grading.grade_id, substance(cell.source)]] : [];
  }));
  const given = handIns.map(({ student, notebook }) => {
    const answers = (notebook?.cells ?? []).flatMap(({ metadata, source }) => {
      const { grade_id = "" } = (metadata.nbgrader ?? {}) as { grade_id?: string };
      const text = substance(source), blank = blanks.get(grade_id);
      return blank === undefined || text === blank || text === "" ? [] : [{ question: grade_id, text }];
    });
    return { student, answers, all: answers.map(({ question, text }) => `${question}: ${text}`).join("\n") };
  });
  const notes = new Map<string, string[]>();
  const note = (groups: Map<string, string[]>, say: (others: string) => string): void => {
    for (const students of groups.values()) {
      for (const student of students) {
        const others = students.filter((other) => other !== student).slice(0, 5);
        if (others.length > 0) notes.set(student, [...notes.get(student) ?? [], say(others.join(", "))]);
      }
    }
  };
  note(
    groupsBy(given.filter(({ all }) => all !== ""), ({ all }) => all),
    (others) => `the same answers as ${others}`,
  );
  for (const question of blanks.keys()) {
    const long = given.filter(({ student }) => !notes.has(student)).flatMap(({ student, answers }) =>
      answers.filter((answer) => answer.question === question && answer.text.length >= TELLING)
        .map(({ text }) => ({ student, text }))
    );
    note(groupsBy(long, ({ text }) => text), (others) => `the same text in ${question} as ${others}`);
  }
  return notes;
}

/** What an answer says, without comments and however it is spaced. */
const substance = (source: string): string =>
  source.replace(/^\s*\/\/.*$/gm, "").replace(/\s+/g, "").toLowerCase();

function groupsBy<Item extends { student: string }>(
  items: Item[],
  by: (item: Item) => string,
): Map<string, string[]> {
  return new Map(
    [...Map.groupBy(items, by)].map(([key, group]) => [key, group.map(({ student }) => student)]),
  );
}
