/** The coherent memory against a plain model of it, for any sequence of accesses. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  array,
  type Core,
  coreCount,
  epyc64,
  int32,
  Machine,
  type MachineSpec,
  mesi,
  mesif,
  opteron16,
  opteron48,
  pipe,
  State,
  type StateName,
  struct,
  withChips,
  withCoresPerChip,
  withProtocol,
} from "corey-lab/machine";
import { ReferenceMemory } from "./reference_memory.ts";
import { withTinyCaches } from "./tiny_caches.ts";
import { unbuffered } from "./unbuffered.ts";
import { watchCaches, type WatchedCaches } from "./watched_caches.ts";
import { alike } from "../slow.ts";

const LINES = 14;

interface Access {
  readonly core: number;
  readonly line: number;
  readonly kind: "load" | "store" | "fetchAdd" | "swap" | "compareAndSwap";
}

/** Accesses by a few of the cores, so that their caches overflow. */
const accessesBy = (cores: number) =>
  fc.uniqueArray(fc.nat(cores - 1), { minLength: Math.min(2, cores), maxLength: 6, size: "max" }).chain((
    some,
  ) =>
    fc.array(
      fc.record({
        core: fc.constantFrom(...some),
        line: fc.oneof(fc.nat(3), fc.nat(LINES - 1)),
        kind: fc.constantFrom<Access["kind"]>("load", "load", "store", "fetchAdd", "swap", "compareAndSwap"),
      }),
      { minLength: 50, maxLength: 250, size: "max" },
    )
  );

/** Does one access on the machine, and checks the values that it sees; returns the new value. */
function perform(core: Core, kind: Access["kind"], address: number, was: number, value: number): number {
  let now = was;
  if (kind === "load") {
    assert.equal(core.load(address), was);
  } else if (kind === "store") {
    core.store(address, now = value);
  } else if (kind === "fetchAdd") {
    assert.equal(core.fetchAdd(address, value), was);
    now = was + value;
  } else if (kind === "swap") {
    assert.equal(core.swap(address, value), was);
    now = value;
  } else {
    const expected = value % 2 === 0 ? was : was + 1;
    assert.equal(core.compareAndSwap(address, expected, value), expected === was);
    if (expected === was) now = value;
  }
  return now;
}

/** The directory says what the plain model says, and so do the tags of the caches. */
function assertSame(
  machine: Machine,
  reference: ReferenceMemory,
  caches: WatchedCaches,
  lines: readonly number[],
) {
  const { directory } = machine.memory, cores = machine.cores.length;
  for (const line of lines) {
    const states = reference.copies.map((copies): StateName => copies.get(line) ?? "Invalid");
    const owner = states.findIndex((state) => state !== "Invalid" && state !== "Shared");
    assert.equal(directory.ownerOf(line), owner, `the owner of line ${line}`);
    assert.equal(State[directory.stateOf(line)], owner < 0 ? "Invalid" : states[owner]);
    states.forEach((state, cache) =>
      assert.equal(
        directory.holds(line, cache),
        state !== "Invalid",
        `whether cache ${cache} holds line ${line}`,
      )
    );
    const alone = states.filter((state) => state === "Modified" || state === "Exclusive").length;
    const held = states.filter((state) => state !== "Invalid").length;
    assert.ok(alone === 0 || held === 1, "who has a line Modified or Exclusive has the only copy");
    assert.equal(directory.held(line), held > 0);
    const copies: number[] = [];
    for (let at = directory.nextHolder(line, 0); at >= 0; at = directory.nextHolder(line, at + 1)) {
      copies.push(at);
    }
    assert.deepEqual(copies, reference.holders(line), "going through the holders finds all of them");
  }
  for (let core = 0; core < cores; core++) {
    assertTags(machine.memory.caches.l1[core], reference.l1[core]!.sets);
    assertTags(caches.l2.get(core), reference.l2[core]!.sets);
    const held = lines.filter((line) => directory.holds(line, core));
    const tags = [...reference.l1[core]!.sets.flat(), ...reference.l2[core]!.sets.flat()];
    assert.deepEqual(tags.sort((a, b) => a - b), held, "a copy is in one of the core's two caches");
  }
  for (let chip = 0; chip < reference.l3.length; chip++) {
    assertTags(caches.l3.get(chip), reference.l3[chip]!.sets);
    const held = lines.filter((line) => directory.holds(line, cores + chip));
    assert.deepEqual(reference.l3[chip]!.sets.flat().sort((a, b) => a - b), held);
  }
}

