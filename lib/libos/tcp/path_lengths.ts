/**
 * What lwIP does on one core, counted: Corey's lwIP compiled with Corey's flags and run under callgrind with
 * the paper's service and a client that answers at once (`data/path_lengths/lwip.md`). Nothing in here
 * depends on how many cores there are, and no rate of the paper went into it.
 *
 * A connection of four packets in and four out takes 22,399 instructions, among them 96.5 divisions and 120.5
 * that lock their line.
 */
import type { Sourced } from "../../input/sourced.ts";
import type { CountedPath } from "../../machine/counted_path.ts";

function counted(instructions: number, divisions: number, locked: number, what: string): CountedPath {
  const source = `${what}: Corey's lwIP under callgrind, data/path_lengths/lwip.md`;
  return { instructions, divisions, locked, source };
}

/** Each beside the memory accesses that the code spells out. */
export const lwipPaths = {
  /**
   * The round through all threads that each packet causes. A thread that waits polls: it yields, reads the
   * time (which divides twice) and yields again. Nine wait: one for packets, five timers (two are DHCP's, by
   * which the released benchmark gets its addresses), the one that started them, lwIP's own, and the
   * service.
   */
  round: counted(1027, 24.1, 19, "thread_wait, thread_yield, time_nsec, setjmp and longjmp, a packet"),
  /** A packet that came. */
  input: counted(1779, 0, 3, "jif_input with all it calls but what sends, a packet"),
  /** A packet to send. */
  output: counted(1569, 0, 0, "tcp_enqueue and tcp_output with all they call, a packet"),
  /** `accept`, with the name of the other side and a new thread for the connection. */
  accept: counted(1473, 0, 12.5, "laccept, thread_create, a third of the messages between threads"),
  /** `write`, or a `read`, which was not counted: it takes as many messages. */
  write: counted(1234, 0, 8.5, "lwrite but what sends, a third of the messages between threads"),
  /** `close`, with the end of the thread. */
  close: counted(
    2188,
    0,
    11.5,
    "lclose but what sends, thread_halt, a third of the messages between threads",
  ),
} as const;

/** Pages that a service's program uses from one system call to the next. */
export const pagesBetweenCalls: Sourced<number, "pages"> = {
  value: 45,
  unit: "pages",
  source: "17 of code, 28 of data: Corey's lwIP under valgrind's lackey, data/path_lengths/lwip.md",
  sure: "R",
};
