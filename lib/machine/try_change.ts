/**
 * One try of a loop that reads a word, and compares and swaps it until nobody has come between.
 *
 * A request takes effect here when it is made. For words that is right where requests are served in the order
 * in which they are made. But a chip's cores hand a line on before it leaves for another chip that has asked
 * earlier (`transfers.ts`): what such a core sees when its line comes is what those before it have left
 * there, and not what was there when it asked.
 */
import type { Core } from "./core.ts";
import type { Machine } from "./machine.ts";

/**
 * Changes a word that a core has loaded, or has failed to change, unless others have changed it since; says
 * what was there instead, or nothing if it succeeds. Follows a `yield`, and that the load or the last try.
 *
 * @param asked what the load or the last try has returned
 * @param change of what was seen to what is written
 * @example
 * ```ts
 * import { int32, Machine, opteron16, struct, tryChange } from "corey-lab/machine";
 * const machine = new Machine(opteron16), { memory, cores: [core] } = machine;
 * const { count } = memory.place(struct("counter", { count: int32 }));
 * core!.start((function* () {
 *   let seen: number | undefined = core!.load(count);
 *   while (seen !== undefined) {
 *     yield;
 *     seen = tryChange(machine, core!, count, seen, (value) => value + 1);
 *   }
 * })());
 * machine.run();
 * console.log(memory.words[count >>> 2]); // 1
 * ```
 */
export function tryChange(
  { memory, spec }: Machine,
  core: Core,
  address: number,
  asked: number,
  change: (seen: number) => number,
): number | undefined {
  const { physical, caches, transfers } = memory, takes = spec.core.atomicCycles.value;
  const there = memory.words[address >>> 2]!, line = physical.lineOf(address);
  const changers = transfers.changers(caches.coreOf[core.number]!, line, core.now, takes);
  if (changers === "others") {
    // It has seen something, and will find something else.
    core.compareAndSwap(address, there + 1, there);
    return there;
  }
  const seen = changers === "nobody" ? there : asked;
  return core.compareAndSwap(address, seen, change(seen)) ? undefined : there;
}
