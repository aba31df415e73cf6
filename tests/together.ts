/**
 * Runs all tests of a folder as one file, so what they all import is loaded, and becomes fast, once and not
 * once for each of them. For folders whose tests leave nothing behind in the process, which they would share.
 */
import { filesBelow } from "../lib/files/files_below.ts";

/** Loads the files of tests in a folder, by its name in `tests/`. */
export async function together(folder: string): Promise<void> {
  for (const file of [...filesBelow(`tests/${folder}`, "_test.ts")].sort()) await import(`../${file}`);
}
