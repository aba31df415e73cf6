/** Machines of any tree, with any protocol and any knowledge of who has copies; small ones. */
import fc from "fast-check";
import { type MachineSpec, readMachineSpec } from "corey-lab/machine";

const count = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
const l2Group = fc.record({ times: count(2), cores: count(3), threads: count(2) });
const l3Group = fc.record({
  times: count(2),
  l3Bytes: fc.constantFrom(undefined, 0, 8 * 128),
  l2Groups: fc.array(l2Group, { minLength: 1, maxLength: 2 }),
});
export const anyMachine: fc.Arbitrary<MachineSpec> = fc.record({
  chips: fc.integer({ min: 1, max: 2 }),
  /** What only the last chip has. */
  more: fc.option(l3Group, { nil: undefined }),
  tree: fc.array(l3Group, { minLength: 1, maxLength: 2 }),
  coherence: fc.constantFrom("broadcast", "directory", "two-bit"),
  protocol: fc.constantFrom("moesi", "mesi", "mesif"),
  others: fc.constantFrom("retried", "blocked"),
  lineBytes: fc.constantFrom(64, 128),
}).map(({ chips, more, tree, coherence, protocol, others, lineBytes }) =>
  readMachineSpec({
    extends: "epyc64",
    name: "any",
    chips,
    // As JSON has it: nothing in place of what is left out.
    tree: JSON.parse(JSON.stringify([...tree, ...more ? [{ ...more, onChips: [chips - 1] }] : []])),
    lineBytes,
    l1: { bytes: 2 * lineBytes, ways: 2 },
    l2: { bytes: 4 * lineBytes, ways: 2 },
    l3: { bytes: 8 * lineBytes, ways: 4 },
    coherence: { kind: coherence, source: "any" },
    protocol,
    home: { others: { kind: others, source: "any" } },
    remoteCache: { latencyCyclesWithin: { value: { l2: 20, l3: 60 }, source: "any" } },
  }, "any")
);
