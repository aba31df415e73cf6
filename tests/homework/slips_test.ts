/**
 * What is said to slips: a missing `await`, `function*` or `return`, no name, a cell that has failed or was
 * left out.
 */
import assert from "node:assert/strict";
import { answers, assignment, award, check, examine, key, lockTrials, right } from "corey-lab/homework";
import { type LockKind, mcs } from "corey-lab/locks";
import { odd } from "../machine/odd.ts";
import { slow } from "../slow.ts";

answers();

Deno.test("assignment() draws no numbers before the cell with answers() has run: they would be others", async () => {
  const anew = new URL("../../lib/homework/check.ts?as-in-a-new-kernel", import.meta.url).href;
  const { answers, assignment } = await import(anew);
  assert.throws(() => assignment("test", "Ada"), /^Error: run the cell above with answers\(…\) first/);
  answers();
  assert.equal(assignment("test", "Ada").variant, assignment("test", "ada ").variant);
});

Deno.test("check() says what cannot be an answer: a promise, a program, a function, NaN, a row", async () => {
  assignment("test", "#0");
  key("x", right(2));
  const said = async (answer: unknown) => (await check("x", answer)).message;
  assert.match(await said(Promise.resolve(2)), /put `await` before the call/);
  assert.match(await said((function* () {})()), /a program that has not run/);
  assert.match(await said(() => 2), /call it/);
  assert.match(await said(Number(undefined)), /NaN, and no number: is an `await` missing/);
  assert.match(await said({ cores: 16, seconds: 2 }), /which of its fields/);
  assert.equal(await said(2), "right.");
});

const said = async (place: unknown): Promise<string> => {
  const kind = { name: "mine", fair: true, place } as LockKind;
  return (await examine("3a", lockTrials(kind).slice(0, 1))).message;
};

Deno.test("examine() has a hint for a missing `*`, for `async`, and for a missing return", async () => {
  assert.match(await said(() => ({ acquire() {}, release() {} })), /is there a `\*` before its name/);
  assert.match(await said(() => ({ async acquire() {}, async release() {} })), /and no `async`/);
  assert.match(await said(() => {}), /is a `return` missing/);
  assert.match(
    await said(() => Promise.resolve({ *acquire() {}, *release() {} })),
    /of this name is expected/,
  );
});

Deno.test("award() says that a check which says the same may have seen an old answer", async () => {
  assignment("test", "#0");
  key("old", right(2));
  const printed: string[] = [];
  const around = { print: (text: string) => void printed.push(text), broadcast: () => Promise.resolve() };
  await award(1, check("old", 2), around);
  await award(1, check("old", 2), around);
  assert.deepEqual(printed, [
    "✓ old: right.",
    "✓ old: right. (As at the last check. If the cell above has ended in an error since, this was its old " +
    "answer.)",
  ]);
});

Deno.test("assignment() warns where no name was put in, and not otherwise", () => {
  const before = console.log, said: string[] = [];
  console.log = (text: string) => void said.push(text);
  try {
    assignment("test", "Ada");
    assert.deepEqual(said, []);
    assignment("test", " Your name");
    assert.match(said.join(), /^⚠ No name was put in/);
  } finally {
    console.log = before;
  }
});

slow("lock trials may be held on machines of any shape", async () => {
  for (const machine of odd) {
    assert.equal((await examine("3a", lockTrials(mcs, machine))).credit, 1, machine.name);
  }
});
