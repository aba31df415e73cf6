import assert from "node:assert/strict";
import { type EventName, events, protocol, State, type StateName, states } from "corey-lab";
import { column, duty } from "../../lib/machine/moesi.ts";

const stateNames = Object.keys(states) as StateName[], eventNames = Object.keys(events) as EventName[];

/** What cannot happen to a copy: one that is not there is not probed or evicted, and one that is alone has no others. */
function impossible(state: StateName, event: EventName): boolean {
  if (state === "Invalid") return ["probeRead", "probeWrite", "evict"].includes(event);
  return (state === "Exclusive" || state === "Modified") && event === "loadShared";
}

Deno.test("protocol has one row for each state and event that can come together, and none for the others", () => {
  for (const state of stateNames) {
    for (const event of eventNames) {
      const rows = protocol.filter((row) => row.state === state && row.event === event);
      assert.equal(rows.length, impossible(state, event) ? 0 : 1, `${state}, ${event}`);
    }
  }
});

Deno.test("protocol uses every state, before and after, and every event", () => {
  assert.deepEqual(new Set(protocol.map((row) => row.state)), new Set(stateNames));
  assert.deepEqual(new Set(protocol.map((row) => row.next)), new Set(stateNames));
  assert.deepEqual(new Set(protocol.map((row) => row.event)), new Set(eventNames));
});

Deno.test("protocol never loses dirty data: a dirty copy that goes, is supplied or written back", () => {
  const dirty = (state: StateName) => state === "Modified" || state === "Owned";
  for (const row of protocol) {
    if (!dirty(row.state) || dirty(row.next)) continue;
    assert.ok(row.does === "supply data" || row.does === "write back", JSON.stringify(row));
  }
});

Deno.test("protocol writes only into a copy that is alone by then", () => {
  for (const { state, event, next, does } of protocol) {
    if (event !== "store") continue;
    assert.equal(next, "Modified");
    const alone = state === "Exclusive" || state === "Modified";
    assert.equal(does === "hit", alone, state);
    if (!alone) assert.match(does, /invalidate others/);
  }
});

Deno.test("State numbers the states in the order in which they are described", () => {
  assert.deepEqual(stateNames.map((name) => State[name]), [0, 1, 2, 3, 4]);
});

Deno.test("column() and duty() read the table by number of the state", () => {
  const { Invalid, Shared, Owned } = State;
  assert.deepEqual([...column("probeRead")], [Invalid, Shared, Shared, Owned, Owned]);
  assert.deepEqual([...column("probeWrite")], [Invalid, Invalid, Invalid, Invalid, Invalid]);
  assert.deepEqual(duty("probeRead", "supply data"), [false, false, false, true, true]);
  assert.deepEqual(
    duty("probeWrite", "supply data"),
    duty("probeRead", "supply data"),
    "memory.ts asks for one of them",
  );
  assert.deepEqual(duty("store", "hit"), [false, false, true, false, true]);
  assert.deepEqual(duty("evict", "write back"), [false, false, false, true, true]);
});
