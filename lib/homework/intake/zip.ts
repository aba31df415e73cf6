/**
 * What lies in a zip. Nothing is unpacked to the disk, so no name in it can lead anywhere; each file is read
 * only when it is wanted, and only so far as it may be large, so that a small zip cannot swell.
 */
import { configure, type FileEntry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import { type Found, isLitter, LARGEST_BYTES, Refusal, tooLarge } from "./found.ts";

configure({ useWebWorkers: false });

/** More than any class hands in. */
const MOST = 10_000;

/**
 * Lists the files of a zip.
 *
 * @param bytes the zip
 * @param place what the zip is called in sentences
 * @throws {Refusal} when it is none, or has too many files
 */
export async function filesInZip(bytes: Uint8Array, place: string): Promise<Found[]> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { filenameValidation: "tolerant" }),
    found: Found[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (found.length >= MOST) throw new Refusal(`it holds more than ${MOST} files`);
      const name = nameOf(entry.rawFilename, entry.filename),
        path = name.split(/[/\\]/).filter((part) => !/^\.?$/.test(part));
      const where = `${place}: ${name}`;
      if (entry.directory || path.some(isLitter) && !path.includes("..")) continue;
      const refused = (refusal: string, whose = path): void =>
        void found.push({ path: whose, place: where, refusal });
      if (path.includes("..") || /^([/\\]|[a-z]:)/i.test(name)) {
        refused(`the name ${name} in the zip leads out of it: expected <student>/<notebook>`, []);
      } else if (entry.symlink) refused(`${where} is a link: expected a file itself`);
      else if (entry.encrypted) refused(`${where} is encrypted: expected a zip without a password`);
      else found.push({ path, place: where, read: () => contentOf(entry as FileEntry) });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`it is no zip that can be read: ${(error as Error).message}`);
  }
  return found;
}

/** Macs write UTF-8 and do not say so. */
function nameOf(raw: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return name;
  }
}

async function contentOf(entry: FileEntry): Promise<Uint8Array> {
  if (entry.uncompressedSize > LARGEST_BYTES) throw tooLarge(entry.uncompressedSize);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const counted = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(part) {
      length += part.length;
      if (length > LARGEST_BYTES) throw tooLarge("more");
      parts.push(part);
    },
  });
  try {
    await entry.getData(counted);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`it cannot be unpacked: ${(error as Error).message}`);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
