/** Whether the system counts page faults and lost processors of a thread: not macOS, nor some sandboxes. */
import { existsSync } from "node:fs";

/** Whether it counts. */
export const areCounted: boolean = existsSync("/proc/thread-self/stat");
