/**
 * `deno task homework release|grade|feedback`: hands assignments out, grades what comes back, and gives it
 * back to the students.
 */
import { gradeClass, writeFeedback, writeTotals } from "../homework/class.ts";
import { Course } from "../homework/course.ts";
import { availableAssignments, releaseAssignment } from "../homework/hand_out.ts";
import { projectPath } from "../files/project.ts";
import { InputError } from "../input/check.ts";
import { Option } from "commander";
import { command, runCommand } from "./command.ts";
import { shownPath, userPath } from "./user_path.ts";
import { whole } from "./whole.ts";

interface Flags {
  readonly course: string;
  readonly variants: number;
  readonly timeout: number;
  readonly total: number;
  readonly memory: number;
  readonly disk: number;
  readonly workers?: number;
  readonly keys: boolean;
  readonly numbersFrom: "name" | "folder";
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

sub(
  "release",
  "Writes the students' editions to <course>/release.",
  async (names, { course, variants, keys }) => {
    const sealing = { withKeys: keys };
    for (const name of availableAssignments(names)) {
      const { released, own, isKept } = await releaseAssignment(new Course(course), name, variants, sealing);
      console.log(`${name}: hand out ${shownPath(released)}`);
      console.log(
        `  to work on it yourself: ${shownPath(own)}${
          isKept ? ", which was there and is left as it is" : ""
        }`,
      );
    }
    return 0;
  },
).option("--variants <count>", "how many different sets of numbers", whole("variants", 1, 10_000), 8)
  .option("--no-keys", "numbers are checked when they are graded, not at once");

sub("grade", "Grades what lies in <course>/submitted.", async (names, flags) => {
  const course = new Course(flags.course);
  const options = {
    cellMs: flags.timeout * 1000,
    totalMs: flags.total * 1000,
    memoryMegabytes: flags.memory,
    diskMegabytes: flags.disk,
    numbersFrom: flags.numbersFrom,
    ...flags.workers === undefined ? {} : { workers: flags.workers },
  };
  let failures = 0;
  await forEach(
    released(course, names),
    "nobody has handed in",
    async (name) => {
      const result = await gradeClass(course, name, options);
      if (result === undefined) return false;
      const { graded, refused, failed, toBeRead, notes } = result;
      const not = refused + failed === 0 ? "" : `, ${refused + failed} that could not be graded`;
      console.log(
        `${name}: ${graded} submissions${not}, ${toBeRead} written answers to be read: ${
          shownPath(course.grades(name))
        }`,
      );
      for (const note of notes) console.log(`  ${note}`);
      failures += failed;
      return true;
    },
    `expected ${shownPath(course.submitted("<assignment>", "<student>"))}, or a zip in ${
      shownPath(course.folder)
    }/submitted`,
  );
  console.log(`totals: ${shownPath(await writeTotals(course))}`);
  return failures === 0 ? 0 : 1;
}).option("--timeout <seconds>", "how long one cell may take", whole("timeout", 1, 86_400), 30)
  .option("--total <seconds>", "how long one submission may take", whole("total", 1, 604_800), 300)
  .option(
    "--memory <megabytes>",
    "how much memory a submission may use",
    whole("memory", 384, 1_048_576),
    1024,
  )
  .option("--disk <megabytes>", "how much a submission may write", whole("disk", 64, 1_048_576), 256)
  .option("--workers <count>", "how many submissions at a time; all processors", whole("workers", 1, 1024))
  .addOption(
    new Option("--numbers-from <what>", "whose numbers: of the name in the notebook, or of the folder")
      .choices(["name", "folder"]).default("name"),
  );

sub("feedback", "Writes a page for each student to <course>/feedback.", async (names, flags) => {
  const course = new Course(flags.course);
  let failures = 0;
  await forEach(released(course, names), "nothing has been graded of", async (name) => {
    const { pages, notes, gone } = await writeFeedback(course, name);
    failures += notes.length;
    if (pages + notes.length + gone.length === 0) return false;
    console.log(`${name}: ${pages} pages in ${shownPath(flags.course)}/feedback`);
    for (const note of notes) console.log(`  ${note}`);
    if (gone.length > 0) {
      console.log(`  left out, as ${shownPath(course.grades(name))} has no line on them: ${gone.join(", ")}`);
    }
    return true;
  }, "deno task homework grade first");
  console.log(`totals: ${shownPath(await writeTotals(course))}`);
  return failures === 0 ? 0 : 1;
});

/**
 * Does something with each assignment, and says of which there is nothing; only if there is nothing of any it
 * is an error.
 */
async function forEach(
  names: readonly string[],
  nothing: string,
  act: (name: string) => Promise<boolean>,
  expected: string,
): Promise<void> {
  const without: string[] = [];
  for (const name of names) if (!await act(name)) without.push(name);
  const sentence = `${nothing} ${without.join(", ")}: ${expected}`;
  if (without.length === names.length) throw new InputError(sentence);
  if (without.length > 0) console.log(sentence);
}

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
