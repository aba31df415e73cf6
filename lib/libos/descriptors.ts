/**
 * File descriptors on shares: for each descriptor the program says who is to see it. POSIX promises the
 * lowest free number *of the process*; here it is the lowest of the scope, and that is all a program gives
 * up.
 *
 * A scope is a share and a small table of numbers: private to a core, for a group of cores, or for all. A
 * private descriptor is never contended; one for a group only within the group.
 * Its opposite: Linux's one table (`kernels/linux/files_struct.ts`). Workload: `workloads/dup_close.ts`.
 * Notebook: `06_shares`.
 */
import type { Corey } from "../kernels/corey/corey.ts";
import type { Id, Name } from "../kernels/corey/objects/name.ts";
import { KernelError } from "../kernels/errors.ts";
import type { Core } from "../machine/core.ts";
import { mustRun } from "../sim/must_run.ts";
import type { Program } from "../sim/task.ts";
import { NumberTable } from "./number_table.ts";

/** Who sees a descriptor. */
export type Scope = "private" | "group" | "global";

/** All of them. */
export const scopes = ["private", "group", "global"] as const satisfies readonly Scope[];

/** A share, and the numbers of what it holds. */
interface Place {
  readonly share: Id;
  readonly numbers: NumberTable;
}

/**
 * Descriptors of a program whose cores form groups. A descriptor is a number: three times its number in the
 * scope, plus 0, 1 or 2 for the scope.
 */
export class Descriptors {
  readonly #corey: Corey;
  readonly #groupOf = new Map<Core, number>();
  /** By root share, as a core that is started anew has a new one. */
  readonly #private = new Map<Id, Place>();
  readonly #groups: readonly Place[];
  readonly #global: Place;

  /**
   * Nothing is open.
   *
   * @param groups the cores of each group
   * @param scope of a descriptor for which no other is asked
   */
  constructor(corey: Corey, groups: readonly (readonly Core[])[], readonly scope: Scope) {
    this.#corey = corey;
    const place = (cores: readonly Core[], label: string) => ({
      share: corey.bootShare(cores),
      numbers: new NumberTable(corey.machine, cores[0]!.chip, label, true),
    });
    this.#groups = groups.map((cores, group) => place(cores, `group ${group}`));
    groups.forEach((cores, group) => cores.forEach((core) => this.#groupOf.set(core, group)));
    this.#global = place(groups.flat(), "global");
  }

  /**
   * A descriptor for a file.
   *
   * @throws {KernelError} EMFILE: all numbers of the scope are taken. EINVAL: the core is in no group
   */
  *open(core: Core, path: string, scope: Scope = this.scope): Program<number> {
    const place = yield* this.#place(core, "open", scope);
    const file = yield* this.#corey.segmentAlloc(core, place.share, { pages: 1, label: path });
    return yield* this.#number(core, "open", place, scope, file.object);
  }

  /**
   * Another descriptor for the same open file, in any scope.
   *
   * @throws {KernelError} EBADF: the descriptor is not open. EMFILE: all numbers of the scope are taken.
   * EINVAL: the core is in no group
   */
  *dup(core: Core, fd: number, scope: Scope = this.scope): Program<number> {
    const file = yield* this.#fileOf(core, "dup", fd), place = yield* this.#place(core, "dup", scope);
    let name: Name;
    try {
      name = yield* this.#corey.shareAddobj(core, place.share, file);
    } catch (error) {
      // Another core has closed it meanwhile.
      throw error instanceof KernelError && error.reason === "ENOENT" ? badDescriptor("dup", fd) : error;
    }
    return yield* this.#number(core, "dup", place, scope, name.object);
  }

  /**
   * Gives a descriptor back; the file goes with its last.
   *
   * @throws {KernelError} EBADF: the descriptor is not open
   */
  *close(core: Core, fd: number): Program {
    const place = yield* this.#place(core, "close", scopeOf("close", fd)),
      file = yield* place.numbers.remove(core, Math.floor(fd / 3));
    if (file === undefined) throw badDescriptor("close", fd);
    yield* this.#corey.shareDelobj(core, { share: place.share, object: file });
  }

  /** A number for a reference that the place's share has got; if there is none, the reference is released. */
  *#number(core: Core, call: string, place: Place, scope: Scope, file: Id): Program<number> {
    const number = yield* place.numbers.add(core, file);
    if (number !== undefined) return 3 * number + scopes.indexOf(scope);
    yield* this.#corey.shareDelobj(core, { share: place.share, object: file });
    throw new KernelError(call, "EMFILE", `all descriptors of the ${scope} scope are taken`);
  }

  *#fileOf(core: Core, call: string, fd: number): Program<Name> {
    const place = yield* this.#place(core, call, scopeOf(call, fd));
    const object = yield* place.numbers.look(core, Math.floor(fd / 3));
    if (object === undefined) throw badDescriptor(call, fd);
    return { share: place.share, object };
  }

  *#place(core: Core, call: string, scope: Scope): Program<Place> {
    if (scope === "global") return this.#global;
    if (scope === "private") return yield* this.#privatePlace(core);
    const group = this.#groups[this.#groupOf.get(core) ?? -1];
    if (!group) throw new KernelError(call, "EINVAL", `${core.name} is in no group`);
    return group;
  }

  *#privatePlace(core: Core): Program<Place> {
    const corey = this.#corey, root = corey.rootShare(core);
    let place = this.#private.get(root);
    if (!place) {
      const { object } = yield* corey.shareAlloc(core, root, { scope: "private" });
      place = { share: object, numbers: new NumberTable(corey.machine, core.chip, core.name, false) };
      this.#private.set(root, place);
    }
    return place;
  }
}

function scopeOf(call: string, fd: number): Scope {
  const scope = Number.isSafeInteger(fd) && fd >= 0 ? scopes[fd % 3] : undefined;
  if (!scope) throw badDescriptor(call, fd);
  return scope;
}

function badDescriptor(call: string, fd: number): KernelError {
  return new KernelError(call, "EBADF", `descriptor ${fd} is not open`);
}

mustRun(Descriptors.prototype);
