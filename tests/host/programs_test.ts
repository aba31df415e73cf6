/**
 * Programs of the reader's own computer do what they say, as often as they say, and leave nothing behind.
 * How fast they are is never tested.
 */
import assert from "node:assert/strict";
import { HostError, refusal, runHere } from "corey-lab/host";
import { projectPath } from "../../lib/files/project.ts";
import { openLibc } from "../../lib/host/libc.ts";
import { hostPrograms } from "../../lib/host/programs/all.ts";
import { LINE_WORDS, lineOf, placeOf, PLACES, sharedBytes } from "../../lib/host/programs/program.ts";
import { runTeam } from "../../lib/host/team.ts";
import { teamFolder } from "../../lib/host/team_folder.ts";
import { areCounted } from "../../lib/host/thread_counts.ts";
import { runThreads } from "../../lib/host/threads.ts";
import { slow } from "../slow.ts";

const isHere = refusal() === undefined && Deno.build.os === "linux";
/** A processor that this process may run on. */
const usable = isHere ? openLibc().affinity()![0]! : 0;
/** For what needs Linux. */
const here = isHere ? Deno.test : Deno.test.ignore;
const slowHere = isHere ? slow : Deno.test.ignore;

Deno.test("a platform that cannot run them is named in a sentence", () => {
  for (const [os, arch] of [["windows", "x86_64"], ["freebsd", "x86_64"], ["linux", "riscv64"]] as const) {
    assert.equal(
      refusal(os, arch),
      `this computer is ${os} on ${arch}: expected Linux or macOS, on x86_64 or aarch64`,
    );
  }
  for (const os of ["linux", "darwin"]) {
    for (const arch of ["x86_64", "aarch64"]) assert.equal(refusal(os, arch), undefined);
  }
});

here("errors of the C library become sentences", () => {
  assert.throws(() => openLibc().close(-1), {
    name: "HostError",
    message: "close: bad file descriptor (errno 9)",
  });
});

/** Whether a descriptor is of a file that the programs open. */
function isOurs(descriptor: string): boolean {
  try {
    const file = Deno.readLinkSync(`/proc/self/fd/${descriptor}`);
    return file === Deno.realPathSync(Deno.execPath()) || file.includes("corey-lab-here-");
  } catch {
    return false; // closed by now
  }
}

/** Descriptors of the programs' files, and memory that is mapped. */
function inUse(): { descriptors: number; bytes: number } {
  const status = Deno.readTextFileSync("/proc/self/status");
  return {
    descriptors: [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => isOurs(name)).length,
    bytes: 1024 * Number(/VmSize:\s+(\d+)/.exec(status)![1]),
  };
}

/** A thread that is alone. */
function alone(folder: string) {
  const shared = new Int32Array(new SharedArrayBuffer(sharedBytes(2)));
  return { libc: openLibc(), shared, folder, me: 0, of: 1, bytes: 2 ** 26, isOver: () => true };
}

slowHere(
  "each program leaves descriptors and mappings as they were, after ten thousand operations",
  () => {
    using folder = teamFolder();
    for (const [name, prepare] of Object.entries(hostPrograms)) {
      const times = ["memclone", "mempass"].includes(name) ? 60 : 10_000;
      const run = () => {
        const { operate, finish } = prepare(alone(folder.path));
        for (let i = 0; i < times; i++) operate(0);
        finish?.();
      };
      run();
      // Other tests open files and take memory in this process as well, but not each time.
      const more = [1, 2, 3].map(() => {
        const before = inUse();
        run();
        const after = inUse();
        return { descriptors: after.descriptors - before.descriptors, bytes: after.bytes - before.bytes };
      });
      assert.ok(more.some(({ descriptors }) => descriptors <= 0), `${name}: ${JSON.stringify(more)}`);
      assert.ok(more.some(({ bytes }) => bytes < 2 ** 25), `${name}: ${JSON.stringify(more)}`);
    }
  },
);

