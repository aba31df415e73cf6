/** Texts that a user names on a command line: they end, or are refused. */
import { InputError } from "../input/check.ts";
import { userPath } from "./user_path.ts";

/** Descriptions of machines, with what tools print of hundreds of cores, take less. */
const MOST_MEGABYTES = 16;

/**
 * Reads a file, or what stands for one: a pipe, a device. Undefined when it cannot be read.
 *
 * @throws {InputError} when it is too large; `/dev/zero` has no end
 */
export async function userText(path: string): Promise<string | undefined> {
  try {
    return await textWithin((await Deno.open(userPath(path))).readable, path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    return undefined;
  }
}

/**
 * All that comes, as text.
 *
 * @param name of where it comes from
 * @throws {InputError} when it is too large
 */
export async function textWithin(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
): Promise<string> {
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MOST_MEGABYTES * 1e6) {
        throw new InputError(`${name} is too large: expected at most ${MOST_MEGABYTES} MB`);
      }
      controller.enqueue(chunk);
    },
  });
  return await new Response(stream.pipeThrough(counted)).text();
}
