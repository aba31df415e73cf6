/** cfork, checked on contents: what one side writes the other sees only where that was asked for. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Core, Machine, opteron16 } from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import { Corey, type Name } from "corey-lab/corey";
import { cfork, loadByte, storeByte } from "corey-lab/libos";
import { slow } from "../slow.ts";

/**
 * A parent on core 0 with segments mapped from page 0 on, one a page; and a range of two segments at page 512.
 */
function family(segments: number) {
  const machine = new Machine(opteron16),
    core = machine.cores[0]!,
    corey = new Corey(machine, { running: [core] });
  const root = corey.rootShare(core);
  const own: Name[] = [];
  const range = machine.runOn(core, corey.arAlloc(core, root));
  for (let page = 0; page < segments; page++) {
    const segment = machine.runOn(core, corey.segmentAlloc(core, root, { pages: 1 }));
    machine.runOn(core, corey.arSetSeg(core, corey.rootRange(core), page, segment));
    own.push(segment);
  }
  const inner: Name[] = [];
  for (let page = 0; page < 2; page++) {
    const segment = machine.runOn(core, corey.segmentAlloc(core, root, { pages: 1 }));
    machine.runOn(core, corey.arSetSeg(core, range, page, segment));
    inner.push(segment);
  }
  machine.runOn(core, corey.arSetAr(core, corey.rootRange(core), 512, range, { pages: 512 }));
  const pcore = machine.runOn(core, corey.pcoreAlloc(core, root, { core: 5 }));
  return { machine, core, corey, root, range, own, inner, pcore };
}

const addressOf = (page: number) => page * 4096 + 17;

slow(
  "cfork() copies what is not shared: writes of either side are unseen on the other, whichever writes first",
  () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ shared: fc.boolean(), before: fc.boolean(), child: fc.boolean(), after: fc.boolean() }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.boolean(),
        (pages, shareRange) => {
          const { machine, core, corey, range, own, inner, pcore } = family(pages.length);
          const all = [...pages, { shared: shareRange, before: true, child: true, after: false }];
          const pageOf = (i: number) => i === pages.length ? 512 : i;
          const share = [
            ...own.filter((_, i) => pages[i]!.shared),
            ...(shareRange ? [range, inner[1]!] : []),
          ];
          all.forEach(({ before }, i) =>
            before && machine.runOn(core, storeByte(corey, core, addressOf(pageOf(i)), 1))
          );
          const seenByChild: number[] = [], seenAfter: number[] = [];
          machine.runOn(
            core,
            (function* () {
              yield* cfork(corey, core, pcore, function* (child) {
                for (let i = 0; i < all.length; i++) {
                  seenByChild.push(yield* loadByte(corey, child, addressOf(pageOf(i))));
                  if (all[i]!.child) yield* storeByte(corey, child, addressOf(pageOf(i)), 2);
                }
                child.compute(1e7);
                yield;
                for (let i = 0; i < all.length; i++) {
                  seenAfter.push(yield* loadByte(corey, child, addressOf(pageOf(i))));
                }
              }, { share, memory: 5 });
              core.compute(1e6);
              yield;
              for (let i = 0; i < all.length; i++) {
                if (all[i]!.after) yield* storeByte(corey, core, addressOf(pageOf(i)), 3);
              }
            })(),
          );
          all.forEach(({ shared, before, child, after }, i) => {
            const start = before ? 1 : 0, childs = child ? 2 : start, parents = after ? 3 : start;
            assert.equal(seenByChild[i], start, "the child starts with what the parent has");
            assert.equal(seenAfter[i], shared && after ? 3 : childs, "what the child sees at last");
            const seen = machine.runOn(core, loadByte(corey, core, addressOf(pageOf(i))));
            assert.equal(seen, shared ? (after ? 3 : childs) : parents, "what the parent sees at last");
          });
        },
      ),
      { numRuns: 60 },
    );
  },
);

Deno.test("cfork() gives the child a private root share that leads to what was passed, and nothing of the parent's", () => {
  const { machine, core, corey, root, own, pcore } = family(1);
  const given = machine.runOn(core, corey.shareAlloc(core, root)),
    kept = machine.runOn(core, corey.shareAlloc(core, root));
  machine.runOn(core, corey.shareAddobj(core, given.object, own[0]!));
  const errors: string[] = [];
  let owner: Core | undefined;
  machine.runOn(
    core,
    cfork(corey, core, pcore, function* (child) {
      owner = corey.contextOf(child).share.owner;
      assert.equal(
        yield* corey.segmentGetNbytes(child, { share: given.object, object: own[0]!.object }),
        4096,
      );
      for (const share of [root, kept.object]) {
        try {
          yield* corey.segmentGetNbytes(child, { share, object: own[0]!.object });
        } catch (error) {
          errors.push((error as KernelError).reason);
        }
      }
    }, { shares: [given] }),
  );
  assert.equal(owner, machine.cores[5]);
  assert.deepEqual(errors, ["ENOENT", "ENOENT"]);
});

Deno.test("cfork() leaves nothing behind when the child has ended, nor when it cannot start", () => {
  const { machine, core, corey, root, pcore } = family(3);
  for (const page of [0, 1, 2, 512]) machine.runOn(core, storeByte(corey, core, addressOf(page), 1));
  const before = [corey.records.inUse(), corey.lists.inUse, corey.tables.inUse];
  machine.runOn(
    core,
    cfork(corey, core, pcore, function* (child) {
      for (const page of [0, 1, 512]) yield* storeByte(corey, child, addressOf(page), 2);
    }, { memory: 5 }),
  );
  assert.deepEqual([corey.records.inUse(), corey.lists.inUse, corey.tables.inUse], before);
  const nobody = { share: root, object: 12345 };
  assert.throws(() => machine.runOn(core, cfork(corey, core, nobody, function* () {})), /ENOENT/);
  assert.deepEqual([corey.records.inUse(), corey.lists.inUse, corey.tables.inUse], before);
});

Deno.test("cfork() copies a segment once, however often it is mapped, and a cfork of a cfork works", () => {
  const { machine, core, corey, own, pcore } = family(1);
  machine.runOn(core, corey.arSetSeg(core, corey.rootRange(core), 7, own[0]!));
  const seen: number[] = [];
  machine.runOn(
    core,
    cfork(corey, core, pcore, function* (child) {
      yield* storeByte(corey, child, addressOf(0), 9);
      seen.push(yield* loadByte(corey, child, addressOf(7)));
      const next = yield* corey.pcoreAlloc(child, corey.rootShare(child), { core: 9 });
      yield* cfork(corey, child, next, function* (grandchild) {
        seen.push(yield* loadByte(corey, grandchild, addressOf(7)));
        yield* storeByte(corey, grandchild, addressOf(7), 10);
        seen.push(yield* loadByte(corey, grandchild, addressOf(0)));
      });
      child.compute(1e7);
      yield;
      seen.push(yield* loadByte(corey, child, addressOf(7)));
    }),
  );
  assert.deepEqual(seen, [9, 9, 10, 9]);
  assert.equal(machine.runOn(core, loadByte(corey, core, addressOf(7))), 0);
});
