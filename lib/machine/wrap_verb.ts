/**
 * Puts something around a verb of one core, as machines do that are watched or rearranged, or whose cores
 * have several threads.
 */
import type { Core } from "./core.ts";

/** A verb of a core: most begin with an address. */
export type Verb = (address: number, ...rest: unknown[]) => unknown;

/**
 * Puts something around a verb of a core.
 *
 * @param around makes the new verb from the old one, which has to be called on the core
 */
export function wrap(core: Core, verb: keyof Core, around: (act: Verb) => Verb): void {
  Object.defineProperty(core, verb, { configurable: true, value: around(core[verb] as unknown as Verb) });
}
