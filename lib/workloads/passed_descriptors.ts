/**
 * An application that uses descriptors in three ways: *scratch* ones that a core makes and closes for itself,
 * *passed* ones that a core makes and its partner closes, and one *listener* that all cores look at. The
 * application says which cores see which descriptors, and that decides how it scales.
 */
import * as z from "zod";
import { called, count, optionsOf } from "../input/options.ts";
import { type Scope, scopes } from "../libos/descriptors.ts";
import { l3Misses } from "../machine/counters.ts";
import type { Core } from "../machine/core.ts";
import { int32, struct } from "../machine/layout.ts";
import type { Program } from "../sim/task.ts";
import { repeat, type Window, windowFields } from "./repeat.ts";
import type { Workload } from "./workload.ts";

/** The calls that this workload needs. */
export interface ScopedDescriptors {
  /** A new descriptor for a file. */
  open(core: Core, path: string, scope?: Scope): Program<number>;
  /** A second descriptor for the same open file. */
  dup(core: Core, fd: number, scope?: Scope): Program<number>;
  /** Gives a descriptor back. */
  close(core: Core, fd: number): Program;
}

/** What the application does, and what it says of its descriptors. */
export interface PassedDescriptorsOptions extends Partial<Window> {
  /** The number of the core that closes what a core passes on. Partners pass to each other. */
  readonly partnerOf: (core: number) => number;
  /** Every how many rounds a core passes a descriptor on. */
  readonly passEvery: number;
  /** Every how many rounds a core looks at the listener. */
  readonly listenEvery: number;
  /** Who sees the three kinds of descriptors. */
  readonly scopes: { readonly scratch: Scope; readonly passed: Scope; readonly listener: Scope };
}

const scope = z.enum(scopes);
const checked = optionsOf<PassedDescriptorsOptions>("passedDescriptors", {
  ...windowFields,
  partnerOf: called(),
  passEvery: count,
  listenEvery: count,
  scopes: z.strictObject({ scratch: scope, passed: scope, listener: scope }),
});

const listenerStruct = struct("listener", { fd: int32 });
const mailboxStruct = struct("mailbox", { fd: int32 });

/**
 * Columns: `throughputPerSecond` (rounds) and `l3MissesPerOp`.
 *
 * @throws {KernelError} when a core uses a descriptor that it cannot see
 */
export function passedDescriptors(options: PassedDescriptorsOptions): Workload<ScopedDescriptors> {
  const { partnerOf, passEvery, listenEvery, scopes, warmUpMicroseconds = 200, microseconds = 500 } = checked(
    options,
  );
  return {
    name: "passed-descriptors",
    calls: ["open", "dup", "close"],
    measure(run) {
      const { machine, kernel, cores } = run;
      // A mailbox holds a descriptor plus 1, or 0 if it is empty.
      const listener = machine.memory.place(listenerStruct);
      const mailboxes = machine.cores.map((core) => machine.memory.place(mailboxStruct, core.chip));
      const { operations, seconds, counts } = repeat(
        run,
        { warmUpMicroseconds, microseconds },
        function* (core) {
          const shared = yield* theListener(core);
          yield* kernel.close(core, yield* kernel.dup(core, shared, scopes.scratch));
          const own = yield* kernel.open(core, `/file${core.number}`, scopes.scratch);
          const mine = mailboxes[core.number]!.fd, partners = mailboxes[partnerOf(core.number)]!.fd;
          let round = core.number;
          return function* () {
            round++;
            yield* kernel.close(core, yield* kernel.dup(core, own, scopes.scratch));
            if (round % listenEvery === 0) {
              yield* kernel.close(core, yield* kernel.dup(core, shared, scopes.scratch));
            }
            if (round % passEvery === 0) yield* pass(core, own, partners);
            yield* collect(core, mine);
          };
        },
      );
      return { throughputPerSecond: operations / seconds, l3MissesPerOp: l3Misses(counts) / operations };

      /** The first core opens it; the others wait to be told. */
      function* theListener(core: Core): Program<number> {
        if (core !== cores[0]) {
          yield core.spinUntil(listener.fd, (fd) => fd !== 0);
          return core.load(listener.fd) - 1;
        }
        const fd = yield* kernel.open(core, "/listener", scopes.listener);
        yield;
        core.publish(listener.fd, fd + 1);
        return fd;
      }

      /** A descriptor for the partner, unless it has not yet collected the last one. */
      function* pass(core: Core, own: number, partners: number): Program {
        yield;
        if (core.load(partners) !== 0) return;
        const passed = yield* kernel.dup(core, own, scopes.passed);
        yield;
        core.publish(partners, passed + 1);
      }

      function* collect(core: Core, mine: number): Program {
        yield;
        const passed = core.load(mine);
        if (passed === 0) return;
        yield* kernel.close(core, passed - 1);
        yield;
        core.publish(mine, 0);
      }
    },
  };
}
