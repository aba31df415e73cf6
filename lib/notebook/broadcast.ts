/** The line from running code to the notebook that shows it. */

/** Sends a message of the Jupyter protocol to all front ends. */
export type Broadcast = (type: string, content: Record<string, unknown>) => Promise<void>;

/**
 * Finds the way to the notebook, if this code runs in one.
 *
 * @returns A function that sends, or `undefined` outside Deno's Jupyter kernel.
 *
 * @example
 * ```ts
 * const broadcast = kernelBroadcast();
 * console.assert(broadcast === undefined); // tests do not run in a notebook
 * ```
 */
export function kernelBroadcast(): Broadcast | undefined {
  try {
    const { jupyter } = Deno;
    return typeof jupyter?.broadcast === "function"
      ? (type, content) => jupyter.broadcast(type, content)
      : undefined;
  } catch {
    // Outside the kernel, Deno may throw when the property is read.
    return undefined;
  }
}

/**
 * Waits until what was sent has left the kernel. The kernel tells a front end that a cell is done without
 * waiting for the cell's outputs; front ends that stop listening then would lose them.
 *
 * @returns A promise that settles after 20 ms.
 *
 * @example
 * ```ts
 * await outputsSent();
 * ```
 */
export function outputsSent(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
