/**
 * The lab's kernel as Jupyter starts it: `deno run … main.ts connection.json`. It stands between the front
 * ends and Deno's own kernel, which runs the cells.
 */
import type { ConnectionInfo } from "../runner/connection.ts";
import { LabKernel } from "./lab_kernel.ts";

const connection: ConnectionInfo = JSON.parse(await Deno.readTextFile(Deno.args[0]!));
const kernel = new LabKernel(connection, { cwd: Deno.cwd() });
await kernel.ended;
Deno.exit(0);
