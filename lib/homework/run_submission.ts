/**
 * Runs a submission cell by cell, and takes its answers in where the tests stand: as data. Nothing here says
 * what they are worth; the process in which a submission runs holds neither keys nor hidden tests. What it
 * says for an answer *is* its answer, so a submission gains nothing by forging, patching or deceiving
 * anything in it.
 */
import type { Execution } from "../jupyter/runner/kernel.ts";
import { errorsIn } from "../jupyter/runner/outputs.ts";
import { MOST_CHARACTERS } from "./apart/plain.ts";
import { ANSWER, type HandedIn } from "./apart/programs_side.ts";
import { keyless } from "./release.ts";
import { roleOf } from "./metadata.ts";
import type { RestoredCell } from "./restore.ts";
import { programsSide } from "./kernel_home.ts";
import type { Sandbox } from "./sandbox.ts";
import { type Bounds, Session } from "./session.ts";

/** What a submission handed in for a question. */
export interface Answer extends HandedIn {
  /** The cells that ran before, by which a program can be brought back. */
  readonly behind: readonly string[];
}

/** What came of running a submission. */
export interface HandedInAll {
  /** What came of each cell; undefined for prose and tests. */
  readonly executions: readonly (Execution | undefined)[];
  /** The name that numbers are drawn from; undefined if the notebook gave none. */
  readonly student: string | undefined;
  /** The answers by question. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Runs the code cells. */
export async function runSubmission(
  cells: readonly RestoredCell[],
  sandbox: Sandbox,
  bounds: Bounds,
): Promise<HandedInAll> {
  await using session = new Session(() => sandbox.start(), bounds);
  const ask = async (expression: string): Promise<HandedIn> => {
    const code = `await (await import("${programsSide}")).handIn(() => ${expression})`;
    return handedIn(await session.run(code, ""));
  };
  const executions: (Execution | undefined)[] = [], answers = new Map<string, Answer>();
  let student: string | undefined;
  for (const { cell, released, grading } of cells) {
    const isTest = grading !== undefined && roleOf(grading) === "test";
    const isLocked = grading !== undefined && roleOf(grading) === "locked";
    const source = isTest ? released!.source : isLocked ? keyless(cell.source) : cell.source;
    if (cell.cell_type !== "code" || source.trim() === "") {
      executions.push(undefined);
      continue;
    }
    if (isTest) {
      const id = grading.grade_id, { behind } = session;
      answers.set(id, { ...await ask(`answer[${JSON.stringify(id)}]`), behind });
    }
    const execution = await session.run(source);
    executions.push(isTest ? undefined : execution);
    // Locked cells draw numbers; up to there the name may still change.
    if (student === undefined && grading !== undefined && source.includes("assignment(")) {
      student = nameIn(await ask("student"));
    }
  }
  return { executions, student, answers };
}

/** No name is longer. */
const NAME_CHARACTERS = 200;

function nameIn({ kind, text }: HandedIn): string | undefined {
  if (kind !== "data" || text.length > 6 * NAME_CHARACTERS) return undefined;
  try {
    const name: unknown = JSON.parse(text);
    return typeof name === "string" ? name.slice(0, NAME_CHARACTERS) : undefined;
  } catch {
    return undefined;
  }
}

/** What a cell said; to forge this is to forge an answer. */
function handedIn({ outputs }: Execution): HandedIn {
  for (const output of outputs) {
    const said = "data" in output ? output.data[ANSWER] : undefined;
    const [, kind, text] = typeof said === "string" ? /^(data|program|problem) (.*)$/s.exec(said) ?? [] : [];
    if (kind !== undefined) return { kind: kind as HandedIn["kind"], text: text!.slice(0, MOST_CHARACTERS) };
  }
  return { kind: "problem", text: errorsIn(outputs)[0]?.evalue ?? "the answer could not be read" };
}
