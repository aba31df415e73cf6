/** Tests that run as one file. */
import { together } from "./together.ts";

await together("notebooks");
