/** For error messages: who wrote a line last. */
import type { Memory } from "./memory.ts";
import { State } from "./moesi.ts";

/** Who made a line dirty, if that is known: a core that has it Modified, or Owned since others read it. */
export function writerOf({ directory, caches }: Memory, line: number): string {
  const owner = directory.ownerOf(line), state = directory.stateOf(line);
  const isCore = owner >= 0 && owner < caches.l1.length,
    isDirty = state === State.Modified || state === State.Owned;
  return isCore && isDirty ? `, last written by core ${owner}` : "";
}
