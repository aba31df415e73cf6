/** The process of a team of threads: its orders are in a file. It ends with the program that started it. */
import { HostError } from "./libc.ts";
import { type Ended, runThreads } from "./threads.ts";

Deno.stdin.readable.pipeTo(new WritableStream()).then(() => Deno.exit(1));

let ended: Ended;
try {
  ended = { notes: await runThreads(JSON.parse(Deno.readTextFileSync(Deno.args[0]!))) };
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  ended = { reason: error.message };
}
console.log(JSON.stringify(ended));
Deno.exit();
