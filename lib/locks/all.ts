/** All mutual-exclusion locks of the lab, by name: for imports, command lines and contract tests. */
import type { LockKind } from "./lock.ts";
import { mcs } from "./mcs.ts";
import { perfect } from "./perfect.ts";
import { ticket } from "./ticket.ts";
import { unfair } from "./unfair.ts";

export { mcs, perfect, ticket, unfair };

/** Names of the locks. */
export const lockNames = ["ticket", "mcs", "unfair", "perfect"] as const;

/** The locks. */
export const lockKinds: Readonly<Record<typeof lockNames[number], LockKind>> = {
  ticket,
  mcs,
  unfair,
  perfect,
};
