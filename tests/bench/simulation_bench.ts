/**
 * How fast the simulation is, each beside a plain loop over typed arrays that does the same table look-ups: `deno bench` prints the ratio.
 * The first lines say what one iteration is, so that rates can be worked out; nothing in here is a test.
 */
import { bytes, dupClose, int32, linux, Machine, opteron16, struct } from "../../mod.ts";

const ACCESSES = 1_000_000;
const LINES = 256;

/** A set-associative look-up with LRU order, the clock and the value: what a private hit has to do at the least. */
function plainLookUps(accesses: number): number {
  const ways = 8, tags = new Int32Array(128 * ways).fill(-1), words = new Int32Array(LINES * 16);
  for (let line = 0; line < LINES; line++) tags[(line & 127) * ways + (line >> 7)] = line;
  let now = 0, sum = 0;
  for (let i = 0; i < accesses; i++) {
    const address = (i & (LINES - 1)) << 6, line = address >>> 6, first = (line & 127) * ways;
    let at = first;
    while (tags[at] !== line) at++;
    for (; at > first; at--) tags[at] = tags[at - 1]!;
    tags[first] = line;
    now += 3;
    sum += words[address >>> 2]!;
  }
  return now + sum;
}

/** A machine with `readers` that all have the same lines in their L1. */
function warm(readers: number) {
  const machine = new Machine(opteron16);
  const address = machine.memory.place(struct("data", { bytes: bytes(LINES * 64) })).bytes;
  const cores = machine.cores.slice(0, readers);
  for (const core of cores) for (let line = 0; line < LINES; line++) core.load(address + 64 * line);
  return { cores, address };
}

Deno.bench(`plain loop: ${ACCESSES} look-ups`, { group: "private hits", baseline: true }, () => {
  plainLookUps(ACCESSES);
});
Deno.bench(`Core.load: ${ACCESSES} private hits`, { group: "private hits" }, (bench) => {
  const { cores: [core], address } = warm(1);
  bench.start();
  for (let i = 0; i < ACCESSES; i++) core!.load(address + ((i & (LINES - 1)) << 6));
  bench.end();
});

Deno.bench(`plain loop: ${ACCESSES} look-ups`, { group: "shared reads", baseline: true }, () => {
  plainLookUps(ACCESSES);
});
Deno.bench(`Core.load: ${ACCESSES} reads by two cores`, { group: "shared reads" }, (bench) => {
  const { cores, address } = warm(2);
  bench.start();
  for (let i = 0; i < ACCESSES; i++) cores[i & 1]!.load(address + ((i & (LINES - 1)) << 6));
  bench.end();
});

/** Sixteen threads on one descriptor table, warmed up; and the number of steps that some milliseconds of it take. */
function contended(milliseconds: number): { run: () => void; steps: number } {
  const build = () => {
    const machine = new Machine(opteron16), kernel = linux.threads().boot(machine);
    for (const core of machine.cores) {
      core.start((function* () {
        const fd = yield* kernel.open(core, `/file${core.number}`);
        for (;;) yield* kernel.close(core, yield* kernel.dup(core, fd));
      })());
    }
    machine.run(1e6);
    return machine;
  };
  const end = 1e6 + milliseconds * 2e6;
  const counted = build(), before = counted.scheduler.steps;
  counted.run(end);
  const machine = build();
  return { run: () => machine.run(end), steps: counted.scheduler.steps - before };
}

/** A line that goes round sixteen cores: owner and sharers in typed arrays, each access taking the line and noting the rest. */
function plainTransfers(steps: number): number {
  const owner = new Int16Array(64),
    sharers = new Uint32Array(64),
    busyUntil = new Float64Array(64),
    clocks = new Float64Array(16);
  for (let i = 0; i < steps; i++) {
    const core = i & 15, line = (i >> 4) & 63;
    if (i % 16 === 0) {
      owner[line] = core;
      sharers[line] = 1 << core;
    } else if ((sharers[line]! & (1 << core)) === 0) {
      sharers[line]! |= 1 << core;
      const start = Math.max(clocks[core]!, busyUntil[line]!);
      clocks[core] = busyUntil[line] = start + 200;
    }
  }
  return clocks[0]! + owner[0]!;
}

const { steps } = contended(50);
Deno.bench(`plain loop: ${steps} transfers`, {
  group: "contended descriptor table, 16 cores",
  baseline: true,
}, () => {
  plainTransfers(steps);
});
Deno.bench(`Linux: ${steps} scheduling steps`, { group: "contended descriptor table, 16 cores" }, (bench) => {
  const { run } = contended(50);
  bench.start();
  run();
  bench.end();
});

Deno.bench("one point of dup-close at full size, 16 cores", { group: "experiments" }, () => {
  const machine = new Machine(opteron16);
  dupClose().measure({ machine, kernel: linux.threads().boot(machine), cores: machine.cores, seed: 1 });
});
const lone = struct("word", { value: int32 });
Deno.bench("a fresh machine with one word", { group: "experiments" }, () => {
  new Machine(opteron16).memory.place(lone);
});
