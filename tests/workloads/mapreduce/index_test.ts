/**
 * The word index is right: on a real text it equals what a shell pipeline finds, on both kernels and for any
 * number of cores.
 */
import assert from "node:assert/strict";
import { projectPath } from "../../../lib/files/project.ts";
import { Machine, opteron16 } from "corey-lab/machine";
import type { System, VirtualMemory } from "corey-lab/kernels";
import { linux } from "corey-lab/linux";
import { corey } from "corey-lab/libos";
import { Text, tokenise, wriOf } from "corey-lab/workloads";
import { slow } from "../../slow.ts";

const gospels = projectPath("data/text/gospels.txt");
const systems: readonly System<VirtualMemory>[] = [linux.threads(), linux.processes(), corey.addressRanges()];

/** A word, and the bytes at which it begins, on each line; words in order. */
function index(text: Text, system: System<VirtualMemory>, cores: number): string {
  const machine = new Machine(opteron16), lines: string[] = [];
  const run = { machine, kernel: system.boot(machine), cores: machine.cores.slice(0, cores), seed: 1 };
  wriOf(text, (word, positions) => lines.push(`${word} ${positions.join(" ")}\n`)).measure(run);
  return lines.sort().join("");
}

/** The same, by tools that know nothing of this project. */
function indexByShell(file: string): string {
  const script = `export LC_ALL=C; tr A-Z a-z < "$1" | grep -obaE '[a-z]+' |
    awk -F: '{ at[$2] = at[$2] " " $1 } END { for (word in at) print word at[word] }' | sort`;
  const { stdout, stderr } = new Deno.Command("sh", { args: ["-c", script, "sh", file] }).outputSync();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}

slow("the index of a real text equals that of tr, grep, awk and sort", () => {
  const expected = indexByShell(gospels), text = tokenise(Deno.readFileSync(gospels));
  assert.match(expected, /^jesus \d+ \d+/m);
  // Words are sorted by bytes in both.
  assert.equal(index(text, systems.at(-1)!, 16), expected);
});

slow("so does the index of a shorter one, on any system and fewer cores", async () => {
  const bytes = Deno.readFileSync(gospels), end = bytes.indexOf(32, 20_000);
  const file = await Deno.makeTempFile();
  await Deno.writeFile(file, bytes.subarray(0, end));
  const expected = indexByShell(file), text = tokenise(bytes.subarray(0, end));
  for (const [i, cores] of [1, 3, 8].entries()) {
    const system = systems[i]!;
    assert.equal(index(text, system, cores), expected, `${system.name}, ${cores} cores`);
  }
  await Deno.remove(file);
});

slow("a text of few words, of none, and of one that fills it", () => {
  const bytes = (text: string) => tokenise(new TextEncoder().encode(text));
  const [threads, processes, ranges] = systems;
  assert.equal(index(bytes("One; one-ONE two"), threads!, 5), "one 0 5 9\ntwo 13\n");
  assert.equal(index(bytes("  12 3\n"), processes!, 2), "");
  assert.equal(index(bytes("word"), ranges!, 2), "word 0\n");
});
