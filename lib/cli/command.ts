/**
 * What all commands share: results on stdout, the rest on stderr; one sentence and exit code 2 for bad input, 1 for a check that
 * failed.
 */
import { Command, CommanderError } from "commander";
import { InputError } from "../input/check.ts";

/** A command line parser that throws instead of exiting. */
export function command(name: string, description: string): Command {
  return new Command(name).description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
}

/**
 * Runs a command to its end and exits with its code.
 *
 * @param body does the work and returns the exit code
 */
export async function runCommand(body: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await body());
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) Deno.exit(0);
      console.error(error.message.replace(/^error: /, ""));
    } else if (error instanceof InputError) {
      console.error(error.message);
    } else {
      console.error(error);
      Deno.exit(1);
    }
    Deno.exit(2);
  }
}
