/** Systems of the lab that have one of Corey's abstractions, with the calls in whose place they can stand. */
import { corey } from "../../libos/corey.ts";
import { coreyTcp } from "../../libos/tcp/service.ts";
import type { System } from "../../kernels/system.ts";

/** A system, and the calls that it offers. */
interface LabSystem {
  /** The remedy that it has. */
  readonly remedy: string;
  /** The system. */
  readonly system: System<unknown>;
  /** Calls that a kernel has in whose place it can stand. */
  readonly calls: readonly string[];
}

const all: readonly LabSystem[] = [
  {
    remedy: "address ranges",
    system: corey.addressRanges(),
    calls: ["mapPrivate", "mapShared", "unmap", "fault"],
  },
  { remedy: "kernel cores", system: coreyTcp.dedicated(), calls: ["serve", "device", "driverLocks"] },
  { remedy: "shares", system: corey.descriptors("private"), calls: ["open", "dup", "close"] },
  {
    remedy: "shares",
    system: corey.localShares(),
    calls: ["ownSegment", "shareFor", "shareAddobj", "shareDelobj"],
  },
];

/** The systems of the lab that have a remedy and can stand in the place of a kernel. */
export function labSystems(remedy: string, kernel: unknown): System<unknown>[] {
  const has = Object(kernel) as object;
  return all.filter((one) => one.remedy === remedy && one.calls.every((call) => call in has))
    .map(({ system }) => system);
}
