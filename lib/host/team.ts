/**
 * Runs a program on some processors at once, in short rounds: on threads of one process, which share its
 * address space and its descriptors, or on processes, which share nothing.
 */
import { checkInput } from "../input/check.ts";
import { positive } from "../input/options.ts";
import { runProcesses } from "./processes.ts";
import type { HostProgramName } from "./programs/all.ts";
import type { TeamRun } from "./rounds.ts";
import { type Note, roundOf } from "./stretches.ts";
import { teamFolder } from "./team_folder.ts";
import { runThreadsApart } from "./threads.ts";

/** How a program is run. */
export interface TeamOptions {
  /** The processors; one thread or process is pinned to each. */
  readonly processors: readonly number[];
  /** `threads` unless said. */
  readonly as?: "threads" | "processes";
  /** How many rounds are kept, after {@link WARM_UP} that are not; {@link ROUNDS} unless said. */
  readonly rounds?: number;
  /** How long a round is; 0.05 s unless said, or `COREY_LAB_ROUND_SECONDS` of the environment. */
  readonly roundSeconds?: number;
  /** Memory to work on, for programs that have a choice. */
  readonly bytes?: number;
}

/** Rounds that are kept, unless said otherwise. */
export const ROUNDS = 10;

/** Rounds before those: they warm up what runs only when members meet, after each was warmed up alone. */
export const WARM_UP = 3;

/**
 * How long a round is unless said: so long that rounds differ little, or shorter by the environment, where
 * all programs are to run and nobody looks at the numbers.
 */
function usualSeconds(): number {
  const variable = "COREY_LAB_ROUND_SECONDS";
  return checkInput(positive, Number(Deno.env.get(variable) ?? 0.05), variable);
}

/** What all that is not a round may take: to start, to prepare memory, to end what was begun. */
const PATIENCE_SECONDS = 30;

/**
 * Runs a program.
 *
 * @param program its name
 * @returns what came of each round
 * @throws {HostError} when a member of the team fails or does not end; the others end first, and undo what
 * they did
 */
export async function runTeam(
  program: HostProgramName,
  { processors, as = "threads", rounds = ROUNDS, roundSeconds = usualSeconds(), bytes = 0 }: TeamOptions,
): Promise<TeamRun> {
  using folder = teamFolder();
  const of = processors.length, all = WARM_UP + rounds;
  const orders = processors.map((processor, me) => (
    { program, processor, me, of, bytes, folder: folder.path, rounds: all, roundSeconds }
  ));
  const late = new AbortController();
  const limit = setTimeout(() => late.abort(), 1000 * (2 * all * roundSeconds + PATIENCE_SECONDS));
  const run = as === "threads" ? runThreadsApart : runProcesses;
  // A limit that is left running would keep the program that measures from ending.
  const notes = await run(orders, late.signal).finally(() => clearTimeout(limit));
  const grown = (of: (note: Note) => number): number =>
    notes.flat().reduce((sum, own) => sum + of(own.at(-1)!) - of(own[0]!), 0);
  return {
    rounds: Array.from({ length: rounds }, (_, i) => roundOf(notes.map((own) => own[1 + WARM_UP + i]!))),
    operations: grown(({ operations }) => operations),
    preemptions: grown(({ preemptions }) => preemptions),
  };
}
