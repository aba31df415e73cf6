/** `deno task quiz`: one exam question of each kind, with a hint, and a solution that runs. */
import { createInterface } from "node:readline";
import process from "node:process";
import { kinds, nowYou, type Question, type QuestionKind } from "../exam/mod.ts";
import { command, runCommand } from "./command.ts";
import { fold } from "./fold.ts";
import { fitTable, terminalWidth } from "./fit_table.ts";
import { whole } from "./whole.ts";

const MOST = 1_000_000;
const TRIES = 2;
const LONGEST_LINE = 100;

const cli = command(
  "deno task quiz",
  "Asks one exam question of each kind, checks the answer, gives a hint, and shows the solution and its run.",
)
  .option("--seed <n>", "the same questions again; drawn by chance unless given", whole("seed", 0, MOST));

/** The lines that are typed, or come from a file or a pipe; undefined after the last. */
function linesTyped(): { next(): Promise<string | undefined>; close(): void } {
  const reader = createInterface({ input: process.stdin }), lines = reader[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await lines.next();
      return done ? undefined : value;
    },
    close: () => reader.close(),
  };
}

/** Asks until the answer is right, or there are no more tries; whether there may be more lines. */
async function ask(question: Question, next: () => Promise<string | undefined>): Promise<boolean> {
  let line: string | undefined = "";
  console.log(wrapped(`${question.kind}. ${kinds[question.kind]}`));
  console.log(wrapped(question.text));
  for (let tries = 1; tries <= TRIES; tries++) {
    console.log(tries === 1 ? "\nYour answer (an empty line: the solution):" : "\nOnce more:");
    line = await next();
    if (line === undefined || line.trim() === "") break;
    const { credit, message } = await question.check(line);
    console.log(wrapped(message));
    if (credit === 1) break;
    if (tries < TRIES && !message.includes(question.hint)) console.log(wrapped(`Hint: ${question.hint}`));
  }
  const { answer, proof } = question.solution(), columns = Object.keys(proof[0] ?? {});
  console.log(`\n${wrapped(`Solution: ${answer}`)}\n`);
  console.log(`${fitTable(proof, { columns, width: terminalWidth() })}\n`);
  return line !== undefined;
}

/** A text in lines that fit the terminal, and that are not too long to be read. */
function wrapped(text: string): string {
  const width = Math.min(terminalWidth() ?? LONGEST_LINE, LONGEST_LINE);
  return text.split("\n").flatMap((paragraph) => fold(paragraph, width)).join("\n");
}

await runCommand(async () => {
  cli.parse(Deno.args, { from: "user" });
  const { seed = Math.floor(Math.random() * MOST) } = cli.opts<{ seed?: number }>(), typed = linesTyped();
  console.log(`The same questions again: --seed ${seed}\n`);
  for (const kind of Object.keys(kinds) as QuestionKind[]) {
    if (!await ask(nowYou(kind, { seed }), typed.next)) break; // Ctrl-D
  }
  typed.close();
  return 0;
});
