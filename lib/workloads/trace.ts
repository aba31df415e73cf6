/** Recorded accesses to memory: which core read or wrote which address, in order. */
import { InputError } from "../input/check.ts";

/** A trace: three lists of the same length, an entry an access. Typed arrays are fastest. */
export interface AccessTrace {
  /** The core that accesses memory. */
  readonly cores: ArrayLike<number>;
  /** The address, in bytes; up to 2^53. */
  readonly addresses: ArrayLike<number>;
  /** 1 for a write, 0 for a read. */
  readonly writes: ArrayLike<number>;
}

/** A line of a trace: what it does, where, and which core, if it says so. */
const ACCESS = /^([012])\s+(?:0x)?([0-9a-f]{1,13})(?:\s+(\d{1,4}))?\s*$/i;

/**
 * Reads a trace in the text format of the Dinero cache simulator (`din`): a line an access, `0` for a read,
 * `1` for a write or `2` for the fetch of an instruction, which is a read here, then the address in
 * hexadecimal digits. A third number is the core; without it, it is core 0. Empty lines, and those that begin
 * with `#`, say nothing.
 *
 * @throws {InputError} when a line is no access, with its number
 * @example
 * ```ts
 * import { parseDin } from "corey-lab/workloads";
 * const { cores, addresses, writes } = parseDin("0 7f001000\n1 7f001000 3\n");
 * console.assert(addresses[0] === 0x7f001000 && cores[1] === 3 && writes[1] === 1);
 * ```
 */
export function parseDin(text: string): AccessTrace {
  const cores: number[] = [], addresses: number[] = [], writes: number[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, what, address, core = "0"] = ACCESS.exec(line.trim()) ?? [];
    if (address === undefined) {
      const expected = "0, 1 or 2, a hexadecimal address and perhaps a core";
      throw new InputError(`line ${i + 1} of the trace: expected ${expected}, not ${line.trim()}`);
    }
    cores.push(Number(core));
    addresses.push(parseInt(address, 16));
    writes.push(what === "1" ? 1 : 0);
  }
  return { cores, addresses, writes };
}
