/** When two answers are the same, and who can read them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  answers,
  assignment,
  award,
  check,
  key,
  otherwise,
  right,
  type SealedAnswers,
  type SealedKeys,
  sealedKeys,
  sealedText,
  variantOf,
  wrong,
} from "corey-lab/homework";
import { formOf, gridAround } from "../../lib/homework/answer.ts";
import { withoutKeys } from "../../lib/homework/check.ts";
import { sealCost } from "../../lib/homework/seal.ts";

answers();

/** A seal that need not hold. */
const cost = { N: 16, p: 1 };

const notAnswered = "not answered yet. (If the cell above ended in an error, the answer was not set.)";

const tolerance = fc.double({ min: 0.001, max: 0.2, noNaN: true });
const magnitude = fc.double({ min: 1e-6, max: 1e9, noNaN: true });

Deno.test("formOf() takes numbers within the tolerance for the same, and others for others", () => {
  fc.assert(
    fc.property(
      magnitude,
      tolerance,
      fc.double({ min: -0.999, max: 0.999, noNaN: true }),
      (value, within, off) => {
        const grid = gridAround(value, within), inside = value * Math.exp(off * Math.log1p(within));
        assert.equal(formOf(inside, grid), formOf(value, grid));
        assert.notEqual(formOf(value * (1 + within) ** 1.01, grid), formOf(value, grid));
        assert.notEqual(formOf(value / (1 + within) ** 1.01, grid), formOf(value, grid));
        assert.notEqual(formOf(-value, grid), formOf(value, grid));
      },
    ),
  );
});

Deno.test("gridAround() of different values within one cell's width of another tells nothing but the place in the cell", () => {
  fc.assert(fc.property(magnitude, tolerance, fc.integer({ min: -50, max: 50 }), (value, within, cells) => {
    const grid = gridAround(value, within), far = gridAround(value * Math.exp(cells * grid.step), within);
    const difference = Math.abs(grid.phase - far.phase) / grid.step;
    assert.ok(
      difference < 1e-6 || Math.abs(difference - 1) < 1e-6,
      "so the grid does not say which cell is meant",
    );
  }));
});

Deno.test("formOf() does not mind how an answer is written", () => {
  const same: [unknown, unknown][] = [
    [0.75, "3/4"],
    [1000, " 1,000 "],
    [0.593, "0,593"],
    [1e3, 1000n],
    ["files_struct.file_lock", "Files struct->FILE_LOCK."],
    ["Modified evict", "modified, evict"],
    [["b", "a"], new Set(["A", "b "])],
    [["a"], "a"],
    [true, true],
    [0.1 + 0.2, 0.3],
  ];
  for (const [a, b] of same) assert.equal(formOf(a), formOf(b), `${a} and ${b}`);
  assert.notEqual(formOf(["a"]), formOf(["a", "b"]));
  assert.notEqual(formOf(12), formOf(13));
  for (const none of [undefined, null, NaN, Infinity, "", {}, [], [undefined], () => 1]) {
    assert.equal(formOf(none), undefined);
  }
});

Deno.test("check() tells right from wrong, with the hint that fits, and a part of the points", async () => {
  assignment("test", "#0");
  key(
    "x",
    right(12.5),
    wrong(25, "that is twice as much.", { credit: 0.5 }),
    wrong(0.08, "upside down."),
    otherwise("no."),
  );
  assert.deepEqual(await told("x", 12.6), [1, "right."]);
  assert.deepEqual(await told("x", "12.4"), [1, "right."]);
  assert.deepEqual(await told("x", 25), [0.5, "that is twice as much."]);
  assert.deepEqual(await told("x", 0.08), [0, "upside down."]);
  assert.deepEqual(await told("x", 13), [0, "no."]);
  assert.deepEqual(await told("x", "twelve"), [0, "no."]);
  assert.deepEqual(await told("x", "12.5 ns"), [1, "right."]);
  assert.deepEqual(await told("x", "0,08 %"), [0, "upside down."]);
  assert.deepEqual(await told("x", [12.5, 13]), [0, "that is a list, and one number is asked for."]);
  for (const none of [undefined, null, " ", []]) {
    assert.deepEqual(await told("x", none), [0, notAnswered]);
  }
  await assert.rejects(check("y", 1), /there is no question y to check: x/);
});

