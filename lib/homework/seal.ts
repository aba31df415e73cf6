/**
 * A text that only an answer can open. The key is made from the answer's form by a slow hash (scrypt), so that nothing can
 * be read off a student's file: one has to have the answer, or to try answers one by one at 20 ms each. It keeps an honest
 * student from seeing an answer by chance; it is no safe.
 */
import { createCipheriv, createDecipheriv, scryptSync } from "node:crypto";

/** Some 20 ms and 8 MB a try. */
const COST = { N: 8192, r: 8, p: 1 };
const CIPHER = "aes-256-gcm", TAG_BYTES = 16;
/** Every salt and form has a key of its own, which is used once. */
const INITIAL = new Uint8Array(12);

/**
 * Seals a text.
 *
 * @param form what opens it
 * @param salt different for each text
 * @returns base64; the same for the same arguments
 * @example
 * ```ts
 * console.assert(unseal("number 42", "1a", seal("number 42", "1a", "Right!")) === "Right!");
 * console.assert(unseal("number 41", "1a", seal("number 42", "1a", "Right!")) === undefined);
 * ```
 */
export function seal(form: string, salt: string, text: string): string {
  const cipher = createCipheriv(CIPHER, scryptSync(form, salt, 32, COST), INITIAL);
  const sealed = [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(sealed.flatMap((part) => [...part])).toBase64();
}

/** Opens a sealed text; undefined if the form is not the one it was sealed with. */
export function unseal(form: string, salt: string, sealed: string): string | undefined {
  const bytes = Uint8Array.fromBase64(sealed);
  const decipher = createDecipheriv(CIPHER, scryptSync(form, salt, 32, COST), INITIAL);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}
