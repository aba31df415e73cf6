/**
 * Whatever a spec holds, either it is refused in a sentence, or a machine of it runs and its numbers can be believed. The seed is fixed; with
 * `COREY_LAB_FUZZ=10000` so many specs are tried, from another seed each time.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError, type MachineSpec, parseMachineSpec, pipe, presets } from "corey-lab";
import { hostileChange, mutation, withMutations } from "./hostile_specs.ts";
import { assertSane } from "./tiny_run.ts";

const asked = Deno.env.get("COREY_LAB_FUZZ");
const options = asked ? { numRuns: Number(asked) } : { numRuns: 150, seed: 2008 };

/** A sentence with path, value and expectation; a key too many or too few names no expectation but itself. */
const complaint =
  /^(level = .*expected l1.*|[^\n]* is not valid: ([\w.]+ = .*: )?.*([Ee]xpected|there is no|letters, digits).*)$/;

const preset = fc.constantFrom(...presets.map(({ name }) => name));
const named = (name: string) => presets.find((spec) => spec.name === name)!;

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

Deno.test("parseMachineSpec() of presets with a few things changed refuses, or a machine runs", () => {
  const specs = fc.tuple(preset, fc.array(mutation, { minLength: 1, maxLength: 3 }));
  fc.assert(
    fc.property(
      specs,
      ([spec, mutations]) =>
        refusesOrRuns(() => parseMachineSpec(withMutations(named(spec), mutations), "fuzzed")),
    ),
    options,
  );
});

Deno.test("pipe() with any arguments of its changes refuses, or a machine runs", () => {
  const piped = fc.tuple(
    preset,
    fc.array(hostileChange, { minLength: 1, maxLength: 4 }),
  );
  fc.assert(
    fc.property(
      piped,
      ([spec, changes]) => refusesOrRuns(() => pipe(named(spec), ...changes.map((change) => change()))),
    ),
    options,
  );
});
