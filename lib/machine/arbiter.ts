/**
 * Who is served next, of the cores that fight for a word: verbs that take effect when an arbiter chooses
 * their core, and it may choose any that waits.
 *
 * The verbs of a core take effect when they are made, and are served in the order in which they are made.
 * Locks and additions come out as they do in machines; loops that load a word, and compare and swap it until
 * nobody has come between, do not: of n cores that take turns in a fixed order one succeeds in each round, so
 * a success costs n turns. Machines keep no order. A controller that is at work on a line turns other
 * requests for it away, and they are tried again (Intel's uncore performance monitoring guide 327043,
 * `RxR_IRQ_RETRY`: a request is rejected when its address matches that of an outstanding one, and retried).
 * So some cores come again soon, while nobody has changed what they saw, and a success costs some √n turns.
 *
 * Where a chip (or a group of its cores, with an L3 of its own) has a controller, that chooses among what its
 * own cores want and the one probe that another sends, all alike. So the more of its cores want a line, the
 * longer it stays. But where requests are not retried, and wait for an acknowledgement (`home.others`), the
 * probe goes first when it comes: the line stays for as long as messages between chips take.
 */
import type { Random } from "../sim/random.ts";
import type { Program } from "../sim/task.ts";
import type { Core } from "./core.ts";
import type { Machine } from "./machine.ts";

/** Who wants a line. */
interface Crowd {
  /** Whether somebody is being served. */
  isServed: boolean;
  /** Who waits, by group; without such controllers, all are one group. */
  readonly waiting: Map<number, Core[]>;
}

/**
 * Verbs of the cores of one machine, for words that they fight for.
 *
 * @example
 * ```ts
 * import { Arbiter, int32, Machine, opteron16, struct } from "corey-lab/machine";
 * import { Random } from "corey-lab/sim";
 * const machine = new Machine(opteron16), arbiter = new Arbiter(machine, new Random(1));
 * const { count } = machine.memory.place(struct("counter", { count: int32 }));
 * for (const core of machine.cores) {
 *   core.start((function* () {
 *     for (let seen = yield* arbiter.load(core, count);;) {
 *       const there = yield* arbiter.compareExchange(core, count, seen, seen + 1);
 *       if (there === seen) return;
 *       seen = there;
 *     }
 *   })());
 * }
 * machine.run();
 * console.log(machine.memory.words[count >>> 2]); // 16
 * ```
 */
export class Arbiter {
  readonly #machine: Machine;
  readonly #random: Random;
  /** By line. */
  readonly #crowds = new Map<number, Crowd>();

  /** Nobody wants anything yet. The random numbers say who is next. */
  constructor(machine: Machine, random: Random) {
    this.#machine = machine;
    this.#random = random;
  }

  /** Reads a word. */
  *load(core: Core, address: number): Program<number> {
    yield* this.#turn(core, address, false);
    return this.#machine.memory.words[address >>> 2]!;
  }

  /** Adds to a word, and returns what it was. */
  *fetchAdd(core: Core, address: number, amount: number): Program<number> {
    yield* this.#turn(core, address, true);
    const words = this.#machine.memory.words, old = words[address >>> 2]!;
    words[address >>> 2] = old + amount;
    return old;
  }

  /** Writes a word if it is what is expected; returns what it was, as `Atomics.compareExchange` does. */
  *compareExchange(core: Core, address: number, expected: number, value: number): Program<number> {
    yield* this.#turn(core, address, true);
    const words = this.#machine.memory.words, old = words[address >>> 2]!;
    if (old === expected) words[address >>> 2] = value;
    return old;
  }

  /** Goes on when a load is served, or an atomic: all that was served before has been done. */
  *#turn(core: Core, address: number, writes: boolean): Program {
    yield;
    const { physical, caches, transfers, layout } = this.#machine.memory, line = physical.lineOf(address);
    let crowd = this.#crowds.get(line);
    if (crowd === undefined) this.#crowds.set(line, crowd = { isServed: false, waiting: new Map() });
    const isHere = this.#has(core, line, writes, crowd);
    const group = transfers.forwards ? caches.groupOf[caches.coreOf[core.number]!]! : 0;
    if (!isHere) {
      if (crowd.isServed) {
        const waiting = crowd.waiting.get(group);
        if (waiting) waiting.push(core);
        else crowd.waiting.set(group, [core]);
        yield core.sleep(() => `its turn with ${layout.nameOf(address)}`);
      }
      crowd.isServed = true;
    }
    if (writes) core.fetchAdd(address, 0);
    else core.load(address);
    yield;
    if (isHere) return;
    const next = this.#next(crowd, group, core.now < (transfers.turns.of(line)?.last.freed ?? 0));
    crowd.isServed = next !== undefined;
    // Its request has been there since it was made, or since the line is wanted by more than one.
    next?.wake(transfers.turns.of(line)?.from ?? 0);
  }

  /** Whether a core needs to ask nobody. */
  #has({ number, now }: Core, line: number, writes: boolean, { isServed }: Crowd): boolean {
    const { memory, spec } = this.#machine, { caches, directory, rules, transfers: { pending } } = memory;
    const core = caches.coreOf[number]!;
    if (!writes) return directory.holds(line, core) || pending.readable(core, line, now);
    const owns = directory.ownerOf(line) === core && rules.storesSilently[directory.stateOf(line)] === 1;
    return owns && !isServed || pending.writable(core, line, now + spec.core.atomicCycles.value);
  }

  /**
   * Takes out who is next, after a core of a group; undefined if nobody waits.
   *
   * @param isEarly whether no probe for another group can have come yet
   */
  #next({ waiting }: Crowd, group: number, isEarly: boolean): Core | undefined {
    const random = this.#random, here = waiting.get(group)?.length ?? 0;
    const others = [...waiting.keys()].filter((other) => other !== group);
    if (here + others.length === 0) return undefined;
    const staying = this.#machine.memory.transfers.blocks
      ? here > 0 && (isEarly || others.length === 0)
      : random.below(here + Math.min(1, others.length)) < here;
    const from = staying ? group : others[random.below(others.length)]!, cores = waiting.get(from)!;
    const [next] = cores.splice(random.below(cores.length), 1);
    if (cores.length === 0) waiting.delete(from);
    return next;
  }
}
