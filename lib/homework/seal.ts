/**
 * A text that only an answer can open. The key is made from the answer's form by a slow hash (scrypt), so
 * that nothing can be read off a student's file: one has to have the answer, or to try answers one by one, at
 * half a second each and more. It keeps an honest student from seeing an answer by chance; it is no safe: a
 * number of two digits is found in a minute.
 */
import { createCipheriv, createDecipheriv, scrypt } from "node:crypto";
import { promisify } from "node:util";

/** What one try costs: scrypt's N (of 1024 bytes each, all in memory) and p (how many times). */
export interface SealCost {
  /** A power of two. */
  readonly N: number;
  /** Repetitions. */
  readonly p: number;
}

/** 0.6 s and 64 MB a try on a computer of 2026. */
export const sealCost: SealCost = { N: 65_536, p: 3 };
const CIPHER = "aes-256-gcm", TAG_BYTES = 16;
/** So long is every text, so that its length does not tell which one it is. */
const TEXT_BYTES = 480;
/** Every salt and form has a key of its own, which is used once. */
const INITIAL = new Uint8Array(12);

const derive = promisify<string, string, number, object, Uint8Array>(scrypt);
const keyOf = (form: string, salt: string, { N, p }: SealCost): Promise<Uint8Array> =>
  derive(form, salt, 32, { N, p, r: 8, maxmem: 2048 * N });

/**
 * Seals a text.
 *
 * @param form what opens it
 * @param salt different for each text
 * @returns base64, of one length whatever the text is; the same for the same arguments
 * @throws {RangeError} when the text is too long
 * @example
 * ```ts
 * const cost = { N: 1024, p: 1 };
 * const sealed = await seal("number 42", "1a", "Right!", cost);
 * console.assert(await unseal("number 42", "1a", sealed, cost) === "Right!");
 * console.assert(await unseal("number 41", "1a", sealed, cost) === undefined);
 * ```
 */
export async function seal(
  form: string,
  salt: string,
  text: string,
  cost: SealCost = sealCost,
): Promise<string> {
  const bytes = new Uint8Array(TEXT_BYTES).fill(0x20), said = new TextEncoder().encode(text);
  if (said.length > TEXT_BYTES) {
    throw new RangeError(`at most ${TEXT_BYTES} bytes can be sealed, not ${said.length}`);
  }
  bytes.set(said);
  const cipher = createCipheriv(CIPHER, await keyOf(form, salt, cost), INITIAL);
  const sealed = [cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(sealed.flatMap((part) => [...part])).toBase64();
}

/** Opens a sealed text; undefined if the form is not the one it was sealed with. */
export async function unseal(
  form: string,
  salt: string,
  sealed: string,
  cost: SealCost = sealCost,
): Promise<string | undefined> {
  const bytes = Uint8Array.fromBase64(sealed);
  const decipher = createDecipheriv(CIPHER, await keyOf(form, salt, cost), INITIAL);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    return text.trimEnd();
  } catch {
    return undefined;
  }
}
