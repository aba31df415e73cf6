/**
 * What a program that is examined can do: the verbs of `Core` that programs are written in, and no others.
 * The list is what the judge takes from a program's process, and what that process makes its cores of.
 */
import type { Core } from "../../machine/core.ts";

/** Verbs that give a value back, or of which the program has to hear when they fail. */
export const asked = [
  "load",
  "fetchAdd",
  "swap",
  "compareAndSwap",
  "update",
  "acquired",
  "acquiredShared",
  "released",
] as const satisfies readonly (keyof Core)[];
/** Verbs that give nothing back. */
export const told = [
  "compute",
  "store",
  "publish",
] as const satisfies readonly (keyof Core)[];
/** Verbs that give a wait, which the program has to yield. */
export const awaited = ["spinUntil", "sleepUntilWrite", "backOff"] as const satisfies readonly (keyof Core)[];
