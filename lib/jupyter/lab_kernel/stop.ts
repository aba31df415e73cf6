/**
 * What the stop button does. A cell that awaits something hears of it and can end by itself: a sweep with the
 * rows that it has. One that computes is broken off. What does neither costs the kernel.
 */
import type { Kernel } from "../runner/kernel.ts";

/** How long a cell has to hear of it, and to end. */
const HEAR_MS = 500, END_MS = 1500;
/** How long the point has that is being measured: what it would give is not thrown away. */
const POINT_MS = 60_000;
/** How long the outputs of a cell whose code has ended may be on their way: some 50,000 lines. */
const OUTPUTS_MS = 10_000;
const LOOK_MS = 20;

/**
 * Stops the cell that runs, or ends the kernel.
 *
 * @param atOnce without waiting for what is being measured
 */
export async function stop(
  kernel: Kernel,
  { isRunning, atOnce }: { readonly isRunning: () => boolean; readonly atOnce: boolean },
): Promise<void> {
  const waitFor = async (milliseconds: number, enough: () => boolean): Promise<void> => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && !enough()) await new Promise((go) => setTimeout(go, LOOK_MS));
  };
  const hasEnded = (): boolean => !isRunning();
  if (!atOnce) {
    kernel.askToStop();
    await waitFor(HEAR_MS, () => hasEnded() || kernel.hasHeard);
    if (kernel.isStoppable) await waitFor(POINT_MS, () => hasEnded() || !kernel.isStoppable);
  }
  if (hasEnded()) return;
  // An interrupt would have a cell that awaits something stand still for good.
  if (!kernel.hasHeard && !kernel.hasReplied) kernel.interrupt();
  await waitFor(END_MS, () => hasEnded() || kernel.hasReplied);
  if (kernel.hasReplied && !atOnce) await waitFor(OUTPUTS_MS, hasEnded);
  if (isRunning()) await kernel.kill();
}
