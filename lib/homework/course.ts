/**
 * The folder of a course. It is laid out as nbgrader's, so that either can work on what the other has left.
 */

/** Paths in the folder of a course. */
export class Course {
  /** @param folder where it is */
  constructor(readonly folder: string) {}

  /** The teacher's edition with sealed answers. */
  source(assignment: string): string {
    return `${this.folder}/source/${assignment}/${assignment}.ipynb`;
  }

  /** The student's edition. */
  released(assignment: string): string {
    return `${this.folder}/release/${assignment}/${assignment}.ipynb`;
  }

  /** A copy of it to work in. */
  own(assignment: string): string {
    return `${this.folder}/mine/${assignment}.ipynb`;
  }

  /** Where what a student handed in is looked for first. */
  submitted(assignment: string, student: string): string {
    return `${this.folder}/submitted/${student}/${assignment}/${assignment}.ipynb`;
  }

  /** A submission with the outputs it had in grading. */
  graded(assignment: string, student: string): string {
    return `${this.folder}/autograded/${student}/${assignment}/${assignment}.ipynb`;
  }

  /** What a submission earned. */
  result(assignment: string, student: string): string {
    return `${this.folder}/autograded/${student}/${assignment}/result.json`;
  }

  /** The points of a whole class. */
  grades(assignment: string): string {
    return `${this.folder}/grades/${assignment}.csv`;
  }

  /** What a student gets back. */
  feedback(assignment: string, student: string): string {
    return `${this.folder}/feedback/${student}/${assignment}/${assignment}.html`;
  }

  /** The students of whom something has been graded. */
  gradedStudents(assignment: string): string[] {
    return this.#names("autograded").filter((student) => exists(this.result(assignment, student)));
  }

  /** The assignments that were released. */
  assignments(): string[] {
    return this.#names("source").filter((assignment) => exists(this.source(assignment)));
  }

  #names(folder: string): string[] {
    try {
      return [...Deno.readDirSync(`${this.folder}/${folder}`)].map(({ name }) => name).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
