/**
 * Whatever a spec holds, either it is refused in a sentence, or a machine of it runs and its numbers can be
 * believed.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  epyc64,
  InputError,
  type MachineSpec,
  opteron16,
  opteron48,
  parseMachineSpec,
  pipe,
  presets,
  readMachineSpec,
} from "corey-lab";
import { filesBelow } from "../../lib/files/files_below.ts";
import { projectPath } from "../../lib/files/project.ts";
import { assertSane } from "../machine/tiny_run.ts";
import { moved, moves } from "./bounds.ts";
import { fuzz } from "./cases.ts";
import { hostileChange, mutation } from "./hostile_specs.ts";
import { withMutations } from "./mutations.ts";

/** A sentence with path, value and expectation; a key too many or too few names no expectation but itself. */
const complaint =
  /^(level = .*expected l1.*|[^\n]* is not valid: ([\w.]+ = .*: )?.*([Ee]xpected|there is no|are missing|letters, digits).*)$/;

const whole = [opteron16, opteron48, epyc64];
const preset = fc.constantFrom(...whole.map(({ name }) => name));
const named = (name: string) => whole.find((spec) => spec.name === name)!;

/** The files of machines that extend another, by name. */
const files = Object.fromEntries(
  [...filesBelow("data/machines", ".json")].sort().map((
    path,
  ) => [path, JSON.parse(Deno.readTextFileSync(projectPath(path)))])
    .filter(([, data]) => "extends" in data),
);

/** Refuses with an InputError, or makes a machine that runs. */
function refusesOrRuns(make: () => MachineSpec): void {
  let spec;
  try {
    spec = make();
  } catch (error) {
    assert.ok(error instanceof InputError, `${(error as Error)?.stack}`);
    assert.match(error.message, complaint);
    return;
  }
  try {
    assertSane(spec);
  } catch (error) {
    throw new Error(`a machine of this spec does not run: ${figures(spec)}`, { cause: error });
  }
}

/** The figures of a spec that differ from all presets'. */
function figures(spec: MachineSpec): string {
  const known = new Set(presets.flatMap((preset) => flat(preset)));
  return flat(spec).filter((figure) => !known.has(figure)).join(", ");
}

function flat(part: unknown, path = ""): string[] {
  if (typeof part !== "object" || part === null) return [`${path} = ${part}`];
  return Object.entries(part).flatMap(([key, value]) => flat(value, `${path}.${key}`));
}

fuzz(
  "parseMachineSpec() of presets with a few things changed refuses, or a machine runs",
  { cases: 150, soak: 1500 },
  fc.tuple(preset, fc.array(mutation, { minLength: 1, maxLength: 3 })),
  ([spec, mutations]) =>
    refusesOrRuns(() => parseMachineSpec(withMutations(named(spec), mutations), "fuzzed")),
);

fuzz(
  "readMachineSpec() of files that extend a preset, with a few things changed, refuses, or a machine runs",
  { cases: 200, soak: 2000 },
  fc.tuple(fc.constantFrom(...Object.keys(files)), fc.array(mutation, { minLength: 1, maxLength: 3 })),
  ([name, mutations]) => refusesOrRuns(() => readMachineSpec(withMutations(files[name], mutations), name)),
);

fuzz(
  "pipe() with any arguments of its changes refuses, or a machine runs",
  { cases: 150, soak: 1500 },
  fc.tuple(preset, fc.array(hostileChange, { minLength: 1, maxLength: 4 })),
  ([spec, changes]) => refusesOrRuns(() => pipe(named(spec), ...changes.map((change) => change()))),
);

fuzz(
  "parseMachineSpec() of presets whose numbers stand at their bounds refuses, or a machine runs",
  { cases: 50, soak: 2000 },
  fc.tuple(preset, moves),
  ([spec, moves]) => refusesOrRuns(() => parseMachineSpec(moved(named(spec), moves), "at its bounds")),
);
