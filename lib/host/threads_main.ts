/** The process of a team of threads: its orders are in a file. */
import { HostError } from "./libc.ts";
import { type Ended, runThreads } from "./threads.ts";

let ended: Ended;
try {
  ended = { notes: await runThreads(JSON.parse(Deno.readTextFileSync(Deno.args[0]!))) };
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  ended = { reason: error.message };
}
console.log(JSON.stringify(ended));
