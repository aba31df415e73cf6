/** Linux's descriptor table: what it promises, where its fields stand, what it locks. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import { type LockKind, lockKinds, mcs, perfect, ticket } from "corey-lab/locks";
import { KernelError, type System } from "corey-lab/kernels";
import { countForEachCore, type Linux, linux, oneCount, paddedFiles } from "corey-lab/linux";
import { dupClose } from "corey-lab/workloads";
import { addressOf, Files } from "../../lib/kernels/linux/file.ts";
import { FilesStruct } from "../../lib/kernels/linux/files_struct.ts";
import { Dentry } from "../../lib/kernels/linux/path_walk.ts";
import { runOn } from "./four_cores.ts";
import { slow } from "../slow.ts";

/** A booted kernel; `run` runs a program on one core to its end. */
function boot(system: System<Linux> = linux.threads()) {
  const machine = new Machine(opteron16), kernel = system.boot(machine), runTo = runOn(machine);
  const run = <Result>(program: (core: Core) => Program<Result>, core = machine.cores[0]!): Result =>
    runTo(core, program(core));
  return { machine, kernel, run };
}

/** The address of a named field, found by going through memory. */
function addressNamed(machine: Machine, name: string): number {
  const { layout } = machine.memory;
  for (let at = 0; at < layout.endAddress; at += 4) if (layout.nameOf(at) === name) return at;
  assert.fail(`there is no ${name}`);
}

function wordNamed(machine: Machine, name: string): number {
  return machine.memory.words[addressNamed(machine, name) / 4]!;
}

/** Asserts that a call fails with EBADF. */
function* assertBadDescriptor(call: string, program: Program<unknown>, fd: number): Program {
  let error: unknown;
  try {
    yield* program;
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof KernelError, `${call}(${fd}) throws`);
  assert.equal(error.call, call);
  assert.equal(error.reason, "EBADF");
  assert.match(error.message, new RegExp(`${call}: EBADF, descriptor ${fd} `));
}

interface Call {
  readonly kind: "open" | "dup" | "close";
  /** Which of the descriptors that are there. */
  readonly pick: number;
}

const call: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom("open", "dup", "dup", "dup", "close", "close"),
  pick: fc.nat(1000),
});

slow("Linux gives the lowest free descriptor and counts each file's users, as a plain table does", () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 150, size: "max" }), (calls) => {
      const { machine, kernel, run } = boot();
      const table = new Map<number, string>();
      const lowestFree = () => {
        for (let fd = 3;; fd++) if (!table.has(fd)) return fd;
      };
      run(function* (core) {
        for (const [i, { kind, pick }] of calls.entries()) {
          const known = [...table.keys(), 3 + pick % 80]; // one of these may well not be open
          const fd = known[pick % known.length]!;
          if (kind === "open") {
            const expected = lowestFree();
            assert.equal(yield* kernel.open(core, `/file${i}`), expected);
            table.set(expected, `file /file${i}`);
          } else if (!table.has(fd)) {
            yield* assertBadDescriptor(kind, kernel[kind](core, fd), fd);
          } else if (kind === "dup") {
            const expected = lowestFree();
            assert.equal(yield* kernel.dup(core, fd), expected);
            table.set(expected, table.get(fd)!);
          } else {
            yield* kernel.close(core, fd);
            table.delete(fd);
          }
        }
      });
      for (const [i, { kind }] of calls.entries()) {
        if (kind !== "open") continue;
        const users = [...table.values()].filter((file) => file === `file /file${i}`).length;
        assert.equal(wordNamed(machine, `file /file${i}.f_count`), users);
      }
    }),
    { numRuns: 60 },
  );
});

