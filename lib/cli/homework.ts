/** `deno task homework release|grade|feedback`: hands assignments out, grades what comes back, and gives it back to the students. */
import { availableAssignments, gradeClass, releaseAssignment, writeFeedback } from "../homework/class.ts";
import { Course } from "../homework/course.ts";
import { Option } from "commander";
import { projectPath } from "../files/project.ts";
import { InputError } from "../input/check.ts";
import { command, runCommand } from "./command.ts";
import { shownPath, userPath } from "./user_path.ts";
import { whole } from "./whole.ts";

interface Flags {
  readonly course: string;
  readonly variants: number;
  readonly timeout: number;
  readonly total: number;
  readonly memory: number;
}

let work: (() => Promise<number>) | undefined;
const cli = command("deno task homework", "Hands out, grades and gives back homework.");
const sub = (name: string, description: string, act: (names: string[], flags: Flags) => Promise<number>) =>
  cli.command(name).description(description).copyInheritedSettings(cli)
    .argument("[assignments...]", "which ones; all unless named")
    .addOption(
      new Option("--course <folder>", "the folder of the course").argParser(userPath)
        .default(projectPath("notebooks/course"), "notebooks/course"),
    )
    .action((names: string[], flags: Flags) => {
      work = () => act(names, flags);
    });

sub("release", "Writes the students' editions to <course>/release.", async (names, { course, variants }) => {
  for (const name of availableAssignments(names)) {
    const path = await releaseAssignment(new Course(course), name, variants);
    console.log(`${name}: hand out ${shownPath(path)}`);
  }
  return 0;
}).option("--variants <count>", "how many different sets of numbers", whole("variants", 1, 10_000), 8);

sub("grade", "Grades <course>/submitted/<student>/<assignment>/<assignment>.ipynb.", async (names, flags) => {
  const course = new Course(flags.course);
  const options = {
    cellMs: flags.timeout * 1000,
    totalMs: flags.total * 1000,
    memoryMegabytes: flags.memory,
  };
  for (const name of released(course, names)) {
    const { graded, toBeRead, notes } = await gradeClass(course, name, options);
    console.log(
      `${name}: ${graded} submissions, ${toBeRead} written answers to be read: ${
        shownPath(course.grades(name))
      }`,
    );
    for (const note of notes) console.log(`  ${note}`);
  }
  return 0;
}).option("--timeout <seconds>", "how long one cell may take", whole("timeout", 1, 86_400), 30)
  .option("--total <seconds>", "how long one submission may take", whole("total", 1, 604_800), 300)
  .option(
    "--memory <megabytes>",
    "how much memory a submission may use",
    whole("memory", 256, 1_048_576),
    1024,
  );

sub("feedback", "Writes a page for each student to <course>/feedback.", async (names, flags) => {
  const course = new Course(flags.course);
  for (const name of released(course, names)) {
    console.log(`${name}: ${await writeFeedback(course, name)} pages in ${shownPath(flags.course)}/feedback`);
  }
  return 0;
});

function released(course: Course, names: readonly string[]): readonly string[] {
  const known = course.assignments();
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined || known.length === 0) {
    const what = missing === undefined ? "nothing has" : `${missing} has not`;
    throw new InputError(
      `${what} been released to ${shownPath(course.folder)}: deno task homework release first`,
    );
  }
  return names.length > 0 ? names : known;
}

await runCommand(async () => {
  if (Deno.args.length === 0) throw new InputError("expected one of release, grade, feedback");
  await cli.parseAsync(Deno.args, { from: "user" });
  return await work!();
});
