/** What the system counts of the calling thread, where it counts (Linux; not macOS, nor some sandboxes). */

/** Whether it counts. */
export const areCounted: boolean = ofThisThread("stat", /(.)/) !== undefined;

/** How often the calling thread lost its processor to another program so far; 0 where nobody counts. */
export function preemptions(): number {
  return Number(ofThisThread("status", /^nonvoluntary_ctxt_switches:\s*(\d+)/m) ?? 0);
}

/** How many page faults the calling thread had that needed no disk so far; 0 where nobody counts. */
export function softFaults(): number {
  // The tenth field of `stat`; the second is a name in brackets.
  return Number(ofThisThread("stat", /.*\)(?: \S+){7} (\d+)/) ?? 0);
}

function ofThisThread(file: string, field: RegExp): string | undefined {
  try {
    return field.exec(Deno.readTextFileSync(`/proc/thread-self/${file}`))?.[1];
  } catch {
    return undefined;
  }
}
