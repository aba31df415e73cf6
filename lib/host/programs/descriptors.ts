/** Descriptors of files: threads share the table that they are in, whether they want to or not. */
import { cString } from "../libc.ts";
import type { Prepare } from "./program.ts";

/** Each thread has a file of its own open, and duplicates its descriptor and closes the duplicate. */
export const dupClose: Prepare = ({ libc }) => {
  const fd = libc.open(cString(Deno.execPath()));
  return {
    operate: () => void libc.close(libc.dup(fd)),
    finish: () => void libc.close(fd),
  };
};

/** Each thread opens and closes a file of its own. */
export const openClose: Prepare = ({ libc }) => {
  const file = Deno.makeTempFileSync({ prefix: "corey-lab-here-" }), path = cString(file);
  return {
    operate: () => void libc.close(libc.open(path)),
    finish: () => Deno.removeSync(file),
  };
};
