/**
 * Descriptors on shares against a plain model: a set of numbers for each scope, a count of descriptors for
 * each file.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import { Corey, Share } from "corey-lab/corey";
import { cfork, Descriptors, type Scope } from "corey-lab/libos";

const scopes: readonly Scope[] = ["private", "group", "global"];

function boot() {
  const machine = new Machine(opteron16),
    cores = machine.cores.slice(0, 4),
    corey = new Corey(machine, { running: cores });
  const descriptors = new Descriptors(corey, [cores.slice(0, 2), cores.slice(2)], "private");
  return { machine, cores, corey, descriptors };
}

interface Step {
  readonly verb: "open" | "dup" | "close";
  readonly core: number;
  readonly scope: Scope;
  readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom("open", "dup", "dup", "close", "close"),
  core: fc.nat(3),
  scope: fc.constantFrom(...scopes),
  pick: fc.nat(40),
});

Deno.test("Descriptors gives the lowest free number of the scope, lets exactly the scope's cores use it, and frees a file with its last", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const { machine, cores, corey, descriptors } = boot();
      const tableOf = (core: number, scope: Scope) =>
        scope === "private" ? `core ${core}` : scope === "group" ? `group ${core >> 1}` : "global";
      const open = new Map<string, number>(), count = new Map<number, number>();
      let files = 0;
      const place = (core: number, fd: number) => `${tableOf(core, scopes[fd % 3]!)}: ${fd}`;
      const lowest = (core: number, scope: Scope) => {
        for (let fd = scopes.indexOf(scope);; fd += 3) if (!open.has(place(core, fd))) return fd;
      };
      for (const { verb, core, scope, pick } of steps) {
        const running = cores[core]!,
          run = <R>(program: Program<R>) => machine.runOn(running, program);
        if (verb === "open") {
          const expected = lowest(core, scope);
          assert.equal(run(descriptors.open(running, `/file${files}`, scope)), expected);
          open.set(place(core, expected), files);
          count.set(files++, 1);
          continue;
        }
        const file = open.get(place(core, pick));
        const call = () =>
          verb === "dup" ? run(descriptors.dup(running, pick, scope)) : run(descriptors.close(running, pick));
        if (file === undefined) {
          assert.throws(
            call,
            (error) => error instanceof KernelError && error.reason === "EBADF" && error.call === verb,
          );
        } else if (verb === "dup") {
          const expected = lowest(core, scope);
          assert.equal(call(), expected);
          open.set(place(core, expected), file);
          count.set(file, count.get(file)! + 1);
        } else {
          call();
          open.delete(place(core, pick));
          count.set(file, count.get(file)! - 1);
        }
        const alive = [...count.values()].filter((references) => references > 0).length;
        const shares = cores.map((core) => corey.contextOf(core).share), seen = new Set<number>();
        for (const root of shares) {
          for (const inner of root.table.objects) {
            if (!("table" in inner)) continue;
            for (const { id, type } of (inner as typeof root).table.objects) {
              if (type === "segment") seen.add(id);
            }
          }
        }
        assert.equal(seen.size, alive, "a file is there as long as a descriptor of it is");
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("Descriptors refuses numbers that cannot be, and a number when all of a scope are taken", () => {
  const { machine, cores: [core], corey, descriptors } = boot();
  for (const fd of [-1, 0.5, NaN, 2 ** 40, 3]) {
    assert.throws(() => machine.runOn(core!, descriptors.close(core!, fd)), /EBADF/);
    assert.throws(() => machine.runOn(core!, descriptors.dup(core!, fd)), /EBADF/);
  }
  const fd = machine.runOn(core!, descriptors.open(core!, "/file"));
  const fill = function* () {
    for (let i = 0; i < 255; i++) yield* descriptors.dup(core!, fd);
  };
  machine.runOn(core!, fill());
  assert.throws(() => machine.runOn(core!, descriptors.dup(core!, fd)), /EMFILE/);
  const places = corey.contextOf(core!).share.table.objects.filter((object) => object instanceof Share);
  assert.ok(
    places.some(({ table }) => table.referencesTo(table.objects[0]?.id ?? 0) === 256),
    "and no reference more",
  );
  machine.runOn(core!, descriptors.close(core!, 300));
  assert.equal(machine.runOn(core!, descriptors.dup(core!, fd)), 300);
});

Deno.test("Descriptors of a core that was started anew are as new; one in no group has no group's descriptors", () => {
  const machine = new Machine(opteron16), [one, , three] = machine.cores as [Core, Core, Core];
  const corey = new Corey(machine, { running: machine.cores.slice(0, 2) });
  const descriptors = new Descriptors(corey, [machine.cores.slice(0, 2)], "private");
  const pcore = machine.runOn(one, corey.pcoreAlloc(one, corey.rootShare(one), { core: 2 })),
    seen: (number | string)[] = [];
  for (let i = 0; i < 2; i++) {
    machine.runOn(
      one,
      cfork(corey, one, pcore, function* () {
        seen.push(yield* descriptors.open(three, "/file"), yield* descriptors.dup(three, 0));
        try {
          yield* descriptors.open(three, "/file", "group");
        } catch (error) {
          seen.push((error as KernelError).reason);
        }
      }),
    );
  }
  assert.deepEqual(seen, [0, 3, "EINVAL", 0, 3, "EINVAL"]);
});

Deno.test("Descriptors.dup() of what another core closes at that moment works or says EBADF, and leaks nothing", () => {
  for (let delay = 0; delay < 6000; delay += 100) {
    const { machine, cores, corey, descriptors } = boot(), [one, two] = cores as [Core, Core];
    const fd = machine.runOn(one, descriptors.open(one, "/file", "group")), reasons: string[] = [];
    one.now = two.now = Math.max(one.now, two.now);
    one.start((function* () {
      try {
        yield* descriptors.close(one, yield* descriptors.dup(one, fd, "group"));
      } catch (error) {
        reasons.push(`${(error as KernelError).call} ${(error as KernelError).reason}`);
      }
    })());
    two.start((function* () {
      two.compute(delay);
      yield;
      yield* descriptors.close(two, fd);
    })());
    machine.run();
    assert.ok(reasons.length === 0 || reasons[0] === "dup EBADF", String(reasons));
    const files = corey.contextOf(one).share.table.objects.flatMap((object) =>
      object instanceof Share ? object.table.objects.filter(({ type }) => type === "segment") : []
    );
    assert.deepEqual(files, []);
  }
});
