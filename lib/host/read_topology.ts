/** Asks the operating system for its processors. */
import { HostError } from "./libc.ts";
import { readLinuxTopology } from "./linux_topology.ts";
import { macTopology } from "./mac_topology.ts";
import type { HostTopology } from "./topology.ts";

/**
 * Reads the topology: on Linux from `/sys` and `/proc`, on macOS from `sysctl`.
 *
 * @param root where `sys` and `proc` of some Linux are; of this computer unless given
 * @throws {HostError} where the system does not say it
 */
export function readTopology(root?: string): HostTopology {
  if (root !== undefined || Deno.build.os !== "darwin") return readLinuxTopology(root ?? "/");
  const { success, stdout } = new Deno.Command("/usr/sbin/sysctl", { args: ["-a"] }).outputSync();
  if (!success) throw new HostError("sysctl -a failed: expected it to say what processors there are");
  return macTopology(new TextDecoder().decode(stdout), Deno.systemMemoryInfo().available);
}
