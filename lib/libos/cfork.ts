/**
 * `cfork`: extends a program to another core. Like `fork`, the child starts with what the parent sees; unlike
 * a thread, it shares none of it unless the parent says so: segments are copied when either side writes, and
 * the child's root share and root range are its own.
 *
 * It scales because sharing is the exception: after the copy the two cores share only what was named.
 * Its opposite: Linux's threads and processes (`kernels/linux/linux.ts`), which share all or nothing.
 * Notebook: `10_tour`.
 */
import { anything, number, optionsOf } from "../input/options.ts";
import type { Corey } from "../kernels/corey/corey.ts";
import type { AllocOptions } from "../kernels/corey/objects/objects.ts";
import type { Id, Name } from "../kernels/corey/objects/name.ts";
import type { Core } from "../machine/core.ts";
import type { Program } from "../sim/task.ts";

/** What a child shares with its parent. */
export interface CforkOptions {
  /** Segments and ranges that the child is to see as they are, rather than copies of them. */
  readonly share?: readonly Name[];
  /** Shares that the child is to reach. */
  readonly shares?: readonly Name[];
  /** The number of the core from whose free lists the child's objects are taken; best the child's. */
  readonly memory?: number;
}

const checked = optionsOf<CforkOptions>("cfork", {
  share: anything.optional(),
  shares: anything.optional(),
  memory: number.optional(),
});

/**
 * Starts a program on another core, in a copy of the caller's address space.
 *
 * @param pcore the core to start
 * @throws {KernelError} what the calls on objects throw; above all EBUSY from `pcore_run`, and ENOENT when
 * something is mapped whose name the caller has deleted
 *
 * @example
 * ```ts
 * import { Machine, opteron16 } from "corey-lab";
 * import { Corey } from "corey-lab/corey";
 * import { cfork } from "corey-lab/libos";
 * const machine = new Machine(opteron16), [parent] = machine.cores;
 * const corey = new Corey(machine, { running: [parent!] });
 * parent!.start(function* () {
 *   const pcore = yield* corey.pcoreAlloc(parent!, corey.rootShare(parent!), { core: 1 });
 *   yield* cfork(corey, parent!, pcore, function* (child) { console.log(child.name); }); // core 1
 * }());
 * machine.run();
 * ```
 */
export function* cfork(
  corey: Corey,
  core: Core,
  pcore: Name,
  program: (child: Core) => Program,
  options: CforkOptions = {},
): Program {
  const { share = [], shares = [], memory = core.number } = checked(options);
  const own = yield* corey.shareAlloc(core, corey.rootShare(core), { memory });
  const copier = new Copier(corey, core, own.object, memory, new Set(share.map(({ object }) => object)));
  try {
    const range = yield* copier.copyRange(corey.rootRange(core));
    yield* corey.pcoreRun(core, pcore, { program, range, shares: [own, ...shares] });
  } finally {
    // From now on only the child reaches what was made for it.
    yield* corey.selfDrop(core, own.object);
  }
}

/** Copies a tree of ranges for a child. */
class Copier {
  readonly #corey: Corey;
  readonly #core: Core;
  readonly #into: Id;
  readonly #memory: number;
  readonly #shared: ReadonlySet<Id>;
  readonly #copies = new Map<Id, Name>();

  constructor(corey: Corey, core: Core, into: Id, memory: number, shared: ReadonlySet<Id>) {
    this.#corey = corey;
    this.#core = core;
    this.#into = into;
    this.#memory = memory;
    this.#shared = shared;
  }

  *copyRange(original: Name): Program<Name> {
    const corey = this.#corey, core = this.#core;
    const range = yield* corey.arAlloc(core, this.#into, yield* this.#optionsFor(original));
    for (const { start, pages, from, name, type } of yield* corey.arGet(core, original)) {
      if (type === "segment") {
        yield* corey.arSetSeg(core, range, start, yield* this.#once(name, this.#copySegment), {
          pages,
          from,
        });
      } else {
        yield* corey.arSetAr(core, range, start, yield* this.#once(name, this.copyRange), { pages, from });
      }
    }
    return range;
  }

  *#copySegment(original: Name): Program<Name> {
    const options = { mode: "copy-on-write", ...yield* this.#optionsFor(original) } as const;
    return yield* this.#corey.segmentCopy(this.#core, this.#into, original, options);
  }

  *#optionsFor(original: Name): Program<AllocOptions> {
    const label = yield* this.#corey.objGetName(this.#core, original);
    return { memory: this.#memory, label: label && `copy of ${label}` };
  }

  /** What stands for an object in the child: itself, or one copy, wherever it is mapped. */
  *#once(name: Name, copy: (original: Name) => Program<Name>): Program<Name> {
    if (this.#shared.has(name.object)) return name;
    const made = this.#copies.get(name.object) ?? (yield* copy.call(this, name));
    this.#copies.set(name.object, made);
    return made;
  }
}
