/** Questions that are drawn: the same seed gives the same one, and what its solution says is right. */
import assert from "node:assert/strict";
import { contentionCases, nowYou, type QuestionKind } from "corey-lab/exam";
import { slow } from "../slow.ts";

Deno.test("nowYou() asks the same for the same seed, and something else for others", () => {
  for (const kind of ["A", "B", "C"] as QuestionKind[]) {
    const texts = [1, 1, 2, 3, 4, 5].map((seed) => nowYou(kind, { seed }).text);
    assert.equal(texts[0], texts[1]);
    assert.ok(new Set(texts).size > 2, kind);
  }
  assert.throws(() => nowYou("A", { seed: 1, about: "logs" }), { name: "InputError" });
});

Deno.test("nowYou(): a blank is no answer, a half right one earns a half, with a hint", async () => {
  const question = nowYou("A", { seed: 1, about: "log lock" });
  assert.equal((await question.check(undefined)).message, "not answered yet.");
  const [, effect] = /^kernel cores, (.*?)\./.exec(question.solution().answer)!;
  assert.equal((await question.check(["kernel cores", effect])).credit, 1);
  assert.equal((await question.check([effect, "Kernel cores"])).credit, 1);
  assert.equal((await question.check(`a kernel core, ${effect}.`)).credit, 1);
  assert.equal((await question.check("kernel core")).credit, 0.5);
  const half = await question.check(["shares", effect]);
  assert.deepEqual([half.credit, /But what of Corey is it/.test(half.message)], [0.5, true]);
  assert.equal((await question.check(["shares", "cures"])).credit, 0);
});

Deno.test("nowYou(): on few cores, a kernel core may make it worse", async () => {
  const question = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => nowYou("A", { seed, about: "descriptor table" }))
    .find(({ text }) => text.includes("Now on 4 cores"))!;
  assert.equal((await question.check(["kernel cores", "makes it worse"])).credit, 1);
});

slow("nowYou(): what the solutions of B and C say is right", async () => {
  for (const seed of [1, 2, 3]) {
    const memory = nowYou("B", { seed }), [word] = memory.solution().answer.split(".");
    assert.equal(
      (await memory.check(word === "Either: they take the same within a tenth" ? "threads" : word)).credit,
      1,
    );
    const call = nowYou("C", { seed }), letter = call.solution().answer[0]!;
    assert.equal((await call.check(letter)).credit, 1);
    assert.equal((await call.check(` ${letter})`)).credit, 1);
    assert.equal((await call.check(letter === "a" ? "b" : "a")).credit, 0);
  }
  assert.ok(contentionCases.every(({ name }) => nowYou("A", { seed: 1, about: name }).text.length > 100));
});
