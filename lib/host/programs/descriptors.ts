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
export const openClose: Prepare = ({ libc, folder, me }) => {
  const file = `${folder}/opened-${me}`, path = cString(file);
  Deno.writeFileSync(file, new Uint8Array());
  return { operate: () => void libc.close(libc.open(path)) };
};
