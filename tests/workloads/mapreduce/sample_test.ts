/** A sample stands for the whole: its counts are exact, and where all of a text can be simulated, the times agree. */
import assert from "node:assert/strict";
import { Machine, opteron16 } from "corey-lab/machine";
import type { System, VirtualMemory } from "corey-lab/kernels";
import { linux } from "corey-lab/linux";
import { corey } from "corey-lab/libos";
import { Vocabulary, wri, type WriOptions } from "corey-lab/workloads";
import { experiments } from "corey-lab/experiments";
import { lastUse } from "../../../lib/workloads/mapreduce/last_use.ts";
import { type Piece, sampledWords } from "../../../lib/workloads/mapreduce/sampled_words.ts";
import { Random } from "../../../lib/sim/random.ts";
import { slow } from "../../slow.ts";

const vocabulary = new Vocabulary(1);

/** Cores one on each chip. */
function measure(options: WriOptions, system: System<VirtualMemory>, count: number) {
  const machine = new Machine(opteron16), cores = [0, 4, 8, 12].slice(0, count).map((i) => machine.cores[i]!);
  return wri(options).measure({ machine, kernel: system.boot(machine), cores, seed: 1 }) as Record<
    string,
    number
  >;
}

for (const [system, cores, megabytes] of [[corey.addressRanges(), 4, 16], [linux.threads(), 1, 8]] as const) {
  slow(`sample and whole of ${megabytes} MB on ${system.name} with ${cores} cores agree within 3 %`, () => {
    const whole = measure({ megabytes, sampleMegabytes: megabytes }, system, cores);
    const sample = measure(
      { megabytes, sampleMegabytes: megabytes / 2, stretchWords: 2048 },
      system,
      cores,
    );
    for (const part of ["mapSeconds", "reduceSeconds", "totalSeconds"]) {
      const ratio = sample[part]! / whole[part]!;
      assert.ok(ratio > 0.97 && ratio < 1.03, `${part}: ${sample[part]} against ${whole[part]}`);
    }
    assert.notEqual(sample.mapSeconds, whole.mapSeconds);
    assert.notEqual(sample.reduceSeconds, whole.reduceSeconds);
  });
}

// `deno task run mapreduce --set megabytes=64 --set sampleMegabytes=64 --cores 1,4,16 --format json`
const kept = new URL("../../../data/mapreduce/whole_64_megabytes.json", import.meta.url);

slow(
  "the sample agrees within 3 % with all of 64 MB, but for the semaphore near its tipping point",
  async () => {
    const whole: Record<string, number>[] = JSON.parse(await Deno.readTextFile(kept));
    const sample = await experiments.mapreduce.run({ megabytes: 64, cores: [1, 4, 16] });
    assert.equal(whole.length, sample.length);
    for (const [i, row] of whole.entries()) {
      for (const part of ["mapSeconds", "reduceSeconds", "totalSeconds"]) {
        const ratio = Number(sample[i]![part]) / row[part]!,
          where = `${part} of ${row.system} on ${row.cores}`;
        // A queue at mmap_sem takes a while to form, and a sample is short.
        const late = part === "reduceSeconds" && String(row.system) === "linux" && row.cores === 16;
        assert.ok(late ? ratio > 0.92 && ratio < 0.97 : ratio > 0.97 && ratio < 1.03, `${where}: ${ratio}`);
      }
    }
  },
);

slow(
  "a sample of reduce has as many pieces of each size as it should, and no word that has become a large part of it",
  () => {
    const words = 200_000_000,
      mappers = 16,
      whole = sampledWords(vocabulary, words, 1, mappers, new Random(1));
    const pieces = (sample: typeof whole) => sample.flatMap(({ lists }) => lists.flat());
    const positions = (of: readonly Piece[]) => of.reduce((sum, piece) => sum + piece.positions, 0);
    // Without thinning it is the text itself.
    assert.equal(whole.length, vocabulary.words.length);
    assert.ok(Math.abs(positions(pieces(whole)) / words - 1) < 1e-4);
    for (const thinning of [2, 16, 64, 128]) {
      const sample = sampledWords(vocabulary, words, thinning, mappers, new Random(1)),
        all = positions(pieces(sample));
      assert.equal(new Set(sample.map(({ rank }) => rank)).size, sample.length);
      for (const small of [true, false]) {
        const ofSize = (of: typeof whole) => pieces(of).filter(({ chunk }) => chunk < 6 === small).length;
        assert.ok(
          Math.abs(ofSize(sample) * thinning / ofSize(whole) - 1) < 0.03,
          `${thinning}, small: ${small}`,
        );
      }
      // What is cut off, so that output fills its pages, is little, and time is counted by positions.
      assert.ok(Math.abs(all * thinning / words - 1) < 0.06);
      for (const { rank, lists } of sample) {
        assert.ok(
          positions(lists.flat()) / all <= Math.max(0.0045, 1.2 * vocabulary.shares[rank]!),
          `rank ${rank}`,
        );
      }
    }
  },
);

Deno.test("words occur as often as their shares say, and the law of Zipf and Mandelbrot holds", () => {
  const { shares, words } = vocabulary,
    text = vocabulary.text(200_000, 7),
    counts = new Float64Array(words.length);
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
  assert.ok(Math.abs(text.bytes / 200_000 / vocabulary.bytesPerWord - 1) < 0.01);
});

Deno.test("the lines of a table that are used more are the ones used last", () => {
  const lines = lastUse(vocabulary, new Random(1)), recent = new Set(lines.slice(lines.length / 2));
  assert.ok(lines.every(({ wordsAgo }, i) => i === 0 || wordsAgo <= lines[i - 1]!.wordsAgo));
  const frequent = lines.filter(({ part, of }) => part === "end of list" && of < 20);
  const rare = lines.filter(({ part, of }) => part === "end of list" && of >= 12000);
  assert.ok(frequent.filter((line) => recent.has(line)).length >= 19);
  assert.ok(rare.filter((line) => recent.has(line)).length < rare.length / 10);
});
