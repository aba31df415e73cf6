/**
 * The lab's kernel as Jupyter starts it: `deno run … main.ts connection.json`. It stands between the front
 * ends and Deno's own kernel, which runs the cells.
 */
import type { ConnectionInfo } from "../runner/connection.ts";
import { LabKernel } from "./lab_kernel.ts";

const connection: ConnectionInfo = JSON.parse(await Deno.readTextFile(Deno.args[0]!));
const kernel = new LabKernel(connection, { cwd: Deno.cwd() });
// A Jupyter that is ended by force does not end its kernels.
const parent = Deno.ppid;
const orphaned = new Promise<void>((resolve) => {
  setInterval(() => Deno.ppid !== parent && resolve(), 2_000);
});
await Promise.race([kernel.ended, orphaned]);
Deno.exit(0);