for (const [name, kind] of Object.entries(lockKinds)) {
  Deno.test(`Linux with a ${name} lock never gives a descriptor to two cores, and none higher than needed`, () => {
    const perCore = fc.array(call, { maxLength: 12, size: "max" });
    const work = fc.array(perCore, { minLength: 2, maxLength: 16, size: "max" });
    fc.assert(
      fc.property(work, (work) => {
        const { machine, kernel, run } = boot(linux.threads({ fileTableLock: kind }));
        const held = new Set<number>();
        let takenOrAsked = 0, mostAtOnce = 0;
        const take = function* (program: Program<number>): Program<number> {
          mostAtOnce = Math.max(mostAtOnce, ++takenOrAsked);
          const fd = yield* program;
          assert.ok(!held.has(fd), `descriptor ${fd} is somebody's`);
          held.add(fd);
          return fd;
        };
        const program = function* (core: Core, calls: readonly Call[]): Program {
          const own = [yield* take(kernel.open(core, `/file${core.number}`))];
          for (const { kind, pick } of calls) {
            const fd = own[pick % own.length]!;
            if (kind === "close" && own.length > 1) {
              held.delete(fd); // another core may have it before this call ends
              own.splice(own.indexOf(fd), 1);
              yield* kernel.close(core, fd);
              takenOrAsked--;
            } else {
              own.push(yield* take(kernel.dup(core, fd)));
            }
          }
        };
        work.forEach((calls, i) => machine.cores[i]!.start(program(machine.cores[i]!, calls)));
        machine.run();
        assert.ok(Math.max(...held) < 3 + mostAtOnce, "numbers are used again before higher ones");
        // Now that all is quiet, the gaps are filled from below.
        run(function* (core) {
          for (let expected = 3, left = 5; left > 0; expected++) {
            if (held.has(expected)) continue;
            assert.equal(yield* kernel.dup(core, [...held][0]!), expected);
            left--;
          }
        });
      }),
      { numRuns: 30 },
    );
  });
}

Deno.test("Linux refuses to close or dup a descriptor that is closed, negative or huge, and goes on", () => {
  const { kernel, run } = boot();
  run(function* (core) {
    const fd = yield* kernel.open(core, "/file");
    const closed = yield* kernel.dup(core, fd);
    yield* kernel.close(core, closed);
    for (const bad of [closed, -1, -64, 64, 1e6, 2 ** 31, 2 ** 40]) {
      yield* assertBadDescriptor("close", kernel.close(core, bad), bad);
      yield* assertBadDescriptor("dup", kernel.dup(core, bad), bad);
    }
    assert.equal(yield* kernel.dup(core, fd), closed, "the table's lock is free, and no number is lost");
  });
});

Deno.test("Linux lets one of two cores that close the same descriptor do so, and the other fail", () => {
  const { machine, kernel, run } = boot();
  const fd = run((core) => kernel.open(core, "/file"));
  let failures = 0;
  for (const core of machine.cores.slice(0, 2)) {
    core.start((function* () {
      try {
        yield* kernel.close(core, fd);
      } catch (error) {
        assert.ok(error instanceof KernelError);
        failures++;
      }
    })());
  }
  machine.run();
  assert.equal(failures, 1);
});

Deno.test("Linux keeps all descriptors when the table outgrows 64, 128 and 256 entries", () => {
  const { machine, kernel, run } = boot();
  run(function* (core) {
    const first = yield* kernel.open(core, "/file"), count = 300;
    for (let fd = first + 1; fd < first + count; fd++) assert.equal(yield* kernel.dup(core, first), fd);
    assert.equal(wordNamed(machine, "file /file.f_count"), count);
    for (const gap of [40, 70, 140, 299]) yield* kernel.close(core, gap);
    for (const gap of [40, 70, 140, 299]) assert.equal(yield* kernel.dup(core, first), gap);
    for (let fd = first; fd < first + count; fd++) yield* kernel.close(core, fd);
    assert.equal(wordNamed(machine, "file /file.f_count"), 0);
    yield* assertBadDescriptor("dup", kernel.dup(core, first), first);
    assert.equal(yield* kernel.open(core, "/another"), 3);
  });
});

