/** Where words go in a mapper's table, as Metis' `default_hasher` says. */
import assert from "node:assert/strict";
import { Dictionary } from "corey-lab/workloads";
import { Vocabulary } from "corey-lab/workloads";

Deno.test("a word goes where djb2 over its capitals and the zero at its end says", () => {
  // Three letters and a zero: 32 bits are not enough, so the rest of 2^32 - 1 counts.
  const hash = ((((5381 * 33 + 65) * 33 + 66) * 33 + 65) * 33) % 4294967295;
  const { columns, slots } = new Dictionary(["aba", "unbelievableness"]);
  assert.deepEqual([columns[0], slots[0]], [hash % 2048, hash % 577]);
  assert.ok(columns[1]! >= 0 && columns[1]! < 2048 && slots[1]! < 577);
});

Deno.test("no two words of three letters share a slot, and strcmp looks at a byte more than is the same", () => {
  const { dictionary } = new Vocabulary(1);
  const places = dictionary.words.map((_, word) => `${dictionary.columns[word]} ${dictionary.slots[word]}`);
  assert.equal(new Set(places).size, dictionary.words.length);
  const few = new Dictionary(["aba", "abc", "ab", "x"]);
  assert.deepEqual([0, 1, 2, 3].map((other) => few.comparedBytes(0, other)), [4, 3, 3, 1]);
});
