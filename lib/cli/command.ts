/**
 * What all commands share: results on stdout, the rest on stderr. Exit code 2 and one sentence for bad input,
 * 1 for a check that failed or a file that could not be written, 130 after Ctrl-C.
 */
import { Command, CommanderError } from "commander";
import { reasonOf, WriteError } from "../files/write_whole.ts";
import { HostError } from "../host/libc.ts";
import { InputError } from "../input/check.ts";
import { NotebookFormatError } from "../jupyter/runner/document.ts";

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
 * @param options `endsOnCtrlC`: whether Ctrl-C ends it, as it does unless a program that it started answers
 * Ctrl-C itself
 */
export async function runCommand(
  body: () => Promise<number>,
  { endsOnCtrlC = true }: { readonly endsOnCtrlC?: boolean } = {},
): Promise<never> {
  // By way of `unload`, where kernels and other programs that were started are ended, and with the code that
  // shells expect.
  if (endsOnCtrlC) Deno.addSignalListener("SIGINT", () => Deno.exit(130));
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => Deno.exit(143));
  try {
    Deno.exit(await body());
  } catch (error) {
    const { code, sentence } = ending(error);
    if (sentence !== undefined) console.error(sentence);
    Deno.exit(code);
  }
}

/** What to say about an error, and the exit code. */
function ending(error: unknown): { code: number; sentence?: unknown } {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { code: 0 };
    return { code: 2, sentence: error.message.replace(/^error: /, "").replaceAll("\n", " ") };
  }
  if (error instanceof InputError || error instanceof NotebookFormatError) {
    return { code: 2, sentence: error.message };
  }
  if (error instanceof HostError || error instanceof WriteError) return { code: 1, sentence: error.message };
  // The operating system refused: a full disk under stdout, no room for temporary files, and the like.
  if (error instanceof Error && /\(os error \d+\)/.test(error.message)) {
    return {
      code: 1,
      sentence: `${/: .*$/.exec(error.message)?.[0].slice(2) ?? "output"}: ${reasonOf(error)}`,
    };
  }
  return { code: 1, sentence: error };
}