here(
  "programs on words count every operation at any place, and locks let nobody in with another",
  async () => {
    const GUARDED = 8 * LINE_WORDS, times = 20_000;
    for (
      const [name, words] of [
        ["counter", [0]],
        ["packed", [0, 1]],
        ["padded", [0, 1].map(lineOf)],
        ["ticket", [GUARDED]],
        ["test-and-set", [GUARDED]],
        ["mcs", [GUARDED]],
      ] as const
    ) {
      const shared = new Int32Array(new SharedArrayBuffer(sharedBytes(2)));
      await Promise.all([0, 1].map((me) => operateInWorker({ name, me, times, shared: shared.buffer })));
      const all = Array.from(
        { length: PLACES },
        (_, i) => words.map((word) => shared[placeOf(i, 2) + word]!),
      );
      assert.equal(
        all.flat().reduce((sum, count) => sum + count, 0),
        2 * times,
        name,
      );
    }
  },
);

function operateInWorker(order: unknown): Promise<void> {
  const worker = new Worker(new URL("./operate_worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = () => {
      worker.terminate();
      resolve();
    };
    worker.onerror = reject;
    worker.postMessage(order);
  });
}

slowHere(
  "a team runs as many rounds as asked, on threads and on processes, and each member has its share",
  async () => {
    for (const as of ["threads", "processes"] as const) {
      const { rounds, operations: all } = await runTeam("dup-close", {
        processors: [usable, usable],
        as,
        rounds: 3,
        roundSeconds: 0.02,
      });
      assert.equal(rounds.length, 3);
      for (const { operations, perThread, together } of rounds) {
        assert.equal(perThread.length, 2);
        assert.equal(operations, perThread[0]! + perThread[1]!);
        // But for moments in which one sleeps of its own accord: that is no loss of its processor.
        if (areCounted) assert.ok(together < 0.2, `two on one processor run at once: ${together}`);
      }
      assert.ok(all >= rounds.reduce((sum, { operations }) => sum + operations, 0));
    }
  },
);

here("a round goes from place to place in shared memory, each with a line for every member", async () => {
  const shared = new SharedArrayBuffer(sharedBytes(1)), begun = new SharedArrayBuffer(4);
  const worker = new Worker(new URL("../../lib/host/thread_worker.ts", import.meta.url), { type: "module" });
  new Int32Array(begun)[0] = 1;
  await new Promise<void>((resolve) => {
    worker.onmessage = ({ data }) => data.kind === "finished" && resolve();
    const order = { program: "counter", me: 0, of: 1, bytes: 0, processor: usable };
    worker.postMessage({ ...order, rounds: 3, roundSeconds: 0.02, shared, begun });
  });
  worker.terminate();
  const words = new Int32Array(shared), places = Array.from({ length: PLACES }, (_, i) => placeOf(i, 1));
  assert.ok(places.filter((at) => words[at]! > 0).length > 1);
  assert.equal(new Set([...places, ...places.map((at) => at + lineOf(0))]).size, 2 * PLACES);
});

here("each member is warmed up before the first round, when no other runs", async () => {
  const order = { program: "unmap", of: 2, bytes: 0, folder: "", processor: usable } as const;
  const orders = [0, 1].map((me) => ({ ...order, me, rounds: 2, roundSeconds: 0.01 }));
  const warmUps = (await runThreads(orders)).map(([first]) => first!);
  for (const notes of warmUps) assert.ok(notes.at(-1)!.operations > 0);
  assert.ok(warmUps[0]!.at(-1)!.at <= warmUps[1]![0]!.at);
});

here("a buffer is passed on in turn, and faulted in once by threads, and once by each process", async () => {
  const PAGES = 512, passes = 20, folder = await Deno.makeTempDir();
  const faults = () =>
    Number(/\)(?: \S+){7} (\d+)/.exec(Deno.readTextFileSync("/proc/thread-self/stat"))![1]);
  const buffer = `${folder}/buffer`;
  await Deno.writeTextFile(buffer, "");
  for (const [file, faultsPerPage] of [[undefined, 1], [buffer, 2]] as const) {
    const { shared, ...thread } = alone(folder), pair = { ...thread, shared, of: 2, file };
    const [first, second] = [0, 1].map((me) => hostPrograms.mempass({ ...pair, me }));
    assert.equal(second!.operate(0), false, "it is not its turn");
    const before = faults();
    for (let pass = 0; pass < passes; pass++) {
      assert.notEqual(first!.operate(0), false);
      assert.equal(first!.operate(0), false, "it is not its turn");
      assert.notEqual(second!.operate(0), false);
    }
    assert.equal(Math.round((faults() - before) / passes / PAGES), faultsPerPage);
    for (const { finish } of [first!, second!]) finish!();
    assert.equal(first!.operate(0), false, "it is over");
  }
  await Deno.remove(folder, { recursive: true });
});

