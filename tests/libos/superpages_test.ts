/** Buddies: halves of halves, which join again; and sizes of objects as Streamflow has them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { blockPages, objectBytes } from "../../lib/libos/object_sizes.ts";
import { type Piece, SUPERPAGE_PAGES, Superpages } from "../../lib/libos/superpages.ts";

Deno.test("a piece is the right half of the right half, and its other half is the next to go", () => {
  const pages = new Superpages();
  assert.equal(pages.take(1), undefined);
  pages.add(0);
  assert.equal(pages.take(512)!.firstPage, 1536);
  assert.equal(pages.take(512)!.firstPage, 1024);
  assert.equal(pages.take(1000)!.firstPage, 0);
});

Deno.test("pieces do not overlap, and when all have come back their superpage is gone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }), (sizes) => {
      const all = new Superpages(), pieces: Piece[] = [], used = new Set<number>();
      let superpages = 0;
      for (const size of sizes) {
        let piece = all.take(size);
        if (!piece) {
          all.add(SUPERPAGE_PAGES * superpages++);
          piece = all.take(size)!;
        }
        for (let i = 0; i < 2 ** piece.order; i++) {
          assert.ok(!used.has(piece.firstPage + i));
          used.add(piece.firstPage + i);
        }
        pieces.push(piece);
      }
      const gone = pieces.map((piece) => all.give(piece)).filter((page) => page !== undefined);
      assert.equal(gone.length, superpages);
    }),
  );
});

Deno.test("sizes of objects and of their blocks", () => {
  const sizes = [1, 8, 16, 60, 65, 129, 200, 256, 257, 400, 512, 4096, 16384, 16576];
  assert.deepEqual(sizes.map(objectBytes), [
    ...[8, 8, 16, 60, 72, 144, 224, 256, 320, 448],
    ...[704, 4288, 16576, 16576],
  ]);
  assert.deepEqual([8, 64, 128, 256, 16576].map(blockPages), [4, 16, 32, 64, 64]);
});
