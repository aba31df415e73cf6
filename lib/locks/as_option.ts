/**
 * Checks of options that take a lock: the lock itself, of the right kind, not its name.
 */
import type { z } from "zod";
import { made } from "../input/options.ts";
import { lockNames } from "./all.ts";
import type { LockKind, ReadWriteLockKind } from "./lock.ts";

/** A kind of lock that one core has at a time. */
export const lockOption: z.ZodType<LockKind> = made<LockKind>(["place"], "mcs", lockNames)
  .refine((kind) => "fair" in kind, "it has readers and writers; take one side, as in writersOf(readWrite)");

/** A kind of lock that many readers may have at once. */
export const readWriteLockOption: z.ZodType<ReadWriteLockKind> = made<ReadWriteLockKind>(
  ["place"],
  "readWrite",
  ["readWrite", "mcsReadWrite", "scalableReadWrite", "splitReadWrite", "perfectReadWrite", "rwSemaphore"],
).refine((kind) => !("fair" in kind), "it has no readers and writers; take one such as readWrite");
