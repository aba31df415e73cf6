import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, int32, Machine, opteron16, struct } from "corey-lab/machine";
import { firstFirst, inTurn, KernelError, type PolledDevice, type PollRound } from "corey-lab/kernels";
import { Corey, kernelCore, SyscallDevice } from "corey-lab/corey";

/** A kernel core and some applications, each with a ring to it. */
function fresh(applications: number, slots?: number) {
  const machine = new Machine(opteron16), kernel = machine.cores[0]!;
  const cores = Array.from({ length: applications }, (_, i) => machine.cores[3 * i + 1]!);
  const rings = cores.map((core) => new SyscallDevice(machine, core.chip, slots));
  kernel.start(kernelCore(kernel, rings));
  return { machine, kernel, cores, rings, run: () => machine.run() };
}

Deno.test("SyscallDevice runs a call on the kernel core and brings its result back", () => {
  const { kernel, cores: [core], rings: [ring], run } = fresh(1), ranOn: Core[] = [];
  let result = 0;
  core!.start((function* () {
    result = yield* ring!.call(core!, function* (on) {
      ranOn.push(on);
      on.compute(500);
      yield;
      return 42;
    });
  })());
  run();
  assert.equal(result, 42);
  assert.deepEqual(ranOn, [kernel]);
  assert.equal(ring!.served, 1);
});

Deno.test("SyscallDevice.call() throws at the caller what the call throws, and the kernel core goes on", () => {
  const { cores: [core], rings: [ring], run } = fresh(1);
  let caught: unknown, after = 0;
  core!.start((function* () {
    try {
      yield* ring!.call(core!, function* () {
        throw new KernelError("close", "EBADF", "descriptor 7 is not open");
      });
    } catch (error) {
      caught = error;
    }
    after = yield* ring!.call(core!, function* () {
      return 1;
    });
  })());
  run();
  assert.match(String(caught), /EBADF, descriptor 7/);
  assert.equal(after, 1);
});

Deno.test("SyscallDevice serves every call once and in each caller's order, however full its rings get", () => {
  const pauses = fc.array(fc.nat(3000), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(
      fc.array(pauses, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      (callers, slots) => {
        const { cores, rings, run } = fresh(callers.length, slots), served = callers.map((): number[] => []);
        for (const [i, core] of cores.entries()) {
          core.start((function* () {
            for (const [n, pause] of callers[i]!.entries()) {
              core.compute(pause);
              // deno-lint-ignore require-yield
              const work = function* (on: Core) {
                on.compute(200);
                return served[i]!.push(n);
              };
              if (n % 3 === 0) assert.equal(yield* rings[i]!.call(core, work), n + 1);
              else yield* rings[i]!.send(core, work);
            }
          })());
        }
        run();
        callers.forEach((pauses, i) => assert.deepEqual(served[i], pauses.map((_, n) => n)));
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("SyscallDevice counts and clears a slot that was raised with no call in it; the next call there is served", () => {
  for (const garbage of [-1, 0x20, 0x7f]) {
    const { machine, cores: [core], rings: [ring], run } = fresh(1);
    machine.memory.initialise(ring!.flagAt(0), garbage);
    let result = 0;
    core!.start((function* () {
      core!.compute(5000);
      result = yield* ring!.call(core!, function* () {
        return 3;
      });
    })());
    run();
    assert.equal(ring!.malformed, 1);
    assert.equal(result, 3);
  }
});

Deno.test("SyscallDevice has one caller: another core, which would overwrite its calls, is refused", () => {
  const { machine, cores: [core], rings: [ring], run } = fresh(1), other = machine.cores[2]!;
  const adding = function* (from: Core) {
    yield* ring!.call(from, function* () {});
  };
  core!.start(adding(core!));
  run();
  other.start(adding(other));
  assert.throws(run, /^ProgramError: core 2 calls by syscall, the ring of core 1: .*a ring of its own/);
});

Deno.test("pcore_run with the kernel-core option polls the devices that the pcore was given", () => {
  const machine = new Machine(opteron16), [application, other] = machine.cores;
  const ring = new SyscallDevice(machine, 0, 8, "syscall 0");
  const kernel = new Corey(machine, { running: [application!], drivers: [ring] });
  let ranOn: Core | undefined;
  application!.start((function* () {
    const core = application!, share = kernel.rootShare(core);
    const device = yield* kernel.deviceAlloc(core, share, { name: "syscall 0" });
    const pcore = yield* kernel.pcoreAlloc(core, share, { core: other!.number });
    const range = yield* kernel.arAlloc(core, share);
    yield* kernel.pcoreAddDevice(core, pcore, device);
    yield* kernel.pcoreRun(core, pcore, { kernelCore: true, range });
    yield* ring.call(core, function* (on) {
      ranOn = on;
    });
    assert.deepEqual(yield* kernel.deviceStat(core, device), {
      served: 1,
      malformed: 0,
      slots: 8,
      ring: 0,
      buffers: 0,
    });
  })());
  machine.run();
  assert.equal(ranOn, other);
  assert.ok(other!.asleep, "with nothing left to do it sleeps");
});

Deno.test("A kernel core asks its devices in turn, or begins again with the first as soon as one had work", () => {
  const served = (poll: PollRound) => {
    const machine = new Machine(opteron16), [kernel] = machine.cores, order: string[] = [];
    const word = machine.memory.place(struct("word", { value: int32 })).value;
    const device = (name: string, pieces: number): PolledDevice => ({
      name,
      // deno-lint-ignore require-yield
      *poll(core) {
        core.load(word);
        if (pieces === 0) return false;
        pieces--;
        order.push(name);
        return true;
      },
      watched: () => [word],
    });
    kernel!.start(kernelCore(kernel!, [device("a", 3), device("b", 2)], poll));
    machine.run();
    return order.join("");
  };
  assert.equal(served(inTurn), "ababa");
  assert.equal(served(firstFirst), "aaabb");
});

Deno.test("A kernel core with nothing to poll is refused", () => {
  const machine = new Machine(opteron16);
  assert.throws(() => kernelCore(machine.cores[0]!, []), /core 0 cannot be a kernel core: it has no devices/);
  assert.throws(() => new SyscallDevice(machine, 0, 0), /needs a slot at least/);
});
