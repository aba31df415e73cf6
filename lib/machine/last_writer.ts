/** For error messages: what a word is, and who wrote its line last. */
import type { Memory } from "./memory.ts";

/** A word's name and value, and who wrote it last, if that is known. */
export function wordInWords(memory: Memory, address: number): string {
  const value = memory.words[address >>> 2], writer = writerOf(memory, memory.physical.lineOf(address));
  return `${memory.layout.nameOf(address)} (now ${value}${writer})`;
}

/** Who made a line dirty, if that is known: a core that has it Modified, or Owned since others read it. */
function writerOf({ directory, caches, rules }: Memory, line: number): string {
  const owner = directory.ownerOf(line), isCore = owner >= 0 && owner < caches.l1.length;
  return isCore && rules.writesBackOnEvict[directory.stateOf(line)] ? `, last written by core ${owner}` : "";
}
