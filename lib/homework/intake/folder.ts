/**
 * What lies in a folder, with all below it. Links are not followed: one led out to `/etc/passwd`, or to the
 * solutions.
 */
import { type Found, isLitter, LARGEST_BYTES, Refusal, tooLarge } from "./found.ts";
import { isZip } from "./whose.ts";

/** Deeper and more than any student's folder. */
const DEEPEST = 8, MOST = 1000;
/** All notebooks of a class may be in one zip. */
const LARGEST_ZIP = 2 ** 30;

/**
 * Lists the files of a folder, in the order of their names. An empty folder is listed itself.
 *
 * @param folder where
 * @param path the names that stand before those of the files
 */
export async function filesIn(folder: string, path: readonly string[] = []): Promise<Found[]> {
  const place = path.join("/");
  const refused = (
    refusal: string,
    below = path,
  ): Found[] => [{ path: below, place: below.join("/"), refusal }];
  if (path.length > DEEPEST) {
    return refused(`${place} lies too deep: expected at most ${DEEPEST} folders in one another`);
  }
  let entries: Deno.DirEntry[];
  try {
    entries = (await Array.fromAsync(Deno.readDir(folder))).filter(({ name }) => !isLitter(name));
  } catch (error) {
    if (path.length === 0 && error instanceof Deno.errors.NotFound) return [];
    return refused(`${place} cannot be read: ${(error as Error).message}`);
  }
  if (path.length > 0 && entries.length > MOST) {
    return refused(`${place} holds ${entries.length} files: expected at most ${MOST}`);
  }
  if (entries.length === 0 && path.length > 0) return [{ path, place }];
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  const found: Found[] = [];
  for (const { name, isSymlink, isDirectory, isFile } of entries) {
    const file = `${folder}/${name}`, below = [...path, name], where = below.join("/");
    if (isSymlink) found.push(...refused(`${where} is a link: expected a file or a folder itself`, below));
    else if (isDirectory) found.push(...await filesIn(file, below));
    else if (isFile) found.push({ path: below, place: where, read: () => readBounded(file) });
    else found.push(...refused(`${where} is neither a file nor a folder`, below));
  }
  return found;
}

async function readBounded(file: string): Promise<Uint8Array> {
  try {
    const { size } = await Deno.lstat(file);
    if (size > (isZip(file) ? LARGEST_ZIP : LARGEST_BYTES)) throw tooLarge(size);
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`it cannot be read: ${(error as Error).message}`);
  }
}
