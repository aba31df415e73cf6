/**
 * The map phase: every core goes through its part of the text, makes its letters capitals in place, ends each
 * word with a zero, and notes it with its position in a table of its own. The kernel is only asked for memory
 * when arrays grow.
 *
 * It scales on both kernels: cores share nothing but the memory that the text and the tables lie in, and page
 * faults are rare.
 * Notebook: `07_mapreduce`.
 */
import type { Program } from "../../sim/task.ts";
import { wriPathCycles } from "./path_lengths.ts";
import type { Text } from "./text.ts";
import type { WordTable } from "./word_table.ts";

/** Maps words `from` to `to` (exclusive) of a text whose byte 0 is at a virtual address. */
export function* map(table: WordTable, text: Text, address: number, from: number, to: number): Program {
  const { owner, memory } = table.arena, { dictionary, words, offsets } = text, { lineBytes } = owner;
  let next = from < to ? offsets[from]! - offsets[from]! % lineBytes : 0;
  for (let i = from; i < to; i++) {
    yield;
    const word = words[i]!, offset = offsets[i]!, length = dictionary.words[word]!.length;
    // Whatever separates words is read on the way.
    for (; next <= offset + length; next += lineBytes) {
      yield* memory.streamRead(owner, address + next, lineBytes);
      yield* memory.touch(owner, address + next, "write");
    }
    owner.compute(wriPathCycles.scanByte.value * (length + 1));
    const rest = table.note(word, address + offset);
    if (rest) yield* rest;
  }
}

/** The part of `count` things that falls to one of so many workers: from, to (exclusive). */
export function part(count: number, worker: number, workers: number): [from: number, to: number] {
  return [Math.floor(count * worker / workers), Math.floor(count * (worker + 1) / workers)];
}
