/**
 * Instructions of the web server that touch no shared memory, on one core of the paper's machine. Those of
 * TCP are in `libos/tcp/path_lengths.ts`.
 */
import type { Sourced } from "../../input/sourced.ts";

function recalled(value: number, source: string): Sourced<number, "cycles"> {
  return { value, unit: "cycles", source, sure: "R" };
}

/** Cycles of the front end for one request, beside its calls of the network stack. */
export const webdCycles = {
  /** A thread for the connection: made, switched to and from, ended. */
  thread: recalled(
    3000,
    "thread_create, two switches and an end in lib/thread.c of Corey's source, about 1000 each",
  ),
  /** Reading the request. */
  parse: recalled(
    1500,
    "http_client in user/httpd/jhttpd.cc of Corey's source: some searches through 100 bytes, two conversions",
  ),
  /** Writing the response. */
  respond: recalled(2000, "one snprintf of 60 bytes in user/httpd/jhttpd.cc of Corey's source"),
} as const;

/**
 * How fast a core adds up what is in its L1. From anywhere else the bytes come slower, and the additions wait
 * for them.
 */
export const sumBytesPerCycle: Sourced<number, "bytesPerCycle"> = {
  value: 8,
  unit: "bytesPerCycle",
  source: "sumbuf in user/httpd/filesum.cc of Corey's source: 64-bit additions, each to the sum of the one " +
    "before, one a cycle",
  sure: "R",
};
