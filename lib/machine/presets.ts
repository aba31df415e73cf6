/** The machines that come with the project: real ones, from public measurements. */
import epyc64Json from "../../data/machines/epyc64.json" with { type: "json" };
import opteron16Json from "../../data/machines/opteron16.json" with { type: "json" };
import opteron48Json from "../../data/machines/opteron48.json" with { type: "json" };
import { completed } from "./extends.ts";
import { type MachineSpec, parseMachineSpec } from "./spec.ts";

/**
 * The paper's machine: 4 chips × 4 cores of AMD Opteron (2007) at 2.0 GHz, in a square, coherence by
 * broadcast.
 */
export const opteron16: MachineSpec = parseMachineSpec(opteron16Json, "data/machines/opteron16.json");

/**
 * The machine of "An Analysis of Linux Scalability to Many Cores" (2010): 8 chips × 6 cores of AMD Opteron at
 * 2.4 GHz.
 */
export const opteron48: MachineSpec = parseMachineSpec(opteron48Json, "data/machines/opteron48.json");

/** A server of today in one socket: AMD EPYC 7763, 8 core complexes × 8 cores at 3.5 GHz. */
export const epyc64: MachineSpec = parseMachineSpec(epyc64Json, "data/machines/epyc64.json");

/** All presets. */
export const presets: readonly MachineSpec[] = [opteron16, opteron48, epyc64];

/**
 * A machine from data: a whole spec, or how it differs from a preset.
 *
 * @param what names the data in the error, such as a file
 * @throws {InputError} naming the path, the value and what was expected
 * @example
 * ```ts
 * import { readMachineSpec } from "corey-lab/machine";
 * const two = readMachineSpec({ extends: "epyc64", name: "two-complexes", chips: 2 }, "my machine");
 * console.log(two.chips.value, two.l2.bytes.source); // 2 "assumed, as epyc64: …"
 * ```
 */
export function readMachineSpec(data: unknown, what: string): MachineSpec {
  return parseMachineSpec(completed(data, what, presets), what);
}
