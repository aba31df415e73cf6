/**
 * The machines that come with the project: real ones, from public measurements. The first three are whole;
 * the others say what was measured of them, and are as epyc64 in the rest.
 */
import epyc64Json from "../../data/machines/epyc64.json" with { type: "json" };
import graviton64Json from "../../data/machines/graviton64.json" with { type: "json" };
import haswell72Json from "../../data/machines/haswell72.json" with { type: "json" };
import milan176Json from "../../data/machines/milan176.json" with { type: "json" };
import milan96Json from "../../data/machines/milan96.json" with { type: "json" };
import opteron16Json from "../../data/machines/opteron16.json" with { type: "json" };
import opteron32Json from "../../data/machines/opteron32.json" with { type: "json" };
import opteron48Json from "../../data/machines/opteron48.json" with { type: "json" };
import ryzen3800xJson from "../../data/machines/ryzen3800x.json" with { type: "json" };
import sandybridge16Json from "../../data/machines/sandybridge16.json" with { type: "json" };
import skylake4Json from "../../data/machines/skylake4.json" with { type: "json" };
import xeon24Json from "../../data/machines/xeon24.json" with { type: "json" };
import xeon6138x2Json from "../../data/machines/xeon6138x2.json" with { type: "json" };
import xeon8176x8Json from "../../data/machines/xeon8176x8.json" with { type: "json" };
import { InputError } from "../input/check.ts";
import { completed } from "./extends.ts";
import { type MachineSpec, parseMachineSpec, presetSpec } from "./spec.ts";

/**
 * The paper's machine: 4 chips × 4 cores of AMD Opteron (2007) at 2.0 GHz, in a square, coherence by
 * broadcast.
 */
export const opteron16: MachineSpec = presetSpec(opteron16Json);

/**
 * The machine of "An Analysis of Linux Scalability to Many Cores" (2010): 8 chips × 6 cores of AMD Opteron at
 * 2.4 GHz.
 */
export const opteron48: MachineSpec = presetSpec(opteron48Json);

/** A server of today in one socket: AMD EPYC 7763, 8 core complexes × 8 cores at 3.5 GHz. */
export const epyc64: MachineSpec = presetSpec(epyc64Json);

/** A machine that is as epyc64, but for what its file says. */
function likeEpyc64(data: { readonly name: string }): MachineSpec {
  const file = `data/machines/${data.name}.json`;
  return presetSpec(completed(data, file, [epyc64]));
}

/** A client: Intel Core i7-6700HQ (Skylake), 4 cores × 2 threads at 2.6 GHz. */
export const skylake4: MachineSpec = likeEpyc64(skylake4Json);

/** A desktop: AMD Ryzen 7 3800X (Zen 2), two L3s of 4 cores at 3.9 GHz. */
export const ryzen3800x: MachineSpec = likeEpyc64(ryzen3800xJson);

/** Two Intel Xeon E5-2660 (Sandy Bridge-EP), 8 cores × 2 threads each. */
export const sandybridge16: MachineSpec = likeEpyc64(sandybridge16Json);

/** One large Xeon of 24 cores × 2 threads, of which little is known. */
export const xeon24: MachineSpec = likeEpyc64(xeon24Json);

/** Two nodes of AMD Opterons, 16 cores each, of which little is known. */
export const opteron32: MachineSpec = likeEpyc64(opteron32Json);

/** Two Intel Xeon Gold 6138 (Skylake-SP), 20 cores × 2 threads each. */
export const xeon6138x2: MachineSpec = likeEpyc64(xeon6138x2Json);

/** AWS Graviton2: 64 Arm Neoverse N1 cores with one L3. */
export const graviton64: MachineSpec = likeEpyc64(graviton64Json);

/** Four Intel Xeon E7-8895 v3 (Haswell-EX), 18 cores × 2 threads each. */
export const haswell72: MachineSpec = likeEpyc64(haswell72Json);

/** Two AMD EPYC 7R13 (Milan), each 6 L3s of 8 cores × 2 threads. */
export const milan96: MachineSpec = likeEpyc64(milan96Json);

/** A guest on AMD EPYC, Milan by its name: 11 L3s of 8 cores × 2 threads. */
export const milan176: MachineSpec = likeEpyc64(milan176Json);

/** Eight Intel Xeon Platinum 8176 (Skylake-SP), 28 cores × 2 threads each, in two groups of four. */
export const xeon8176x8: MachineSpec = likeEpyc64(xeon8176x8Json);

/** All presets. */
export const presets: readonly MachineSpec[] = [
  opteron16,
  opteron48,
  epyc64,
  skylake4,
  ryzen3800x,
  sandybridge16,
  xeon24,
  opteron32,
  xeon6138x2,
  graviton64,
  haswell72,
  milan96,
  milan176,
  xeon8176x8,
];

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
  try {
    return parseMachineSpec(completed(data, what, presets), what);
  } catch (error) {
    if (!(error instanceof InputError) || !isShort(data)) throw error;
    throw new InputError(
      `${error.message}; a file with only what differs from a preset begins { "extends": "${epyc64.name}", ` +
        "and of what lscpu and the like say deno task machine import makes one",
    );
  }
}

/** Whether data are far from a whole machine, and extend none. */
function isShort(data: unknown): boolean {
  const has = Object.keys(data ?? {});
  return !has.includes("extends") && Object.keys(epyc64).filter((key) => has.includes(key)).length < 10;
}