Deno.test("Linux keeps all descriptors when sixteen cores outgrow the table at once", () => {
  const { machine, kernel, run } = boot();
  const first = run((core) => kernel.open(core, "/file")), given: number[] = [];
  for (const core of machine.cores) {
    core.start((function* () {
      for (let i = 0; i < 20; i++) given.push(yield* kernel.dup(core, first));
    })());
  }
  machine.run();
  assert.deepEqual(given.toSorted((a, b) => a - b), Array.from({ length: 320 }, (_, i) => first + 1 + i));
  assert.equal(wordNamed(machine, "file /file.f_count"), 321);
  run(function* (core) {
    for (const fd of given) yield* kernel.close(core, fd);
  });
  assert.equal(wordNamed(machine, "file /file.f_count"), 1);
});

Deno.test("Files.put() of the last user makes the count zero, lets the entry go, and forgets the file", () => {
  const machine = new Machine(opteron16), files = new Files(machine), core = machine.cores[0]!;
  const dentry = new Dentry(machine, "name", oneCount);
  core.start((function* () {
    yield* dentry.find(core);
    const file = files.create(core, "/name", dentry);
    assert.equal(files.at(addressOf(file)), file);
    assert.equal(yield* files.get(core, file), true);
    yield* files.put(core, file);
    assert.equal(files.at(addressOf(file)), file, "one user is left");
    assert.equal(wordNamed(machine, "dentry name.d_count"), 1);
    yield* files.put(core, file);
    assert.equal(files.at(addressOf(file)), undefined);
    assert.equal(wordNamed(machine, "file /name.f_count"), 0);
    assert.equal(wordNamed(machine, "dentry name.d_count"), 0);
    assert.equal(yield* files.get(core, file), false, "nobody gets a file that is gone");
  })());
  machine.run();
});

Deno.test("Linux lets the directory entries and the mount of a path go, but for the file's own", () => {
  const { machine, kernel, run } = boot();
  const fd = run((core) => kernel.open(core, "/usr/bin/awk"));
  const counts = () =>
    ["dentry /", "dentry usr", "dentry bin", "dentry awk"].map((name) =>
      wordNamed(machine, `${name}.d_count`)
    );
  assert.deepEqual(counts(), [0, 0, 0, 1]);
  assert.equal(wordNamed(machine, "vfsmount.mnt_count"), 0);
  run((core) => kernel.close(core, fd));
  assert.deepEqual(counts(), [0, 0, 0, 0]);
});

Deno.test("files_struct has its fields where the compiler puts those of Linux 2.6.25", () => {
  const { machine } = boot(), { layout } = machine.memory;
  const base = addressNamed(machine, "files_struct.count");
  assert.equal(base % 64, 0);
  const fields: readonly [string, number][] = [
    ["fdt", 8],
    ["fdtab.max_fds", 16],
    ["fdtab.fd", 24],
    ["fdtab.close_on_exec", 32],
    ["fdtab.open_fds", 40],
    ["fdtab.next", 64],
    ["file_lock", 128],
    ["next_fd", 132],
    ["close_on_exec_init", 136],
    ["open_fds_init", 144],
    ["fd_array[0]", 152],
    ["fd_array[63]", 152 + 63 * 8],
  ];
  for (const [name, offset] of fields) {
    assert.equal(addressNamed(machine, `files_struct.${name}`), base + offset, name);
  }
  assert.equal(
    layout.lineName(base / 64 + 2),
    "files_struct.{file_lock, next_fd, close_on_exec_init, open_fds_init, fd_array[0..4]}",
  );
});