slowHere("rows have the columns of the simulated workloads", async () => {
  const columnsOf = async (name: string) =>
    Object.keys((await runHere(name, { cores: [1], rounds: 1, roundSeconds: 0.01 }))[0]!);
  assert.deepEqual((await columnsOf("mempass")).slice(-3), ["cyclesPerPage", "softFaults", "seconds"]);
  assert.equal((await columnsOf("mcs")).at(-1), "nanosecondsPerAcquire");
  assert.equal((await columnsOf("unmap")).at(-1), "cyclesPerUnmap");
});

here("when a member fails, the reason is told, and the others undo what they did", async () => {
  const before = inUse().descriptors;
  const how = { rounds: 1, roundSeconds: 0.01 }, processors = [usable, 1023];
  const folder = await Deno.makeTempDir();
  const orders = processors.map((processor, me) => (
    { program: "open-close", me, of: 2, bytes: 0, folder, processor, ...how } as const
  ));
  const runs = [
    () => runThreads(orders),
    ...(["threads", "processes"] as const).map((as) => () =>
      runTeam("open-close", { processors, as, ...how })
    ),
  ];
  for (const run of runs) {
    await assert.rejects(
      run,
      (error) =>
        error instanceof HostError && /pinning to processor 1023: invalid argument/.test(error.message),
    );
  }
  await Deno.remove(folder, { recursive: true });
  // What another test of this process has open now, it has closed a moment later.
  for (let i = 0; i < 100 && inUse().descriptors > before; i++) await new Promise((go) => setTimeout(go, 50));
  assert.ok(inUse().descriptors <= before);
});

slowHere("a program that has measured ends, and waits for no limit", async () => {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `await (await import("corey-lab/host")).runHere("counter", { cores: [1], rounds: 1 })`],
    cwd: projectPath(),
    signal: AbortSignal.timeout(25_000), // a limit that is left running takes thirty seconds
  }).output();
  assert.equal(code, 0);
});

here("threads stay on the processor that they are pinned to, and the others run where they did", async () => {
  const before = openLibc().affinity(), pinned = Promise.withResolvers<number[]>();
  const worker = new Worker(new URL("./pin_worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => pinned.resolve(data);
  worker.postMessage(before![0]);
  assert.deepEqual(await pinned.promise, [before![0]]);
  assert.deepEqual(openLibc().affinity(), before);
  worker.terminate();
});

here("where a sandbox refuses it, no thread is pinned, and programs run all the same", async () => {
  const told = Promise.withResolvers<{ canPin: boolean; affinity: number[] } | undefined>();
  const worker = new Worker(new URL("./refused_worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => told.resolve(data);
  worker.postMessage(usable);
  const before = openLibc().affinity(), said = await told.promise;
  worker.terminate();
  // Where this runs, threads may have no such filters.
  if (said !== undefined) assert.deepEqual(said, { canPin: false, affinity: before });
});

here("a row has what a simulated one has, and says how far its rounds spread", async () => {
  const [row] = await runHere("counter", { cores: [1], rounds: 2, roundSeconds: 0.01 });
  assert.equal(row!.system, "this computer");
  assert.equal(row!.cores, 1);
  assert.ok(Number(row!.throughputPerSecond) > 0 && Number(row!.spread) >= 0);
});

Deno.test("a workload or a count that is not there is refused, with what there is", async () => {
  await assert.rejects(() => runHere("counters"), /no workload counters here; did you mean counter\?/);
  if (isHere) {
    Deno.env.set("COREY_LAB_ROUND_SECONDS", "soon");
    await assert.rejects(
      () => runHere("counter"),
      /COREY_LAB_ROUND_SECONDS is not valid: expected a number above 0/,
    );
    Deno.env.delete("COREY_LAB_ROUND_SECONDS");
    await assert.rejects(() => runHere("counter", { cores: [5000] }), /cores = 5000: this computer has/);
  }
});
