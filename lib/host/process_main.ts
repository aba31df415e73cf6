/** A process of a team: it begins when its parent writes on. */
import { readSync } from "node:fs";
import { cString, openLibc } from "./libc.ts";
import { sharedBytes } from "./programs/program.ts";
import { runRounds } from "./run_rounds.ts";
import type { ProcessOrder } from "./processes.ts";

const { words, ...order }: ProcessOrder = JSON.parse(Deno.args[0]!);
const { pointer, bytes } = openLibc().mapFile(cString(words), sharedBytes(order.of));

runRounds(
  order,
  new Int32Array(Deno.UnsafePointerView.getArrayBuffer(pointer, bytes)),
  () => void readSync(0, new Uint8Array(1)),
  (told) => console.log(JSON.stringify(told)),
);
