/**
 * Shared memory: one member of the team maps a buffer and touches every page, passes it on to the next, and
 * so on until all have; then a new one. Threads share the mapping. Each process maps the buffer into an
 * address space of its own, and takes a fault of its own on each page.
 */
import { cString, type Mapping } from "../libc.ts";
import { PAGES, touchPages } from "./pages.ts";
import { LINE_WORDS, type Prepare } from "./program.ts";

/** Words that all see: whose turn it is, and where the buffer is. */
const TURN = 0, BUFFER = LINE_WORDS;
/** In place of a turn, when nobody is to begin any more. */
const CLOSED = -1;

/** An operation is a page that one member touches. */
export const mempass: Prepare = ({ libc, shared, me, of, file, isOver }) => {
  const bytes = PAGES * libc.pageBytes;
  const buffer = new BigUint64Array(shared.buffer, 4 * BUFFER, 1);
  const mapping = (): Mapping => ({ pointer: Deno.UnsafePointer.create(buffer[0]!)!, bytes });

  function mapMine(): Mapping {
    if (file === undefined) {
      if (me === 0) buffer[0] = Deno.UnsafePointer.value(libc.map(bytes).pointer);
      return mapping();
    }
    // The first of a new round gives back the pages of the last.
    if (me === 0) { for (const length of [0, bytes]) Deno.truncateSync(file, length); }
    return libc.mapFile(cString(file), bytes);
  }
  function unmapMine(mine: Mapping): void {
    if (file !== undefined || me === of - 1) libc.unmap(mine);
  }
  /** Takes the turn of a number: a turn is even while nobody has it, and odd while it is taken. */
  const take = (turn: number, to = turn + 1): boolean =>
    Atomics.compareExchange(shared, TURN, turn, to) === turn;

  return {
    operations: PAGES,
    operate() {
      for (;;) {
        const turn = Atomics.load(shared, TURN);
        if (turn === CLOSED) return false;
        if (turn % (2 * of) === 2 * me && take(turn)) break;
        if (isOver()) return false;
        Atomics.pause();
      }
      try {
        const mine = mapMine();
        touchPages(libc, mine);
        unmapMine(mine);
      } catch (error) {
        Atomics.store(shared, TURN, CLOSED);
        throw error;
      }
      Atomics.store(shared, TURN, (Atomics.load(shared, TURN) + 1) % (2 * of));
    },
    finish() {
      for (let turn = 0; turn !== CLOSED;) {
        turn = Atomics.load(shared, TURN);
        if (turn % 2 !== 0 || !take(turn, CLOSED)) continue;
        // Threads that are in the middle of a round have a buffer, which nobody will touch any more.
        if (file === undefined && turn > 0) libc.unmap(mapping());
        return;
      }
    },
  };
};
