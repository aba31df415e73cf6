/** The notebooks that take longest give the outputs that are committed. */
import { costly, runAsCommitted } from "./as_committed.ts";

runAsCommitted(costly);
