import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "corey-lab";
import {
  epyc64,
  type Link,
  linksOf,
  type MachineSpec,
  opteron16,
  opteron48,
  pipe,
  Topology,
  withChips,
  withCoresPerChip,
  withInterconnect,
} from "corey-lab/machine";
import { flawOfLinks } from "../../lib/machine/topology.ts";

/** All distances, as a table. */
function distances(spec: MachineSpec): number[][] {
  const topology = new Topology(spec);
  const chips = Array.from({ length: topology.chips }, (_, chip) => chip);
  return chips.map((from) => chips.map((to) => topology.hops(from, to)));
}

Deno.test("linksOf() makes a square of the four chips of opteron16", () => {
  assert.deepEqual(linksOf(opteron16), [[0, 1], [0, 2], [1, 3], [2, 3]]);
  assert.deepEqual(distances(opteron16), [[0, 1, 1, 2], [1, 0, 2, 1], [1, 2, 0, 1], [2, 1, 1, 0]]);
});

Deno.test("linksOf() links every chip of epyc64 to every other", () => {
  assert.equal(linksOf(epyc64).length, 28);
  for (const row of distances(epyc64)) assert.deepEqual(row.toSorted(), [0, 1, 1, 1, 1, 1, 1, 1]);
});

Deno.test("linksOf() makes a mesh of eight chips two rows of four, in which distances are those of city blocks", () => {
  const spec = pipe(opteron16, withChips(8));
  assert.deepEqual(linksOf(spec), [[0, 1], [0, 4], [1, 2], [1, 5], [2, 3], [2, 6], [3, 7], [4, 5], [5, 6], [
    6,
    7,
  ]]);
  distances(spec).forEach((row, from) =>
    row.forEach((hops, to) => {
      const columns = Math.abs(from % 4 - to % 4), rows = Math.abs((from >> 2) - (to >> 2));
      assert.equal(hops, columns + rows, `${from} to ${to}`);
    })
  );
});

Deno.test("linksOf() makes a chain of a prime number of chips, and nothing of one chip", () => {
  assert.deepEqual(linksOf(pipe(opteron16, withChips(3))), [[0, 1], [1, 2]]);
  assert.deepEqual(linksOf(pipe(opteron16, withChips(1))), []);
  assert.deepEqual(distances(pipe(opteron16, withChips(1))), [[0]]);
});

Deno.test("Topology of opteron48 is a twisted ladder: ten links, at most three a chip, at most three hops", () => {
  const links = linksOf(opteron48);
  assert.equal(links.length, 10);
  for (let chip = 0; chip < 8; chip++) {
    const own = links.filter((link) => link.includes(chip)).length;
    assert.ok(own >= 2 && own <= 3, `chip ${chip} has ${own}`);
  }
  const table = distances(opteron48);
  assert.equal(Math.max(...table.flat()), 3);
  assert.deepEqual(table[0], [0, 1, 1, 2, 2, 2, 3, 3], "from chip 0, followed by hand");
});

/** Any connected graph: a random tree and some links more. */
const anyGraph = fc.integer({ min: 2, max: 12 }).chain((chips) =>
  fc.record({
    chips: fc.constant(chips),
    tree: fc.tuple(...Array.from({ length: chips - 1 }, (_, i) => fc.nat(i))),
    more: fc.array(fc.tuple(fc.nat(chips - 1), fc.nat(chips - 1)).filter(([a, b]) => a !== b), {
      maxLength: 6,
    }),
  })
).map(({ chips, tree, more }) => {
  const links = [...tree.map((parent, i): Link => [parent, i + 1]), ...more];
  return pipe(
    opteron16,
    withChips(chips),
    withInterconnect({ kind: "links", links: links as [number, number][] }),
  );
});

/** All distances by Floyd and Warshall's way, to compare with. */
function floydWarshall(chips: number, links: readonly Link[]): number[][] {
  const hops = Array.from(
    { length: chips },
    (_, a) => Array.from({ length: chips }, (_, b) => a === b ? 0 : Infinity),
  );
  for (const [a, b] of links) hops[a]![b] = hops[b]![a] = 1;
  for (let via = 0; via < chips; via++) {
    for (let a = 0; a < chips; a++) {
      for (let b = 0; b < chips; b++) hops[a]![b] = Math.min(hops[a]![b]!, hops[a]![via]! + hops[via]![b]!);
    }
  }
  return hops;
}

/** From where to where a directed link leads. */
function ends(links: readonly Link[], directed: number): Link {
  const [a, b] = links[directed >> 1]!;
  return directed % 2 === 0 ? [a, b] : [b, a];
}

Deno.test("Topology.hops() is the shortest distance in any graph, the same in both directions", () => {
  fc.assert(fc.property(anyGraph, (spec) => {
    assert.deepEqual(distances(spec), floydWarshall(spec.chips.value, linksOf(spec)));
  }));
});

Deno.test("Topology.route() goes from chip to chip over as many links as there are hops, in any graph", () => {
  fc.assert(fc.property(anyGraph, (spec) => {
    const topology = new Topology(spec), links = linksOf(spec);
    for (let from = 0; from < topology.chips; from++) {
      for (let to = 0; to < topology.chips; to++) {
        let at = from;
        for (const link of topology.route(from, to)) {
          const [start, end] = ends(links, link);
          assert.equal(start, at);
          at = end;
        }
        assert.equal(at, to);
        assert.equal(topology.route(from, to).length, topology.hops(from, to));
      }
    }
  }));
});

Deno.test("Topology.tree() reaches every other chip once, parents first, in any graph", () => {
  fc.assert(fc.property(anyGraph, (spec) => {
    const topology = new Topology(spec), links = linksOf(spec);
    for (let from = 0; from < topology.chips; from++) {
      const reached = new Set([from]);
      for (const link of topology.tree(from)) {
        const [start, end] = ends(links, link);
        assert.ok(reached.has(start) && !reached.has(end));
        reached.add(end);
      }
      assert.equal(reached.size, topology.chips);
    }
  }));
});

Deno.test("flawOfLinks() finds links that do not reach every chip, to a chip that is not there or to itself; a machine with such links is refused", () => {
  const flaws: readonly [[number, number][], string, number[]][] = [
    [[[0, 1], [2, 3]], "expected a way from chip 0 to every other; there is none to chip 2", []],
    [[[0, 1], [0, 2], [2, 9]], "there is no chip 9, expected 0 to 3", [2]],
    [[[0, 1], [0, 2], [2, 2], [2, 3]], "expected two chips", [2]],
  ];
  for (const [links, message, at] of flaws) {
    assert.deepEqual(flawOfLinks(links, 4), { at, message });
    assert.throws(
      () => withInterconnect({ kind: "links", links })(opteron16),
      (error) => error instanceof InputError && error.message.includes(message),
    );
  }
  assert.equal(flawOfLinks(linksOf(opteron16), 4), undefined);
});

Deno.test("Topology makes a chain of 1,021 chips, whose routes would not all fit into memory", () => {
  const topology = new Topology(pipe(opteron16, withCoresPerChip(1), withChips(1021)));
  assert.equal(topology.route(1020, 0).length, 1020);
  assert.deepEqual([...topology.route(2, 4)], [2 * 2, 2 * 3]);
});
