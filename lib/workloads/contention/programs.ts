/**
 * Programs that fight for a word, as public benchmarks of atomics and locks run them: what one core repeats.
 * Whoever wants to hold the model against a machine says which of them ran there.
 */
import type { LockKind } from "../../locks/lock.ts";
import { ticket } from "../../locks/ticket.ts";
import { array, int32, lineAligned, struct } from "../../machine/layout.ts";
import { casUntil, loadAndCasUntil } from "./cas_until.ts";
import type { Contention } from "./contention.ts";
import { countedList, readLock } from "./counts.ts";
import { queuedSpinLock } from "./queued_spin_lock.ts";

const word = struct("word", { value: int32 });
const ticketMutex = struct("ticket_mutex", { ingress: lineAligned(int32), egress: lineAligned(int32) });
const locked = struct("locked", { next: lineAligned(int32), serving: int32, counter: lineAligned(int32) });
const line = struct("line", { words: lineAligned(array(int32, 16)) });

function lockOf(kind: LockKind): Contention {
  return ({ machine, pauses: { own, held, think } }) => {
    const lock = kind.place(machine, machine.memory.place(word).value);
    return function* (core) {
      core.compute(own);
      yield* lock.acquire(core);
      core.compute(held);
      yield* lock.release(core);
      core.compute(think);
    };
  };
}

/** The programs, by name. */
export const contention = {
  /** Adds to one word. */
  fetchAdd: ({ machine, arbiter, pauses: { own } }) => {
    const { value } = machine.memory.place(word);
    return function* (core) {
      core.compute(own);
      yield* arbiter.fetchAdd(core, value, 1);
    };
  },
  /** Reads one word, then compares and swaps it until that succeeds. */
  casLoop: ({ machine, arbiter, pauses: { own } }) => {
    const { value } = machine.memory.place(word);
    return function* (core) {
      core.compute(own);
      yield* casUntil(arbiter, core, value, 1);
    };
  },
  /** Adds to one word and takes away again: a lock for readers in one word, a reference count. */
  upAndDown: ({ machine, arbiter, pauses: { own } }) => {
    const { value } = machine.memory.place(word);
    return function* (core) {
      yield* arbiter.fetchAdd(core, value, 1);
      core.compute(own);
      yield* arbiter.fetchAdd(core, value, -1);
    };
  },
  /** Readers of a lock in one word: taken by compare-and-swap, given back by addition (`cas_rw_lock`). */
  casRwLock: ({ machine, arbiter, pauses: { own } }) => {
    const { value } = machine.memory.place(word);
    return function* (core) {
      core.compute(own);
      yield* loadAndCasUntil(arbiter, core, value, -1);
      yield* arbiter.fetchAdd(core, value, 1);
    };
  },
  /** Users of a counted lock: taken and given back by compare-and-swap (lockhammer's `cas_lockref`). */
  lockref: ({ machine, arbiter, pauses: { own } }) => {
    const { value } = machine.memory.place(word);
    return function* (core) {
      core.compute(own);
      yield* loadAndCasUntil(arbiter, core, value, 1);
      yield* loadAndCasUntil(arbiter, core, value, -1);
    };
  },
  /** Readers of a lock that nobody writes. */
  readLock,
  /** Look-ups in a list whose elements are counted, hand over hand. */
  countedList,
  /** A ticket lock whose two words share a line, and a counter in another line. */
  ticketAndCounter: ({ machine, pauses: { own } }) => {
    const at = machine.memory.place(locked);
    return function* (core) {
      core.compute(own);
      yield;
      const mine = core.fetchAdd(at.next, 1);
      yield core.spinUntil(at.serving, (serving) => serving === mine);
      core.store(at.counter, core.load(at.counter) + 1);
      yield;
      core.publish(at.serving, mine + 1);
    };
  },
  /**
   * A ticket lock whose waiters let others run between two looks, and whose release is an atomic
   * (C11/locks/ticket_mutex.c of pramalhe/ConcurrencyFreaks).
   */
  ticketYielding: ({ machine, pauses: { own, yielding } }) => {
    const { ingress, egress } = machine.memory.place(ticketMutex);
    return function* (core) {
      core.compute(own);
      yield;
      const mine = core.fetchAdd(ingress, 1);
      for (yield; core.load(egress) !== mine; yield) core.compute(yielding);
      yield;
      core.fetchAdd(egress, 1);
    };
  },
  /** Adds to a word of one's own, beside those of others on a line. */
  packed: ({ machine, pauses: { own } }) => {
    const { words } = machine.memory.place(line);
    return function* (core) {
      const mine = words + 4 * (core.number % 16);
      core.compute(own);
      yield;
      core.store(mine, core.load(mine) + 1);
    };
  },
  /** A test-and-test-and-set lock, and a counter in another line. */
  ttasAndCounter: ({ machine, pauses: { own } }) => {
    const at = machine.memory.place(locked);
    return function* (core) {
      core.compute(own);
      do yield core.spinUntil(at.next, (taken) => taken === 0); while (core.swap(at.next, 1) !== 0);
      core.store(at.counter, core.load(at.counter) + 1);
      yield;
      core.publish(at.next, 0);
    };
  },
  /** Linux's ticket lock. */
  ticket: lockOf(ticket),
  /** Linux's queue lock of today. */
  queuedSpin: lockOf(queuedSpinLock),
} as const satisfies Readonly<Record<string, Contention>>;

/** The name of one of the programs. */
export type ContentionName = keyof typeof contention;
