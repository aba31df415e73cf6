/**
 * How fast the simulation is, each beside a plain loop over typed arrays that does the same table look-ups:
 * `deno bench` prints the ratio. Names say what one iteration is; a line at the end gives steps and accesses
 * per second. Nothing in here is a test.
 */
import { bytes, int32, Machine, opteron16, pipe, struct, withChips, withCoherence } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { dupClose } from "corey-lab/workloads";
import { contended, workOf } from "./contended.ts";
import { plainTransfers } from "./plain_transfers.ts";

const ACCESSES = 1_000_000;
const LINES = 256;

/**
 * A set-associative look-up with LRU order, the clock and the value: what a private hit has to do at the
 * least.
 */
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

const MILLISECONDS = 50;
const work = await workOf(MILLISECONDS), group = "contended descriptor table, 16 cores";
const amount = `${work.steps} steps, ${work.accesses} accesses, ${work.transfers} of them transfers`;
let fastest = Infinity;
Deno.bench(`plain loop: ${amount}`, { group, baseline: true }, () => {
  plainTransfers(work);
});
Deno.bench(`Linux: ${amount}`, { group }, (bench) => {
  const { run } = contended(MILLISECONDS), started = performance.now();
  bench.start();
  run();
  bench.end();
  fastest = Math.min(fastest, performance.now() - started);
});
globalThis.addEventListener("unload", () => {
  const perSecond = (count: number) => `${(count / fastest / 1000).toFixed(1)} million`;
  console.error(
    `${group}: ${perSecond(work.steps)} steps and ${perSecond(work.accesses)} accesses per second`,
  );
});

const kilocore = pipe(opteron16, withChips(256), withCoherence("directory"));
for (const [cores, spec] of [[16, opteron16], [1024, kilocore]] as const) {
  Deno.bench(`dup+close on ${cores} cores, 20 simulated ms`, { group: "1,024 cores" }, (bench) => {
    const { run } = contended(20, spec);
    bench.start();
    run();
    bench.end();
  });
}

Deno.bench("one point of dup-close at full size, 16 cores", { group: "experiments" }, () => {
  const machine = new Machine(opteron16);
  dupClose().measure({ machine, kernel: linux.threads().boot(machine), cores: machine.cores, seed: 1 });
});
const lone = struct("word", { value: int32 });
Deno.bench("a fresh machine with one word", { group: "experiments" }, () => {
  new Machine(opteron16).memory.place(lone);
});
