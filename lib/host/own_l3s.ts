/**
 * Whether processors share an L3, where the system does not say it, as on many virtual machines. It matters
 * for more than latency: a line that comes from another L3 stays longer, and its core does more with it
 * before it goes (`machine/transfers.ts`).
 */
import type { MachineSpec } from "../machine/spec.ts";
import type { HostTopology } from "./topology.ts";

/** How far cores of a machine are from each other, in seconds: those of one L3, and those of two. */
export interface L3Distances {
  readonly near: number;
  readonly far: number;
}

/** The distances of a machine; undefined where all cores share an L3. */
export function l3Distances({ remoteCache, clockHertz }: MachineSpec): L3Distances | undefined {
  const hops = remoteCache.latencyCyclesByHops.value, within = remoteCache.latencyCyclesWithin?.value.l3;
  const [near, far] = within === undefined ? hops : [within, hops[0]];
  return near === undefined || far === undefined
    ? undefined
    : { near: near / clockHertz.value, far: far / clockHertz.value };
}

/**
 * The topology with an L3 for each core, if the system tells of no caches, and a word takes about as long
 * from one core to another as between two L3s of a machine like it; undefined if not.
 *
 * @param seconds what a word takes from one core of a package to another
 * @param like how far cores are from each other on the machine like it
 */
export function withOwnL3s(
  topology: HostTopology,
  seconds: number,
  { near, far }: L3Distances,
): HostTopology | undefined {
  const { processors } = topology;
  // Caches are told, or it is nearer, as a ratio, to cores of one L3 than to those of two.
  if (processors.some(({ caches }) => caches.length > 0) || seconds / near < far / seconds) return undefined;
  return {
    ...topology,
    processors: processors.map((processor) => ({
      ...processor,
      caches: [{ level: 3, bytes: 0, ways: 0, lineBytes: 0, processors: processor.siblings }],
    })),
  };
}
