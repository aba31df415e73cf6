/** All but the costliest notebooks give the outputs that are committed. */
import { costly, names, runAsCommitted } from "./as_committed.ts";

runAsCommitted(names.filter((name) => !costly.includes(name)));
