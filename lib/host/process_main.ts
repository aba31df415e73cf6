/** A process of a team: its rounds follow the clock, from the moment that its parent writes on. */
import { readSync } from "node:fs";
import { cString, openLibc } from "./libc.ts";
import { SHARED_BYTES } from "./programs/program.ts";
import { runRounds } from "./run_rounds.ts";
import type { ProcessOrder } from "./processes.ts";

/** Between two rounds, in rounds: each process has told of one before the next begins. */
const PAUSE = 0.2;

const { roundSeconds, words, ...order }: ProcessOrder = JSON.parse(Deno.args[0]!);
const { pointer } = openLibc().mapFile(cString(words), SHARED_BYTES);
let first: number | undefined;
const beginsAt = (round: number): number => first! + (round - 1) * (1 + PAUSE) * 1000 * roundSeconds;

function readNumber(): number {
  const bytes = new Uint8Array(64);
  return Number(new TextDecoder().decode(bytes.subarray(0, readSync(0, bytes))));
}

runRounds(order, {
  shared: new Int32Array(Deno.UnsafePointerView.getArrayBuffer(pointer, SHARED_BYTES)),
  begin(round) {
    first ??= readNumber();
    while (Date.now() < beginsAt(round));
  },
  isOver: (round) => Date.now() >= beginsAt(round) + 1000 * roundSeconds,
}, (told) => console.log(JSON.stringify(told)));
