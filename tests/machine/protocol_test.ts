/**
 * The coherence protocol is a table, and the memory acts on nothing else: what a table is, and what another
 * one changes.
 */
import assert from "node:assert/strict";
import { InputError } from "corey-lab";
import {
  type Core,
  type EventName,
  events,
  int32,
  Machine,
  mesi,
  mesif,
  moesi,
  opteron16,
  pipe,
  type Protocol,
  readMachineSpec,
  State,
  type StateName,
  states,
  struct,
  totals,
  type Transition,
  withProtocol,
} from "corey-lab/machine";
import { ProtocolRules } from "../../lib/machine/protocol_rules.ts";
import { at } from "./at.ts";

/**
 * What a protocol makes of a line that one core wrote and three on other chips then read, one after the
 * other.
 */
function readByThree(protocol?: Protocol) {
  const machine = new Machine(protocol ? pipe(opteron16, withProtocol(protocol)) : opteron16);
  const { word } = machine.memory.place(struct("line", { word: int32 }));
  const [writer, ...readers] = [0, 4, 8, 12].map((core) => machine.cores[core]!) as [Core, ...Core[]];
  at(machine, writer, 0, () => writer.store(word, 1));
  readers.forEach((core, i) => at(machine, core, 1000 + 1000 * i, () => core.load(word)));
  const { dramReads, remoteTransfers } = totals(machine.memory.counters);
  return { dramReads, remoteTransfers, owner: machine.memory.directory.ownerOf(word >>> 6) };
}

Deno.test("A changed table changes the run: with MESI, memory has the data again once a written line was read", () => {
  // The write found the line in no cache: memory served it.
  assert.deepEqual(readByThree(), { dramReads: 1, remoteTransfers: 3, owner: 0 });
  assert.deepEqual(readByThree(moesi), readByThree());
  assert.deepEqual(readByThree(mesi), { dramReads: 3, remoteTransfers: 1, owner: -1 });
});

/** A protocol like another, with other rows for some states and events. */
function changed(protocol: Protocol, ...rows: readonly Transition[]): Protocol {
  const replaced = ({ state, event }: Transition) =>
    rows.some((row) => row.state === state && row.event === event);
  return { ...protocol, name: "changed", rows: [...protocol.rows.filter((row) => !replaced(row)), ...rows] };
}

Deno.test("A table of one's own: without Exclusive, the first store to a line that was only read asks the home", () => {
  const msi = changed(mesi, { state: "Invalid", event: "loadAlone", next: "Shared", does: "fetch" });
  const upgrades = (protocol: Protocol) => {
    const machine = new Machine(pipe(opteron16, withProtocol(protocol))), [core] = machine.cores;
    const { word } = machine.memory.place(struct("line", { word: int32 }));
    at(machine, core!, 0, () => core!.load(word));
    at(machine, core!, 1000, () => core!.store(word, 1));
    return totals(machine.memory.counters).upgrades;
  };
  assert.equal(upgrades(mesi), 0);
  assert.equal(upgrades(msi), 1);
});

Deno.test("With MESIF who read last answers the next who reads", () => {
  assert.deepEqual(readByThree(mesif), { dramReads: 1, remoteTransfers: 3, owner: 12 });
});

Deno.test("A machine's file may name its protocol", () => {
  const made = (protocol: string) => readMachineSpec({ extends: "epyc64", name: "made", protocol }, "a file");
  assert.deepEqual(made("mesif").protocol, mesif);
  assert.throws(() => made("mesit"), {
    name: "InputError",
    message: /protocol = "mesit".*did you mean mesi/,
  });
});