function assertTags(cache: { lines(): Iterable<number> } | undefined, sets: readonly (readonly number[])[]) {
  assert.deepEqual([...(cache?.lines() ?? [])].sort((a, b) => a - b), sets.flat().sort((a, b) => a - b));
}

function assertCoherent(spec: MachineSpec, accesses: readonly Access[]): void {
  const machine = new Machine(spec), { memory } = machine, reference = new ReferenceMemory(spec);
  const region = memory.place(struct("region", { words: array(int32, LINES * 16) })).words;
  const first = region / 64, lines = Array.from({ length: LINES }, (_, i) => first + i);
  const values = new Map<number, number>(), counts = new Map<string, number>();
  watchCaches(machine, (caches) => {
    accesses.forEach(({ core: number, line, kind }, step) => {
      const core = machine.cores[number]!, address = region + 64 * line;
      core.now = Math.max(...machine.cores.map((core) => core.now));
      core.start((function* () {
        yield;
        values.set(line, perform(core, kind, address, values.get(line) ?? 0, step + 1));
      })());
      machine.run();
      const served = reference[kind === "load" ? "load" : "store"](number, first + line);
      counts.set(`${served} ${number}`, (counts.get(`${served} ${number}`) ?? 0) + 1);
      assertSame(machine, reference, caches, lines);
    });
  });
  for (
    const name of [
      "l2Hits",
      "l3Hits",
      "sameChipTransfers",
      "remoteTransfers",
      "dramReads",
      "upgrades",
    ] as const
  ) {
    memory.counters[name].forEach((count, core) => {
      assert.equal(count, counts.get(`${name} ${core}`) ?? 0, `${name} of core ${core}`);
    });
  }
  assert.deepEqual([...memory.counters.invalidations], reference.invalidations);
}

const twoByTwo = pipe(opteron16, withChips(2), withCoresPerChip(2));
const machines: readonly [string, MachineSpec][] = [
  ["two cores of one chip", pipe(opteron16, withChips(1), withCoresPerChip(2))],
  ["two chips of two cores", twoByTwo],
  ["the same with MESI", pipe(twoByTwo, withProtocol(mesi))],
  ["the same with MESIF", pipe(twoByTwo, withProtocol(mesif))],
  ["16 cores, broadcast", opteron16],
  ["48 cores, more sharers than bits in a word", opteron48],
  ["64 cores and 8 L3s, more than two words", epyc64],
];

for (const [i, [name, spec]] of machines.entries()) {
  alike(i)(`Memory keeps the copies, owners and counts of the plain model of its protocol: ${name}`, () => {
    const tiny = withTinyCaches(unbuffered(spec)), numRuns = coreCount(spec) > 16 ? 20 : 60;
    fc.assert(fc.property(accessesBy(coreCount(spec)), (accesses) => assertCoherent(tiny, accesses)), {
      numRuns,
    });
  });
}

Deno.test("Memory tells 63 sharers of a line that it was written, and takes their copies away", () => {
  const machine = new Machine(epyc64), { memory } = machine;
  const { word } = memory.place(struct("shared", { word: int32 })), line = word / 64;
  for (const core of machine.cores) {
    core.start((function* () {
      yield;
      core.load(word);
    })());
  }
  machine.run();
  for (const core of machine.cores) assert.ok(memory.directory.holds(line, core.number));
  const writer = machine.cores[40]!;
  writer.start((function* () {
    yield;
    writer.store(word, 1);
  })());
  machine.run();
  for (const core of machine.cores) assert.equal(memory.directory.holds(line, core.number), core === writer);
  assert.deepEqual([...memory.counters.invalidations], machine.cores.map((core) => core === writer ? 0 : 1));
});

Deno.test("Memory knows who has which line after it has made room for structures and page frames", () => {
  const { memory, cores: [core] } = new Machine(opteron16), { physical, directory } = memory;
  const addresses: number[] = [];
  for (let round = 0; round < 3; round++) {
    const word = memory.place(struct("words", { some: array(int32, 2 ** 14) })).some;
    for (const address of [word, physical.placeFrames(5000, 0)]) {
      core!.write(address);
      addresses.push(address);
    }
    for (const address of addresses) {
      assert.equal(directory.ownerOf(physical.lineOf(address)), core!.number);
    }
  }
});
