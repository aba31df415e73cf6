/** One colour for each thing that a core's time can go to, the same in all figures. */
import { colours } from "./palette.ts";

const fills: Readonly<Record<string, string>> = {
  "computing": "#fdf3d0",
  "handling faults": "#4d4d4d",
  "page fault": "#4d4d4d",
  "L3": colours[3],
  "cache of the chip": colours[4],
  "cache of another chip": colours[1],
  "invalidating": colours[5],
  "DRAM": colours[2],
  "waiting for a lock": colours[0],
  "holding": colours[0],
  "waiting for a word": "#bdbdbd",
  "waiting": "#bdbdbd",
  "sending interrupts": "#7a0403",
  "serving interrupts": "#c51b8a",
  "interrupt": "#c51b8a",
  "idle": "#ebebeb",
};

/** The colour of an activity; black for one that is not known here. */
export function activityColour(name: string): string {
  return fills[name] ?? colours[6];
}
