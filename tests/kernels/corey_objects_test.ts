/** Corey's objects: who finds what by which name, how long it lives, and all calls against a plain model. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { outcomes, step } from "./any_calls.ts";
import { bootCorey, errorOf } from "./four_cores.ts";
import { Comparison, seen } from "./objects_comparison.ts";
import { slow } from "../slow.ts";

Deno.test("share_addobj gives an object a second name, and it lives until both names are deleted", () => {
  const { kernel, cores: [core], run, common } = bootCorey(), root = kernel.rootShare(core);
  const segment = run(core, kernel.segmentAlloc(core, root, { pages: 2 }));
  const again = run(core, kernel.shareAddobj(core, common, segment));
  assert.deepEqual(again, { share: common, object: segment.object });
  run(core, kernel.shareDelobj(core, segment));
  assert.equal(run(core, kernel.segmentGetNbytes(core, again)), 8192);
  run(core, kernel.shareDelobj(core, again));
  assert.equal(errorOf(() => run(core, kernel.segmentGetNbytes(core, again))).reason, "ENOENT");
});

Deno.test("A core finds only what its root share leads to, whatever IDs it guesses", () => {
  const { kernel, cores: [one, two], run } = bootCorey();
  const secret = run(one, kernel.segmentAlloc(one, kernel.rootShare(one), { pages: 1 }));
  const error = errorOf(() => run(two, kernel.segmentGetNbytes(two, secret)));
  assert.equal(error.message, `segment_get_nbytes: ENOENT, core 1 reaches no share ${secret.share}`);
});

Deno.test("A share in a share is found; an object in it goes when the share goes, and its memory with it", () => {
  const { kernel, cores: [core], run } = bootCorey(), before = kernel.records.inUse();
  const outer = run(core, kernel.shareAlloc(core, kernel.rootShare(core)));
  const inner = run(core, kernel.shareAlloc(core, outer.object));
  const segment = run(core, kernel.segmentAlloc(core, inner.object, { pages: 1, label: "inside" }));
  assert.equal(run(core, kernel.objGetName(core, segment)), "inside");
  run(core, kernel.selfDrop(core, outer.object));
  assert.deepEqual(kernel.records.inUse(), before);
});

Deno.test("A private share stays where only its core reaches it, and no share leads to itself", () => {
  const { kernel, cores: [core], run, common } = bootCorey(), root = kernel.rootShare(core);
  const mine = run(core, kernel.shareAlloc(core, root, { scope: "private" }));
  assert.equal(errorOf(() => run(core, kernel.shareAddobj(core, common, mine))).reason, "EACCES");
  const outer = run(core, kernel.shareAlloc(core, common)),
    inner = run(core, kernel.shareAlloc(core, outer.object));
  assert.equal(errorOf(() => run(core, kernel.shareAddobj(core, inner.object, outer))).reason, "ELOOP");
});

Deno.test("A core that runs nothing makes no calls, and the error names the call", () => {
  const { machine, kernel, cores: [one], run } = bootCorey();
  run(one, kernel.pcoreHalt(one, run(one, kernel.pcoreCurrent(one))));
  const error = errorOf(() => machine.runOn(one, kernel.shareDelobj(one, { share: 1, object: 1 })));
  assert.equal(error.message, "share_delobj: EIDLE, core 0 runs nothing");
});

/** Calls one after the other, and then the end of everything. */
const calls = fc.property(fc.array(step, { minLength: 1, maxLength: 150, size: "max" }), (steps) => {
  const comparison = new Comparison();
  for (const step of steps) comparison.step(step);
  comparison.finish();
});

slow(
  "Corey does in every call what a plain model does, and nothing is left when all cores have ended",
  () => {
    fc.assert(calls, { numRuns: 150 });
  },
);

slow(
  "Corey's calls have the outcomes that the plain model knows, each of which is seen, and no others",
  () => {
    seen.clear();
    // The same calls every time, so that nothing is missing by chance.
    fc.assert(calls, { numRuns: 200, seed: 4 });
    assert.deepEqual([...seen].sort(), [...outcomes, "all ends"].sort());
  },
);
