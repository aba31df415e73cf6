/**
 * A request to stop what takes long, from whoever runs the program: in a notebook, the stop button. What
 * measures point after point looks for it between two points, and ends with what it has.
 *
 * The kernel leaves what is needed at a place that all code can reach (`lib/jupyter/runner/preamble.ts`);
 * elsewhere there is nothing there, and nothing is stopped.
 */

/** Where the kernel leaves it: a property of the global object. */
export const STOP: unique symbol = Symbol.for("corey-lab.stop");

interface Stop {
  readonly signal: AbortSignal;
  begin(): void;
  end(): void;
}

/**
 * The signal that the user wants to stop; undefined where there is no stop button.
 *
 * @example
 * ```ts
 * import { stopSignal } from "./stop.ts";
 *
 * for (let point = 0; point < 3 && !stopSignal()?.aborted; point++) console.log(point);
 * ```
 */
export function stopSignal(): AbortSignal | undefined {
  return stop()?.signal;
}

/**
 * Says that something is under way which can be stopped, to the end of a block that begins with `using`.
 * Whoever wants it to stop then has the patience that one more point takes.
 *
 * @example
 * ```ts
 * import { stoppable } from "./stop.ts";
 *
 * using underWay = stoppable();
 * console.assert(!underWay.signal?.aborted);
 * ```
 */
export function stoppable(): Disposable & { readonly signal: AbortSignal | undefined } {
  const found = stop();
  found?.begin();
  return { signal: found?.signal, [Symbol.dispose]: () => found?.end() };
}

function stop(): Stop | undefined {
  return (globalThis as { [STOP]?: Stop })[STOP];
}
