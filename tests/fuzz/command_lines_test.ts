/**
 * Whatever is typed, it is a sweep that can be run, notebooks or tests that are there, or it is refused in a
 * sentence.
 */
import assert from "node:assert/strict";
import { CommanderError } from "commander";
import fc from "fast-check";
import { InputError } from "corey-lab";
import { chosenNotebooks } from "../../lib/cli/chosen_notebooks.ts";
import { chosenTests } from "../../lib/cli/chosen_tests.ts";
import { asked } from "../../lib/cli/run_line.ts";
import { whole } from "../../lib/cli/whole.ts";
import { run } from "../cli/run_command.ts";
import { fuzz } from "./cases.ts";
import { runLine, someNames } from "./command_lines.ts";

async function refusesOr<Made>(make: () => Made | Promise<Made>): Promise<Made | undefined> {
  try {
    return await make();
  } catch (error) {
    assert.ok(error instanceof InputError || error instanceof CommanderError, `${(error as Error)?.stack}`);
    assert.match(error.message, /\S{3}/);
    assert.doesNotMatch(error.message, /\n {4}at /);
  }
}

fuzz(
  "a line of `deno task run` asks for a sweep that fits the experiment, or is refused",
  { cases: 300, soak: 2000 },
  runLine,
  async (args) => {
    const line = await refusesOr(() => asked(args));
    if (line === undefined) return;
    const { experiment, parameters, flags } = line;
    for (const [key, value] of Object.entries(parameters)) {
      assert.ok(experiment.parameters.shape[key]!.safeParse(value).success, `${key} = ${value}`);
    }
    assert.ok(flags.workers >= 1 && flags.workers <= 256);
  },
);

fuzz("names of notebooks are found, or refused", { cases: 60, soak: 400 }, someNames, async (names) => {
  for (const { stem } of await refusesOr(() => chosenNotebooks(names)) ?? []) assert.ok(stem.length > 0);
});

fuzz("names of tests are turned into files of tests", { cases: 60, soak: 400 }, someNames, async (names) => {
  for (const { args } of await refusesOr(() => chosenTests(names)) ?? []) assert.equal(args[0], "test");
});

fuzz(
  "whole numbers are what they look like",
  { cases: 100, soak: 500 },
  fc.string({ maxLength: 6 }),
  async (text) => {
    const number = await refusesOr(() => whole("workers", 1, 256)(text));
    assert.ok(number === undefined || `${number}` === text.replace(/^0+/, ""));
  },
);

fuzz(
  "a process ends with 2 and says why",
  { cases: 2, soak: 8 },
  runLine.filter((args) => !args.some((arg) => arg.includes("\0")) && args.includes("--nonsense")),
  async (args) => {
    const { code, stdout, stderr } = await run("run", ...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^\S[^\n]*\n(\([^\n]*\n)?$/);
  },
);
