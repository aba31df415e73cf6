/** Interrupts by which processors tell each other to empty their TLBs, as Linux counts them on x86-64. */

/**
 * How many there were so far. Nothing where the system does not say: the file may be hidden, and arm64 needs
 * no interrupts, since there the hardware tells all cores.
 *
 * @param path the file
 */
export function shootdowns(path = "/proc/interrupts"): number | undefined {
  try {
    const counts = /^\s*TLB:([\s\d]*)/m.exec(Deno.readTextFileSync(path))?.[1];
    return counts?.trim().split(/\s+/).reduce((sum, word) => sum + Number(word), 0);
  } catch {
    return undefined;
  }
}
