/** All tests of this folder in one go. */
import { together } from "../together.ts";

await together("analysis");
