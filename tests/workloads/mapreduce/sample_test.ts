/**
 * A sample stands for the whole: where all of a text can be simulated, the times agree; and what is drawn is
 * what words that are drawn do.
 */
import assert from "node:assert/strict";
import { corey, experiments, linux, Machine, opteron16, type Row, wri } from "corey-lab";
import type { System, VirtualMemory } from "corey-lab";
import { Vocabulary, type WriOptions } from "corey-lab/workloads";
import { Random } from "../../../lib/sim/random.ts";
import { growthOf, inOrder } from "../../../lib/workloads/mapreduce/growth.ts";
import { reuseOf } from "../../../lib/workloads/mapreduce/reuse.ts";
import { thinned } from "../../../lib/workloads/mapreduce/thinned.ts";
import { roomFor } from "../../../lib/workloads/mapreduce/word_array.ts";
import { slow } from "../../slow.ts";

const letters = new Vocabulary(1), natural = new Vocabulary(1, "natural");

// Made by the command in data/mapreduce/README.md, which takes many minutes.
const kept = new URL("../../../data/mapreduce/whole_8_megabytes.json", import.meta.url);

slow("a sample of 8 MB agrees with the whole within 5 %, but for map at four cores within 10 %", async () => {
  const whole: Row[] = JSON.parse(await Deno.readTextFile(kept));
  const sample = await experiments.mapreduce.run({ megabytes: 8, sampleMegabytes: 2, cores: [1, 4, 16] });
  assert.equal(sample.length, whole.length);
  for (const [i, row] of sample.entries()) {
    for (const part of ["mapSeconds", "reduceSeconds", "totalSeconds"]) {
      const ratio = Number(row[part]) / Number(whole[i]![part]);
      // Four tables just about fill the caches of a chip: then it matters what lies where.
      const within = row.cores === 4 && part !== "reduceSeconds" ? 0.1 : 0.05;
      assert.ok(Math.abs(ratio - 1) < within, `${part} of ${row.system} on ${row.cores}: ${ratio}`);
      assert.notEqual(ratio, 1);
    }
  }
});

function measured(options: WriOptions, system: System<VirtualMemory>, cores: number): Row {
  const machine = new Machine(opteron16), run = { machine, kernel: system.boot(machine), seed: 1 };
  return wri(options).measure({ ...run, cores: machine.cores.slice(0, cores) });
}

slow("no number of cores is out of line because all arrays of a text of random letters grow at once", () => {
  const times = [14, 15, 16].map((cores) =>
    Number(
      measured({ megabytes: 64, sampleMegabytes: 4, stretchWords: 1024 }, corey.addressRanges(), cores)
        .mapSeconds,
    )
  );
  const between = (times[0]! + times[2]!) / 2;
  assert.ok(Math.abs(times[1]! / between - 1) < 0.2, `${times}`);
});

Deno.test("words of three letters: 13 letters come up at each place, all words are equally frequent", () => {
  const { dictionary: { words }, shares } = letters;
  assert.equal(words.length, 2197);
  assert.deepEqual(new Set(shares), new Set([shares[0]]));
  assert.ok(Math.abs(letters.bytesPerWord - 4) < 1e-9);
  // The generator of Corey's user/metis/wordrevidx.c: one number more is drawn for each word than is used.
  let state = 0;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) & 0x7fffffff;
  const known = new Set(words), letter = () => String.fromCharCode(97 + next() % 26);
  for (let i = 0; i < 20_000; i++) {
    next();
    assert.ok(known.has(letter() + letter() + letter()));
  }
});

Deno.test("the law of Zipf and Mandelbrot holds for natural words, and texts have as many of each", () => {
  const { shares, dictionary: { words } } = natural, counts = new Float64Array(words.length);
  const text = natural.text(200_000, 7);
  assert.equal(new Set(words).size, 12550);
  assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-9);
  assert.ok(Math.abs(shares[0]! / shares[9]! - ((10 + 3.5) / (1 + 3.5)) ** 1.26) < 1e-9);
  for (const word of text.words) counts[word]!++;
  for (const rank of [0, 1, 10, 100]) {
    const expected = 200_000 * shares[rank]!;
    assert.ok(Math.abs(counts[rank]! - expected) < 5 * Math.sqrt(expected), `rank ${rank}: ${counts[rank]}`);
  }
  const last = words[text.words.at(-1)!]!;
  assert.equal(text.offsets.at(-1)! + last.length + 1, text.bytes);
});

Deno.test("arrays grow when they are full, in order, and are in the end about as long as their share says", () => {
  for (const vocabulary of [letters, natural]) {
    const words = 1_000_000, growth = growthOf(vocabulary, words, new Random(1), () => false);
    const { lengths } = growth, moments = inOrder(growth.moments);
    const all = lengths.values().reduce((sum, length) => sum + length, 0);
    assert.ok(Math.abs(all / words - 1) < 0.01);
    for (const [i, moment] of moments.entries()) {
      assert.ok(moment.words >= (moments[i - 1]?.words ?? 0) && moment.words <= words);
      assert.ok(moment.length < lengths.get(moment.rank)!);
      assert.ok(moment.length === 0 || roomFor(moment.length) === moment.length);
    }
  }
});

Deno.test("a sample has the share of columns and of positions that it says, and no word that is long by being chosen", () => {
  for (const vocabulary of [letters, natural]) {
    for (const factor of [2, 16, 64]) {
      const { columns, cut, share } = thinned(vocabulary, factor);
      assert.ok(Math.abs(share * factor - 1) < 0.15, `${share}`);
      for (const [rank, times] of cut) {
        assert.ok(columns.includes(vocabulary.dictionary.columns[rank]!));
        assert.ok(vocabulary.shares[rank]! / times <= 0.0025 || times === factor);
      }
    }
  }
});

slow("with more mappers, less of what reduce writes is memory that was used before", () => {
  const used = [2, 4, 16].map((mappers) => {
    const growths = Array.from(
      { length: mappers },
      (_, i) => growthOf(letters, 2 ** 26 / mappers, new Random(i), () => false),
    );
    return reuseOf(letters.dictionary, growths).usedBefore;
  });
  assert.ok(used[0]! > used[1]! && used[1]! > used[2]! && used[2]! > 0, `${used}`);
});

slow("whatever the sample, Linux is interrupted for as many superpages as the whole job unmaps", () => {
  const cores = 8, words = 2 ** 28 / cores;
  const growths = Array.from(
    { length: cores },
    (_, i) => growthOf(letters, words, new Random(1000 + i), () => false),
  );
  const { freed } = reuseOf(letters.dictionary, growths);
  // 2048 pages, told to the seven others 506 at a time.
  const expected = freed * Math.ceil(2048 / 506) * (cores - 1);
  for (const sampleMegabytes of [4, 8]) {
    const options = { sampleMegabytes, stretchWords: 64 };
    const interrupts = Number(measured(options, linux.threads(), cores).shootdownsInReduce);
    // Each sample draws its own arrays, of which some more or less become free.
    assert.ok(Math.abs(interrupts / expected - 1) < 0.2, `${sampleMegabytes} MB: ${interrupts}/${expected}`);
  }
});

slow("a sample that is too small for its cores is refused", () => {
  const small = () => measured({ sampleMegabytes: 1, stretchWords: 64 }, corey.addressRanges(), 8);
  assert.throws(small, /the sample is too small for 8 cores: take more sampleMegabytes/);
});