Deno.test("FilesStruct that outgrows itself moves to a table of 128 away from the lock, with both bitmaps on one line", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!, { layout } = machine.memory;
  const files = new FilesStruct(machine, ticket, 0);
  core.start((function* () {
    for (let fd = 3; fd < 65; fd++) {
      assert.equal(yield* files.allocate(core), fd);
      yield* files.install(core, fd, 4096 + 64 * fd);
    }
    assert.equal(yield* files.look(core, 3), 4096 + 64 * 3, "the old ones are there");
    assert.equal(yield* files.look(core, 64), 4096 + 64 * 64);
  })());
  machine.run();
  const bitmaps = addressNamed(machine, "fdtable.open_fds[0]");
  // 2.6.25 allocates them together: 128 bits are 16 bytes, and right behind them 16 more.
  assert.equal(bitmaps % 64, 0);
  assert.equal(addressNamed(machine, "fdtable.close_on_exec[0]"), bitmaps + 16);
  assert.equal(layout.lineName(bitmaps / 64), "fdtable.{open_fds[0..3], close_on_exec[0..3]}");
  const words = [0, 4, 8].map((offset) => machine.memory.words[(bitmaps + offset) / 4]);
  assert.deepEqual(words, [-1, -1, 1], "0 to 64 are taken");
  assert.equal(wordNamed(machine, "fdtable.max_fds"), 128);
  assert.equal(wordNamed(machine, "fdtable.open_fds"), bitmaps);
  assert.equal(wordNamed(machine, "files_struct.fdt"), addressNamed(machine, "fdtable.max_fds"));
});

/** A kind of lock that counts how often it is acquired and released. */
function counting(kind: LockKind): LockKind & { readonly counts: { acquires: number; releases: number } } {
  const counts = { acquires: 0, releases: 0 };
  return {
    ...kind,
    counts,
    place(machine, address) {
      const lock = kind.place(machine, address);
      return {
        *acquire(core) {
          counts.acquires++;
          yield* lock.acquire(core);
        },
        *release(core) {
          counts.releases++;
          yield* lock.release(core);
        },
      };
    },
  };
}

Deno.test("FilesStruct takes file_lock once to allocate, once to install, once to remove, and never to look", () => {
  const machine = new Machine(opteron16), core = machine.cores[0]!, lock = counting(ticket);
  const files = new FilesStruct(machine, lock, 0);
  const times = function* (program: Program<unknown>): Program<number> {
    const before = lock.counts.acquires;
    yield* program;
    assert.equal(lock.counts.releases, lock.counts.acquires);
    return lock.counts.acquires - before;
  };
  core.start((function* () {
    assert.equal(yield* times(files.allocate(core)), 1);
    assert.equal(yield* times(files.install(core, 3, 4096)), 1);
    assert.equal(yield* times(files.look(core, 3)), 0);
    assert.equal(yield* times(files.remove(core, 3)), 1);
    assert.equal(
      yield* times(assertBadDescriptor("close", files.remove(core, 3), 3)),
      1,
      "released on failure too",
    );
  })());
  machine.run();
});

Deno.test("Linux takes file_lock twice for a dup and once for a close", () => {
  const lock = counting(ticket), { kernel, run } = boot(linux.threads({ fileTableLock: lock }));
  const fd = run((core) => kernel.open(core, "/file"));
  const before = lock.counts.acquires;
  const copy = run((core) => kernel.dup(core, fd));
  assert.equal(lock.counts.acquires - before, 2);
  run((core) => kernel.close(core, copy));
  assert.equal(lock.counts.acquires - before, 3);
  assert.equal(lock.counts.releases, lock.counts.acquires);
});

/** dup+close on all sixteen cores. */
function measureDupClose(
  system: System<Linux>,
): { readonly throughputPerSecond: number; readonly l3MissesPerOp: number } {
  const machine = new Machine(opteron16), kernel = system.boot(machine);
  const row = dupClose({ warmUpMicroseconds: 100, microseconds: 300 })
    .measure({ machine, kernel, cores: machine.cores, seed: 1 });
  return { throughputPerSecond: Number(row.throughputPerSecond), l3MissesPerOp: Number(row.l3MissesPerOp) };
}

Deno.test("Linux processes do not contend: sixteen cores dup and close without a single miss", () => {
  assert.equal(measureDupClose(linux.processes()).l3MissesPerOp, 0);
});

