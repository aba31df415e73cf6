/**
 * Unknown options and values that are not allowed: each is refused in a sentence, wherever it is given.
 */
import assert from "node:assert/strict";
import * as lab from "./everything.ts";
import { calls } from "./calls_with_options.ts";
import { publicOptions } from "./public_options.ts";
import { slow } from "../slow.ts";

const { corey, dupClose, linux, mcs, opteron16 } = lab;

/** What a call throws, or its promise. */
async function refusal(call: () => unknown, what = String(call)): Promise<string> {
  try {
    await call();
  } catch (error) {
    assert.equal((error as Error).name, "InputError", String(error));
    return (error as Error).message;
  }
  assert.fail(`not refused: ${what}`);
}

Deno.test("what a reader of a notebook may get wrong is refused, with what may have been meant", async () => {
  const spec = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: [1] };
  const sweep = (change: object) => () => lab.sweep({ ...spec, ...change } as typeof spec);
  const rows = [{ cores: 1, rate: 2, system: "a" }];
  const axes = { x: "cores", y: "rate", stroke: "system", title: "t" };
  const proof = { ...spec, cores: 2, column: "throughputPerSecond", better: "more" } as const;
  const cases: [call: () => unknown, message: RegExp][] = [
    [sweep({ repeat: 4 }), /^sweep: there is no repeat; did you mean repeats\?$/],
    [sweep({ repeats: 0 }), /repeats = 0: expected a whole number from 1 on/],
    [sweep({ placement: "fill_chips" }), /placement = "fill_chips": .*did you mean fill-chips\?/],
    [sweep({ core: [2], cores: undefined }), /there is no core; did you mean cores\?$/],
    [sweep({ cores: [] }), /expected a list, such as/],
    [sweep({ machine: "opteron16" }), /not its name: write opteron16 without quotes/],
    [sweep({ system: [] }), /system = \[\]: expected one at least/],
    [
      sweep({ system: corey.addressRanges() }),
      /system corey cannot run dup-close: it has no open, dup, close/,
    ],
    [
      sweep({ system: [linux.threads(), linux.threads({ fileTableLock: mcs })] }),
      /two are called linux-threads/,
    ],
    [() => dupClose({ microsecond: 5 } as never), /^dupClose: .*did you mean microseconds\?/],
    [() => dupClose({ microseconds: -5 }), /microseconds = -5: expected a number above 0/],
    [() => linux.threads({ fileTableLock: "mcs" as never }), /write mcs without quotes/],
    [() => linux.threads({ fileTableLock: lab.readWrite as never }), /take one side, as in writersOf/],
    [() => lab.loneLock("ticket" as never), /write ticket without quotes/],
    [() => corey.descriptors("privat" as never), /did you mean private\?/],
    [() => lab.lines(rows, { ...axes, color: "red" } as never), /there is no color; there are x, y, stroke/],
    [() => lab.lines(rows, { ...axes, y: "rates" }), /no column rates; did you mean rate\?/],
    [() => lab.lines(rows, { ...axes, stroke: "sytem" }), /no column sytem; did you mean system\?/],
    [() => lab.table(rows, { columns: ["core"] }), /no column core; did you mean cores\?/],
    [
      () => lab.prove({ ...proof, remedies: { share: 1 } } as never),
      /no remedies\.share; did you mean shares/,
    ],
    [() => lab.linuxTcp({ receiveQueues: 0 }), /receiveQueues = 0: expected a whole number from 1 on/],
    [() => linux.threads({ descriptors: "all" as never }), /descriptors = "all": .*expected .*any/],
    [() => lab.advise({ ...proof, better: undefined } as never), /column and better belong together/],
    [() => lab.watch({ ...spec, cores: 1, system: corey.addressRanges() } as never), /cannot run dup-close/],
    [() => lab.experiments.dupClose.run({ microsecond: 5 } as never), /did you mean microseconds\?/],
    [() => lab.experiments.dupClose.run({ lock: "mc" as never }), /did you mean mcs\?/],
    [() => lab.experiments.dupClose.run({}, { worker: 2 } as never), /did you mean workers\?/],
  ];
  for (const [call, message] of cases) assert.match(await refusal(call), message);
});

slow(
  "every public function refuses an option that it does not have, and names the one that is nearest",
  async () => {
    const found = await publicOptions();
    assert.ok(found.size > 60, `only ${found.size} functions take options?`);
    for (const [name, records] of found) {
      assert.ok(
        calls[name],
        `${name} takes options: add a call of it to calls_with_options.ts, and check them with optionsOf()`,
      );
      const made = [calls[name]].flat() as readonly ((slip: object) => unknown)[];
      assert.equal(made.length, records, `${name} takes ${records} records of options`);
      for (const call of made) {
        const all = await refusal(() => call({ "§": 1 }), name);
        const known = (all.match(/there is no §; there are ([\w, ]+)/)?.[1] ?? "").split(", ")
          .reduce((longest, one) => one.length > longest.length ? one : longest);
        assert.ok(known, `${name}: ${all}`);
        assert.ok((await refusal(() => call({ [`${known}x`]: 1 }))).endsWith(`did you mean ${known}?`), name);
      }
    }
  },
);

Deno.test("options may be given as undefined, which is the same as not at all", () => {
  assert.equal(dupClose({ microseconds: undefined } as never).name, "dup-close");
  assert.equal(linux.threads({ fileTableLock: undefined } as never).name, "linux-threads");
});
