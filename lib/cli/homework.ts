/** `deno task homework release|grade|feedback`: hands assignments out, grades what comes back, and gives it back to the students. */
import { availableAssignments, gradeClass, releaseAssignment, writeFeedback } from "../homework/class.ts";
import { Course } from "../homework/course.ts";
import { InputError } from "../input/check.ts";
import { command, runCommand } from "./command.ts";

interface Flags {
  readonly course: string;
  readonly variants: number;
  readonly timeout: number;
  readonly total: number;
  readonly memory: number;
  readonly disk: number;
  readonly keys: boolean;
}

/** Reads a whole number, 1 or more. */
const whole = (name: string) => (text: string): number => {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InputError(`--${name} ${text}: expected a whole number, 1 or more`);
};

let work: (() => Promise<number>) | undefined;
const cli = command("deno task homework", "Hands out, grades and gives back homework.");
const sub = (name: string, description: string, act: (names: string[], flags: Flags) => Promise<number>) =>
  cli.command(name).description(description).copyInheritedSettings(cli)
    .argument("[assignments...]", "which ones; all unless named")
    .option("--course <folder>", "the folder of the course", "notebooks/course")
    .action((names: string[], flags: Flags) => {
      work = () => act(names, flags);
    });

sub(
  "release",
  "Writes the students' editions to <course>/release.",
  async (names, { course, variants, keys }) => {
    for (const name of availableAssignments(names)) {
      const path = await releaseAssignment(new Course(course), name, variants, { withKeys: keys });
      console.log(`${name}: hand out ${path}`);
    }
    return 0;
  },
).option("--variants <count>", "how many different sets of numbers", whole("variants"), 8)
  .option("--no-keys", "numbers are checked when they are graded, not at once");

sub("grade", "Grades <course>/submitted/<student>/<assignment>/<assignment>.ipynb.", async (names, flags) => {
  const course = new Course(flags.course);
  const options = {
    cellMs: flags.timeout * 1000,
    totalMs: flags.total * 1000,
    memoryMegabytes: flags.memory,
    diskMegabytes: flags.disk,
  };
  for (const name of released(course, names)) {
    const { graded, toBeRead, notes } = await gradeClass(course, name, options);
    console.log(
      `${name}: ${graded} submissions, ${toBeRead} written answers to be read: ${course.grades(name)}`,
    );
    for (const note of notes) console.log(`  ${note}`);
  }
  return 0;
}).option("--timeout <seconds>", "how long one cell may take", whole("timeout"), 30)
  .option("--total <seconds>", "how long one submission may take", whole("total"), 300)
  .option("--memory <megabytes>", "how much memory a submission may use", whole("memory"), 1024)
  .option("--disk <megabytes>", "how much a submission may write", whole("disk"), 256);

sub("feedback", "Writes a page for each student to <course>/feedback.", async (names, flags) => {
  const course = new Course(flags.course);
  for (const name of released(course, names)) {
    console.log(`${name}: ${await writeFeedback(course, name)} pages in ${flags.course}/feedback`);
  }
  return 0;
});

function released(course: Course, names: readonly string[]): readonly string[] {
  const known = course.assignments();
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined || known.length === 0) {
    const what = missing === undefined ? "nothing has" : `${missing} has not`;
    throw new InputError(`${what} been released to ${course.folder}: deno task homework release first`);
  }
  return names.length > 0 ? names : known;
}

await runCommand(async () => {
  if (Deno.args.length === 0) throw new InputError("expected one of release, grade, feedback");
  await cli.parseAsync(Deno.args, { from: "user" });
  return await work!();
});
