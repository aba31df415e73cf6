/**
 * A program that grades, for `leaving_test.ts` to end in the middle: says which kernel runs and in which
 * folder, and goes on for ever. With the argument `between` it is between two kernels.
 */
import { Sandbox } from "../../lib/homework/sandbox.ts";

await using sandbox = Sandbox.open({ memoryMegabytes: 512 });
const kernel = await sandbox.start();
const { outputs } = await kernel.execute("console.log(Deno.pid, Deno.env.get('HOME'))");
const [said] = outputs;
if (Deno.args.includes("between")) await kernel.kill();
if (said?.output_type === "stream") console.log(said.text.trim());
if (kernel.alive) await kernel.execute("for (;;);");
else await new Promise((resolve) => setTimeout(resolve, 60_000));
