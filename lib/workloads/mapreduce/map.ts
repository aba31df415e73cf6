/**
 * The map phase: every core goes through its part of the text and notes each word with its position in a table of its own. Most of the time
 * goes into comparing words; the kernel is only asked for memory when lists have grown by a page.
 *
 * It scales on both kernels: cores share the input, which they only read, and page faults are rare.
 * Notebook: `07_mapreduce`.
 */
import type { Program } from "../../sim/task.ts";
import { wriPathCycles } from "./path_lengths.ts";
import type { Text } from "./text.ts";
import type { WordTable } from "./word_table.ts";

const LINE = 64;

/** Maps words `from` to `to` (exclusive) of a text whose byte 0 is at a virtual address. */
export function* map(table: WordTable, text: Text, address: number, from: number, to: number): Program {
  const { core, memory } = table, { dictionary, words, offsets } = text;
  let line = -1;
  for (let i = from; i < to; i++) {
    yield;
    const word = dictionary[words[i]!]!, offset = offsets[i]!, end = offset + word.length;
    // Whatever separates words is read on the way.
    for (let next = line < 0 ? lineOf(offset) : line + LINE; next <= lineOf(end); next += LINE) {
      yield* memory.streamRead(core, address + next, LINE);
      line = next;
    }
    core.compute(wriPathCycles.scanByte.value * (word.length + 1));
    const rest = table.note(word, offset);
    if (rest) yield* rest;
  }
}

/** The part of `count` things that falls to one of so many workers: from, to (exclusive). */
export function part(count: number, worker: number, workers: number): [from: number, to: number] {
  return [Math.floor(count * worker / workers), Math.floor(count * (worker + 1) / workers)];
}

function lineOf(offset: number): number {
  return offset - offset % LINE;
}