Deno.test("Linux threads share the table: they miss, and processes do many times as much", () => {
  const threads = measureDupClose(linux.threads()), processes = measureDupClose(linux.processes());
  assert.ok(threads.l3MissesPerOp > 10, `${threads.l3MissesPerOp} misses`);
  assert.ok(processes.throughputPerSecond > 16 * threads.throughputPerSecond);
});

Deno.test("Linux threads with an MCS lock miss less than with a ticket lock, and still more than processes", () => {
  const misses = (fileTableLock: LockKind) => measureDupClose(linux.threads({ fileTableLock })).l3MissesPerOp;
  assert.ok(misses(mcs) < misses(ticket));
  assert.ok(misses(perfect) > 0, "the data that the lock guards move all the same");
});

Deno.test("Linux processes have descriptors of their own", () => {
  const { machine, kernel, run } = boot(linux.processes());
  const [one, two] = machine.cores as [Core, Core];
  assert.equal(run((core) => kernel.open(core, "/file"), one), 3);
  run((core) => assertBadDescriptor("dup", kernel.dup(core, 3), 3), two);
  assert.equal(run((core) => kernel.open(core, "/file"), two), 3);
});

Deno.test("Linux keeps descriptors 0 to 2 for a console that is not modelled: they are taken, and using them is EBADF", () => {
  const { kernel, run } = boot();
  for (const fd of [0, 1, 2]) {
    run((core) => assertBadDescriptor("dup", kernel.dup(core, fd), fd));
    run((core) => assertBadDescriptor("close", kernel.close(core, fd), fd));
  }
  assert.equal(run((core) => kernel.open(core, "/file")), 3);
});

Deno.test("with any number, two cores that dup at once never wait for each other, and each can close the other's", () => {
  const { machine, kernel, run } = boot(linux.threads({ descriptors: "any" })), [a, b] = machine.cores;
  const first = run((core) => kernel.open(core, "/a"), a), second = run((core) => kernel.open(core, "/b"), b);
  assert.notEqual(first, second);
  const copies = new Set<number>();
  for (const core of [a!, b!]) {
    for (let i = 0; i < 100; i++) copies.add(run((core) => kernel.dup(core, i % 2 ? first : second), core));
  }
  assert.equal(copies.size, 200);
  for (const fd of copies) run((core) => kernel.close(core, fd), machine.cores[3]);
  run((core) => assertBadDescriptor("close", kernel.close(core, first + 16 * 50), first + 16 * 50));
  run((core) => assertBadDescriptor("dup", kernel.dup(core, -1), -1));
});

Deno.test("any number lets dup+close scale; a padded table moves fewer words with its lock", () => {
  const rate = (system: System<Linux>, cores: number) => {
    const machine = new Machine(opteron16), kernel = system.boot(machine), seed = 1;
    const workload = dupClose({ warmUpMicroseconds: 100, microseconds: 200 });
    return Number(
      workload.measure({ machine, kernel, cores: machine.cores.slice(0, cores), seed }).throughputPerSecond,
    );
  };
  const any = linux.threads({ descriptors: "any" });
  assert.ok(rate(any, 16) > 14 * rate(any, 1));
  const padded = linux.threads({ filesLayout: paddedFiles });
  assert.notEqual(rate(padded, 4), rate(linux.threads(), 4));
});

Deno.test("with a count for each core, opening files does not move the counts of root and mount", () => {
  const opens = (system: System<Linux>) => {
    const { machine, kernel } = boot(system);
    for (const core of machine.cores) {
      core.start((function* () {
        for (let i = 0; i < 20; i++) {
          yield* kernel.close(core, yield* kernel.open(core, `/file${core.number}`));
        }
      })());
    }
    machine.run();
    return Math.max(...machine.cores.map(({ now }) => now));
  };
  assert.ok(opens(linux.processes({ counts: countForEachCore })) < 0.5 * opens(linux.processes()));
});