Deno.test("withProtocol() refuses what is no protocol, and says why", () => {
  const row = (
    state: StateName,
    event: EventName,
    next: StateName,
    does: Transition["does"],
  ): Transition => ({
    state,
    event,
    next,
    does,
  });
  const cases: readonly (readonly [RegExp, Protocol])[] = [
    [/no row says what store does to Shared/, {
      ...moesi,
      rows: moesi.rows.filter(({ state, event }) => state !== "Shared" || event !== "store"),
    }],
    [/2 rows say what evict does to Owned/, {
      ...moesi,
      rows: [...moesi.rows, row("Owned", "evict", "Invalid", "nothing")],
    }],
    [
      /probeRead would lose what Modified holds/,
      changed(moesi, row("Modified", "probeRead", "Shared", "supply data")),
    ],
    [
      /Exclusive would write without asking after probeRead/,
      changed(moesi, row("Exclusive", "probeRead", "Exclusive", "nothing")),
    ],
    [/probeWrite has to take Shared away/, changed(moesi, row("Shared", "probeWrite", "Shared", "nothing"))],
    [/two would answer for a line/, changed(moesi, row("Invalid", "loadShared", "Owned", "fetch"))],
    [
      /Owned is dirty, so it has to supply data on probeRead/,
      changed(moesi, row("Owned", "probeRead", "Owned", "nothing")),
    ],
    [/Shared has no owner/, changed(moesi, row("Shared", "probeRead", "Shared", "supply data"))],
    [
      /store has to make Invalid a state that is written back/,
      changed(moesi, row("Invalid", "store", "Exclusive", "fetch and invalidate others")),
    ],
  ];
  for (const [reason, protocol] of cases) {
    const refused = (error: unknown) => error instanceof InputError && reason.test(error.message);
    assert.throws(() => pipe(opteron16, withProtocol(protocol)), refused, String(reason));
  }
});

const stateNames = Object.keys(states) as StateName[], eventNames = Object.keys(events) as EventName[];

/**
 * What cannot happen to a copy: one that is not there is not probed or evicted, and one that is alone has no
 * others.
 */
function impossible(state: StateName, event: EventName): boolean {
  if (state === "Invalid") return ["probeRead", "probeWrite", "evict"].includes(event);
  return (state === "Exclusive" || state === "Modified") && event === "loadShared";
}

for (const { name, rows } of [moesi, mesi, mesif]) {
  Deno.test(`${name} has one row for each of its states and event that can come together, and none for others`, () => {
    for (const state of new Set(rows.map(({ state }) => state))) {
      for (const event of eventNames) {
        const found = rows.filter((row) => row.state === state && row.event === event);
        assert.equal(found.length, impossible(state, event) ? 0 : 1, `${state}, ${event}`);
      }
    }
  });
}

Deno.test("mesi is moesi without Owned: nobody answers for a dirty line that others share", () => {
  assert.ok(mesi.rows.every(({ state, next }) => state !== "Owned" && next !== "Owned"));
  assert.equal(mesi.rows.length, moesi.rows.length - 6);
});

Deno.test("State numbers the states in the order in which they are described", () => {
  assert.deepEqual(stateNames.map((name) => State[name]), [0, 1, 2, 3, 4, 5]);
});

Deno.test("ProtocolRules reads a table by number of the state", () => {
  const { Invalid, Shared, Owned, Modified, Exclusive } = State, rules = new ProtocolRules(moesi);
  assert.deepEqual([rules.loadedAlone, rules.loadedShared], [Exclusive, Shared]);
  assert.deepEqual([...rules.afterStore], [Modified, Modified, Modified, 0, Modified, Modified]);
  assert.deepEqual([...rules.afterProbeRead], [Invalid, Shared, Shared, 0, Owned, Owned]);
  assert.deepEqual([...rules.suppliesReader], [0, 0, 0, 0, 1, 1]);
  assert.deepEqual([...rules.storesSilently], [0, 0, 1, 0, 0, 1]);
  assert.deepEqual([...rules.storeFetches], [1, 0, 0, 0, 0, 0]);
  assert.deepEqual([...rules.yieldsToReader], [0, 0, 0, 0, 0, 1]);
  assert.deepEqual([...rules.writesBackOnEvict], [0, 0, 0, 0, 1, 1]);
  assert.deepEqual([...new ProtocolRules(mesi).writesBackOnRead], [0, 0, 0, 0, 0, 1]);
});
