/**
 * Whose numbers a submission is graded with: those of the name inside, unless the teacher says that it is the
 * folder's.
 */
import { InputError } from "../input/check.ts";
import type { Editions } from "./assignment_file.ts";

/**
 * The editions with the numbers of a student, whatever name a submission says. It is the locked cell that
 * draws them which is changed; a submission cannot change it back.
 *
 * @throws {InputError} when the assignment draws no numbers from a name
 */
export function numbersFor(editions: Editions, student: string): Editions {
  let isFound = false;
  const cells = editions.source.cells.map((cell) => {
    const source = cell.source.replace(/\bassignment\(("[^"]*"), student\)/, (_, name: string) => {
      isFound = true;
      return `assignment(${name}, ${JSON.stringify(student)})`;
    });
    return { ...cell, source };
  });
  if (!isFound) {
    throw new InputError("the assignment draws no numbers from a name: grade it without --numbers-from");
  }
  return { ...editions, source: { ...editions.source, cells } };
}
