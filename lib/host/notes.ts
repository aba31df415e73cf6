/** What a thread notes of itself: how much it has done, and what the system counts of it. */
import { existsSync } from "node:fs";
import { cString, type Libc } from "./libc.ts";
import type { Note } from "./stretches.ts";

/** Where Linux says of the thread that opens it how long it ran, and how long it waited for a processor. */
const SCHEDULED = "/proc/thread-self/schedstat";

/** Makes notes of the calling thread, until the end of the block that it is made in (`using`). */
export interface NoteTaker extends Disposable {
  /** A note at this moment, of so many operations so far. */
  note(operations: number): Note;
}

/** For the calling thread; what the system does not count (macOS, some sandboxes) is 0 in all its notes. */
export function noteTaker(libc: Libc): NoteTaker {
  const file = existsSync(SCHEDULED) ? libc.open(cString(SCHEDULED)) : undefined;
  const bytes = new Uint8Array(64), decoder = new TextDecoder();
  const queuedSeconds = (): number => {
    if (file === undefined) return 0;
    const [, nanoseconds] = decoder.decode(bytes.subarray(0, libc.readAgain(file, bytes))).split(" ");
    return Number(nanoseconds) / 1e9;
  };
  return {
    note(operations) {
      // If the processor is lost meanwhile, another: its time and its counts go together.
      for (;;) {
        const counts = libc.threadCounts(), queued = { queuedSeconds: queuedSeconds() };
        const times = { at: libc.seconds(), processorSeconds: libc.threadSeconds() };
        if (libc.threadCounts().preemptions === counts.preemptions) {
          return { operations, ...times, ...counts, ...queued };
        }
      }
    },
    [Symbol.dispose]() {
      if (file !== undefined) libc.close(file);
    },
  };
}
