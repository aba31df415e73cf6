/** Reports of any of the programs that are known, told apart by what they look like. */
import { InputError } from "../../input/check.ts";
import { readHwloc } from "./hwloc.ts";
import { readLatencies } from "./latencies.ts";
import { isLikwid, readLikwid } from "./likwid.ts";
import { isLscpu, readLscpu } from "./lscpu.ts";
import { isLscpuCaches, readLscpuCaches } from "./lscpu_caches.ts";
import type { Report } from "./report.ts";

const KNOWN = "lscpu -J, lstopo --of xml, likwid-topology or a CSV of core-to-core latencies";

/**
 * Reads a report.
 *
 * @param what names it in errors, such as a file
 * @throws {InputError} when it is none of those known, or does not say enough
 * @example
 * ```ts
 * import { readReport } from "corey-lab/host";
 * const report = readReport("0,40,90,90\n40,0,90,90\n90,90,0,40\n90,90,40,0\n", "c2c.csv");
 * console.log(report.nanoseconds?.[0]); // [0, 40, 90, 90]
 * ```
 */
export function readReport(text: string, what: string): Report {
  try {
    if (/^\s*</.test(text)) return readHwloc(text);
    if (/^\s*\{/.test(text)) return ofJson(text);
    if (isLikwid(text)) return readLikwid(text);
    if (/^[\s\d.,;±+-]*\d/.test(text) || /^[^\n]*,[^\n]*\n/.test(text)) return readLatencies(text);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${what}: ${error.message}`) : error;
  }
  throw new InputError(`${what}: expected the output of ${KNOWN}`);
}

function ofJson(text: string): Report {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InputError("it is not JSON");
  }
  if (isLscpu(data)) return readLscpu(data);
  if (isLscpuCaches(data)) return readLscpuCaches(data);
  throw new InputError(`expected the output of ${KNOWN}`);
}
