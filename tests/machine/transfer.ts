/** What it takes a core to get a line that another has written. */
import { type Core, Machine, type MachineSpec, struct, word64 } from "corey-lab/machine";

/** Nanoseconds until a core has a line that another has written. */
export function transfer(spec: MachineSpec, from: number, to: number): number {
  const machine = new Machine(spec), writer = machine.cores[from]!, reader = machine.cores[to]!;
  const at = machine.memory.place(struct("word", { value: word64 }), writer.chip).value;
  run(machine, writer, () => writer.store(at, 1));
  const since = reader.now = writer.now + 100_000;
  run(machine, reader, () => reader.load(at));
  return (reader.now - since) / spec.clockHertz.value * 1e9;
}

/** Runs something on a core, until all is done. */
export function run(machine: Machine, core: Core, act: () => void): void {
  core.start((function* () {
    yield;
    act();
  })());
  machine.run();
}
