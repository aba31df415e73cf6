/** When two answers are the same, and who can read them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  answers,
  assignment,
  check,
  key,
  keysSoFar,
  otherwise,
  right,
  sealedText,
  variantOf,
  wrong,
} from "corey-lab";
import { formOf, gridAround } from "../../lib/homework/answer.ts";

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
    [1e3, 1000n],
    ["files_struct.file_lock", "Files struct->FILE_LOCK."],
    [["b", "a"], new Set(["A", "b "])],
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

Deno.test("check() tells right from wrong, with the hint that fits, and a part of the points", () => {
  assignment("test", "#0");
  key(
    "x",
    right(12.5),
    wrong(25, "that is twice as much.", { credit: 0.5 }),
    wrong(0.08, "upside down."),
    otherwise("no."),
  );
  assert.deepEqual(told("x", 12.6), [1, "right."]);
  assert.deepEqual(told("x", "12.4"), [1, "right."]);
  assert.deepEqual(told("x", 25), [0.5, "that is twice as much."]);
  assert.deepEqual(told("x", 0.08), [0, "upside down."]);
  assert.deepEqual(told("x", 13), [0, "no."]);
  assert.deepEqual(told("x", "twelve"), [0, "no."]);
  for (const none of [undefined, null, NaN, " ", []]) {
    assert.deepEqual(told("x", none), [0, "not answered yet."]);
  }
  assert.throws(() => check("y", 1), /there is no question y to check: x/);
});

const told = (question: string, answer: unknown) => {
  const { credit, message } = check(question, answer);
  return [credit, message];
};

Deno.test("key() leaves out a wrong answer that by chance is right, and refuses what is no answer", () => {
  assignment("test", "#0");
  key("x", right(2), wrong(2, "never said."), wrong(3, "no."));
  assert.equal(check("x", 2).credit, 1);
  assert.equal(keysSoFar().x!.boxes.length, 2);
  assert.throws(() => key("x", right(NaN)), /x: NaN is no answer/);
});

Deno.test("answers() of a release check like the key itself, for each set of numbers, and show neither answers nor hints", () => {
  const keys = [0, 1].map((variant) => {
    assignment("test", `#${variant}`);
    key("x", right(`secret${variant}`), wrong("trap", "a telling hint."));
    return keysSoFar();
  });
  const sealed = sealedText(keys);
  assert.doesNotMatch(atob(sealed), /secret|trap|telling/);
  answers(sealed);
  for (const variant of [0, 1]) {
    assignment("test", `#${variant}`);
    assert.equal(check("x", `Secret${variant}`).credit, 1);
    assert.equal(check("x", `secret${1 - variant}`).credit, 0);
    assert.equal(check("x", "trap").message, "a telling hint.");
  }
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
