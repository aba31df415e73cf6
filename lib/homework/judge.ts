/**
 * Says what answers are worth. The teacher's own cells, hidden tests and keys included, run in a kernel into
 * which no code of a submission comes: answers are data there. An answer that is a program runs in a sandbox
 * of its own, step by step as the tests ask for it (`apart/`), and never learns what the tests make of it.
 */
import { Kernel } from "../jupyter/runner/kernel.ts";
import type { Execution } from "../jupyter/runner/kernel.ts";
import type { CodeCell, NotebookDocument } from "../jupyter/runner/nbformat.ts";
import { homeworkFolder } from "./assignment_file.ts";
import { gradingOf, roleOf } from "./metadata.ts";
import { isNameCell, keyless } from "./release.ts";
import type { Answer, HandedInAll } from "./run_submission.ts";
import { programsSide } from "./kernel_home.ts";
import type { Sandbox } from "./sandbox.ts";
import { type Bounds, Session } from "./session.ts";

const judgesSide = new URL("apart/judges_side.ts", import.meta.url).href;
/** Longer than a program may take: the judge has to hear that it has ended. */
const MORE_MS = 10_000;

/**
 * Judges a submission.
 *
 * @param source the teacher's edition
 * @param sandbox where programs run
 * @returns what came of each test, by question
 */
export async function judge(
  source: NotebookDocument,
  { student, answers }: Pick<HandedInAll, "student" | "answers">,
  sandbox: Sandbox,
  bounds: Bounds,
): Promise<Map<string, Execution>> {
  const own = { cellMs: bounds.cellMs + MORE_MS, totalMs: bounds.totalMs + MORE_MS };
  await using session = new Session(() => Kernel.start({ cwd: homeworkFolder }), own);
  const verdicts = new Map<string, Execution>();
  for (const cell of source.cells) {
    if (cell.cell_type !== "code") continue;
    const grading = gradingOf(cell), role = grading === undefined ? "locked" : roleOf(grading);
    if (role === "locked") {
      await session.run(
        isNameCell(cell) ? `const student = ${JSON.stringify(student ?? "")};` : keyless(cell.source),
      );
    } else if (role === "test") {
      const id = grading!.grade_id, answer = answers.get(id);
      verdicts.set(
        id,
        student === undefined
          ? failed("NoName", "the notebook gives no name, so there are no numbers to check with")
          : withoutLines(await test(session, cell, id, answer, sandbox, bounds)),
      );
    }
  }
  return verdicts;
}

async function test(
  session: Session,
  { source }: CodeCell,
  id: string,
  answer: Answer | undefined,
  sandbox: Sandbox,
  bounds: Bounds,
): Promise<Execution> {
  const name = `answer[${JSON.stringify(id)}]`;
  const with_ = (value: string): string => `${name} = ${value};\n${source}`;
  const blank = with_("undefined");
  if (answer === undefined || answer.kind === "problem") {
    const execution = await session.run(blank);
    return answer === undefined ? execution : failed("NoAnswer", answer.text);
  }
  const take = (call: string): string => with_(`(await import("${judgesSide}")).${call}`);
  if (answer.kind === "data") {
    return await session.run(take(`answerOf(${JSON.stringify(answer.text)})`), blank);
  }
  const judging = await session.kernel(); // before the program's time begins
  await using program = new Session(() => sandbox.start(), bounds, answer.behind);
  const kernel = await program.kernel();
  const [toProgram, fromProgram] = sandbox.pipes;
  // It serves for ever: the end of its time is the end of its kernel.
  void kernel.execute(`(await import("${programsSide}")).serve(() => ${name})`, {
    timeoutMs: bounds.cellMs,
    beside: judging,
  });
  return await session.run(take(`answerApart("${toProgram}", "${fromProgram}")`), blank, kernel);
}

/** Errors without the lines of the cell that they come from: those of a hidden test are nobody's to see. */
function withoutLines(execution: Execution): Execution {
  const outputs = execution.outputs.map((output) =>
    output.output_type === "error" ? { ...output, traceback: [`${output.ename}: ${output.evalue}`] } : output
  );
  return { ...execution, outputs };
}

function failed(ename: string, evalue: string): Execution {
  return {
    outputs: [{ output_type: "error", ename, evalue, traceback: [evalue] }],
    status: "error",
    executionCount: null,
  };
}
