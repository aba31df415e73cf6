/** Machines of shapes that few have, for tests of what is to work on any. */
import { type MachineSpec, readMachineSpec } from "corey-lab/machine";

const like = (extending: string, name: string, parts: Record<string, unknown>) =>
  readMachineSpec({ extends: extending, name, ...parts }, name);

/** Machines of odd shapes, and one with long lines. */
export const odd: readonly MachineSpec[] = [
  like("skylake4", "two-clusters", {
    tree: [{
      l2Groups: [{ cores: 4, l1Bytes: 131072, l2Bytes: 12582912 }, { cores: 4, l2Bytes: 4194304 }],
    }],
    remoteCache: { latencyCyclesByKind: [[128, 460], [460, 176]] },
  }),
  like("skylake4", "hybrid", {
    tree: [{ l2Groups: [{ times: 2, threads: 2 }, { cores: 4, l2Bytes: 2 ** 21 }] }],
  }),
  like("graviton64", "no-l3", { tree: [{ l3Bytes: 0, l2Groups: [{ cores: 4 }] }] }),
  like("ryzen3800x", "three-an-l3", { tree: [{ times: 2, l2Groups: [{ times: 3, threads: 2 }] }] }),
  like("xeon6138x2", "uneven", {
    tree: [{ onChips: [0], l3Bytes: 2 ** 21, l2Groups: [{ times: 3, threads: 4 }] }, {
      onChips: [1],
      l3Bytes: 2 ** 20,
      l2Groups: [{ times: 2, threads: 4 }],
    }],
  }),
  like("xeon6138x2", "sub-nodes", {
    chips: 4,
    chipsPerPackage: 2,
    coresPerChip: 2,
    link: { graph: { kind: "full" } },
  }),
  like("epyc64", "one-core", { chips: 1, coresPerChip: 1 }),
  like("opteron16", "long-lines", { lineBytes: 128 }),
];
