/** Corey's three abstractions, where the diagnosis of a run calls for them. */
import type { Abstraction } from "../../analysis/finding.ts";
import { own, ownReadWrite } from "../../locks/own.ts";
import { perfect, perfectReadWrite } from "../../locks/perfect.ts";
import type { Replacement } from "../../locks/replaceable.ts";
import { oneForEach } from "./one_for_each_core.ts";
import type { Indication, Remedy, Seen } from "./remedy.ts";

/** Where a diagnosis names an abstraction: for the costliest structure, if it is one with a lock. */
function diagnosed(name: Abstraction, locks?: Replacement): (seen: Seen) => Indication | undefined {
  return (seen) => {
    const { diagnosis: { abstraction, alternative, structure }, costs: { structures: [costliest] } } = seen;
    if (abstraction !== name && alternative !== name) return undefined;
    if (!locks || !costliest || costliest.acquires === 0) return { where: structure };
    return { where: structure, bound: oneForEach(seen, costliest, locks) };
  };
}

/** The three. */
export const coreys: readonly Remedy[] = [
  {
    name: "address ranges",
    reason: "The program says which memory is for one core and which is shared, and only that is shared.",
    price: "The program has to know, and to say it before it maps.",
    notWhere: "Where all cores use the same pages and change the mapping.",
    calledBy: diagnosed("address ranges"),
    sketch: `import { corey, opteron16, sweep, type VirtualMemory } from "corey-lab";
import { touchPage } from "corey-lab/kernels";
import type { Run } from "corey-lab/workloads";

/** Each core's memory in a range of its own: page faults of two cores touch nothing in common. */
const system = corey.addressRanges();
const workload = {
  name: "private memory",
  measure({ machine, kernel, cores }: Run<VirtualMemory>) {
    for (const core of cores) {
      core.start((function* () {
        const first = yield* kernel.mapPrivate(core, 64);
        for (let page = first; page < first + 64; page++) yield* touchPage(kernel, core, page, "write");
      })());
    }
    machine.run();
    return { seconds: Math.max(...cores.map(({ now }) => now)) / machine.spec.clockHertz.value };
  },
};
console.log(await sweep({ workload, machine: opteron16, system, cores: [1, 16] }));`,
  },
  {
    name: "kernel cores",
    reason: "One core keeps the data in its cache and needs no lock; only requests travel.",
    price: "A core, and two lines a request.",
    notWhere:
      "Where a request moves as many lines as the work itself, or the work is more than one core can do.",
    // Whatever it takes to send requests: the data never move, and one core at a time works on them.
    calledBy: diagnosed("kernel cores", { lock: perfect, readWrite: perfectReadWrite }),
    sketch: `import { type Core, int32, type Machine, struct } from "corey-lab";
import { kernelCore, SyscallDevice } from "corey-lab/corey";

/** Accounts that one core keeps: the others send it their calls. */
export function keptAccounts(machine: Machine) {
  const accounts = machine.memory.place(struct("accounts", { first: int32, second: int32 }));
  const server = machine.cores.at(-1)!;
  const calls = machine.cores.map((core) => new SyscallDevice(machine, core.chip));
  server.start(kernelCore(server, calls));
  return (core: Core) =>
    calls[core.number]!.call(core, function* (server) {
      for (const at of Object.values(accounts)) server.store(at, server.load(at) + 1);
    });
}`,
  },
  {
    name: "shares",
    reason:
      "The program says who is to find an entry; what one core alone needs goes into a table of its own.",
    price: "The program has to know who needs what; numbers are unique in a table only.",
    notWhere: "Where every core has to find every entry.",
    calledBy: diagnosed("shares", { lock: own, readWrite: ownReadWrite }),
    sketch: `import { corey, Machine, opteron16 } from "corey-lab";

/** A scratch file in a share of the core's own; a listener in the one where all find it. */
const machine = new Machine(opteron16), kernel = corey.descriptors("private").boot(machine);
for (const core of machine.cores) {
  core.start((function* () {
    const listener = yield* kernel.open(core, "/listener", "global");
    const scratch = yield* kernel.open(core, "/scratch");
    for (let i = 0; i < 100; i++) yield* kernel.close(core, yield* kernel.dup(core, scratch));
    yield* kernel.close(core, scratch);
    yield* kernel.close(core, listener);
  })());
}
machine.run();
console.log(Math.max(...machine.cores.map(({ now }) => now)) / machine.spec.clockHertz.value, "seconds");`,
  },
];
