/** For error messages: who wrote a line last. */
import type { Memory } from "./memory.ts";

/** Who made a line dirty, if that is known: a core that has it Modified, or Owned since others read it. */
export function writerOf({ directory, caches, rules }: Memory, line: number): string {
  const owner = directory.ownerOf(line), isCore = owner >= 0 && owner < caches.l1.length;
  return isCore && rules.writesBackOnEvict[directory.stateOf(line)] ? `, last written by core ${owner}` : "";
}
