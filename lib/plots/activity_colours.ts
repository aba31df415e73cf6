/**
 * One colour for each thing that a core's time can go to, the same in all figures. What is nearer is lighter,
 * so that in black and white, too, memory far away differs from a cache on the chip, and idling from
 * computing.
 */
import { colours } from "./palette.ts";

const fills: Readonly<Record<string, string>> = {
  "computing": "#f3e2a0",
  "handling faults": "#4d4d4d",
  "page fault": "#4d4d4d",
  "L3": "#e3b4d0",
  "cache of the chip": colours[4],
  "cache of another chip": colours[1],
  "invalidating": colours[5],
  "DRAM": "#00664b",
  "waiting for a lock": colours[0],
  "holding": colours[0],
  "waiting for a word": "#bdbdbd",
  "waiting": "#bdbdbd",
  "sending interrupts": "#7a0403",
  "serving interrupts": "#c51b8a",
  "interrupt": "#c51b8a",
  "idle": "#ffffff",
};

/** The colour of an activity; black for one that is not known here. */
export function activityColour(name: string): string {
  return Object.hasOwn(fills, name) ? fills[name]! : colours[6];
}