const told = async (question: string, answer: unknown) => {
  const { credit, message } = await check(question, answer);
  return [credit, message];
};

Deno.test("key() leaves out a wrong answer that by chance is right, and refuses what is no answer", async () => {
  assignment("test", "#0");
  key("x", right(2), wrong(2, "never said."), wrong(3, "no."));
  assert.equal((await check("x", 2)).credit, 1);
  assert.equal((await sealedKeys(cost)).x!.boxes.length, 2);
  assert.throws(() => key("x", right(NaN)), /x: NaN is no answer/);
});

/** A release of a small assignment: its sealed answers. */
async function release(): Promise<SealedAnswers> {
  const keys: Record<string, SealedKeys> = {};
  for (const variant of [0, 1]) {
    assignment("test", `#${variant}`);
    key("x", right(`secret${variant}`), wrong("trap", "a telling hint."), wrong(2.5, "no."));
    keys[variant] = await sealedKeys(cost);
  }
  return { variants: 2, cost, keys };
}

Deno.test("answers() of a release check like the key itself, for each set of numbers, and show neither answers nor hints", async () => {
  const sealed = sealedText(await release());
  assert.doesNotMatch(atob(sealed), /secret|trap|telling/);
  answers(sealed);
  for (const variant of [0, 1]) {
    assignment("test", `#${variant}`);
    assert.deepEqual(await told("x", `Secret${variant}`), [1, "right."]);
    assert.equal((await check("x", `secret${1 - variant}`)).credit, 0);
    assert.deepEqual(await told("x", "trap"), [0, "a telling hint."]);
  }
});

Deno.test("sealedKeys() gives boxes of one length, in an order that says nothing, and a try takes half a second", async () => {
  const boxes = Object.values((await release()).keys!).flatMap(({ x }) => x!.boxes);
  assert.equal(new Set(boxes.map(({ sealed }) => sealed.length)).size, 1);
  const byText = boxes.slice(0, 3).map(({ sealed }) => sealed);
  assert.deepEqual(byText, byText.toSorted());
  assert.ok(sealCost.N * sealCost.p >= 3 * 2 ** 16, "65536 takes 0.2 s on a computer of 2026");
});

Deno.test("check() of an edition without keys takes note of an answer, and award() gives no points and throws nothing", async () => {
  answers(withoutKeys(sealedText(await release())));
  assignment("test", "#1");
  const noted = await check("x", "secret1");
  assert.equal(noted.credit, null);
  const printed: string[] = [];
  await award(2, noted, {
    print: (text) => printed.push(text),
    broadcast: () => Promise.reject("no points yet"),
  });
  assert.deepEqual(printed, ["… x: noted. It is checked when you hand it in."]);
  assert.deepEqual(await told("x", undefined), [0, notAnswered]);
  answers(sealedText({ variants: 1_000_000, cost, keys: {} }));
});

Deno.test("answers() refuses what no release wrote, in one sentence", () => {
  for (const text of ["%%%", btoa("{}"), btoa('{"variants":0,"keys":{}}')]) {
    assert.throws(() => answers(text), {
      name: "InputError",
      message: /^the cell with the sealed answers is not valid/,
    });
  }
});

Deno.test("variantOf() spreads names over all sets of numbers, and always gives a name the same", () => {
  const names = Array.from({ length: 400 }, (_, i) => `student ${i}`);
  const counts = Map.groupBy(names, (name) => variantOf(name, 8));
  assert.equal(counts.size, 8);
  for (const { length } of counts.values()) assert.ok(length > 20, `${length} of 400 in one of 8`);
});
