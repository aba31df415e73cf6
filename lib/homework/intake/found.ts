/** A file as it came in, wherever it lay: in a folder, or in a zip. */

/**
 * Why something that came in cannot be graded, and what was expected. It is said to the teacher, and to the
 * student.
 */
export class Refusal extends Error {
  /** The name of the class. */
  override readonly name = "Refusal";
}

/** A file, or an empty folder, that came in. */
export interface Found {
  /** Where it lies below `submitted/`: the names of the folders, then its own. A zip is not among them. */
  readonly path: readonly string[];
  /** Where it lies, zips included; for sentences. */
  readonly place: string;
  /** Its bytes; for a folder there are none. Throws a {@link Refusal} for what is not to be read. */
  readonly read?: () => Promise<Uint8Array>;
  /** Why it is left alone, whatever is in it. */
  readonly refusal?: string;
}

/** No notebook of a student's is larger, its pictures included. */
const LARGEST_MEGABYTES = 50;
/** The same in bytes. */
export const LARGEST_BYTES: number = LARGEST_MEGABYTES * 2 ** 20;

/** The refusal of what is too large. */
export function tooLarge(bytes: number | "more"): Refusal {
  const size = bytes === "more" ? "larger than it says" : `${Math.ceil(bytes / 2 ** 20)} MB large`;
  return new Refusal(
    `it is ${size}: expected at most ${LARGEST_MEGABYTES} MB; clear its outputs and save it`,
  );
}

/** What systems and programs leave lying about. */
export function isLitter(name: string): boolean {
  return /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|~\$)/i.test(name);
}
