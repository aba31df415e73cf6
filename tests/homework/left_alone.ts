/**
 * A program that grades, for `leaving_test.ts` to end in the middle: says which kernel runs and in which
 * folder, and goes on for ever.
 */
import { Sandbox } from "../../lib/homework/sandbox.ts";

const sandbox = await Sandbox.open({ memoryMegabytes: 512 });
const kernel = await sandbox.start();
const { outputs } = await kernel.execute("console.log(Deno.pid, Deno.env.get('HOME'))");
const [said] = outputs;
if (said?.output_type === "stream") console.log(said.text.trim());
await kernel.execute("for (;;);");
