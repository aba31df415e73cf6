/** What links, homes and memory channels carry, counted by hand in buckets of 256 cycles. */
import assert from "node:assert/strict";
import {
  bytes,
  Interconnect,
  Machine,
  type MachineSpec,
  opteron16,
  pipe,
  struct,
  withCoherence,
} from "corey-lab/machine";
import { withTinyCaches } from "./tiny_caches.ts";

// A link of opteron16 carries 2 bytes a cycle: 512 a bucket, seven lines of 64 bytes with their headers of 8.
const withDirectory = pipe(opteron16, withCoherence("directory"));

// Homes that serve a request a cycle.
const withFastHomes: MachineSpec = {
  ...opteron16,
  home: { ...opteron16.home, occupancyCycles: { ...opteron16.home.occupancyCycles, value: 1 } },
};

/** How many of many calls at the same time need not wait. */
function withoutWait(book: () => number): number {
  let served = 0;
  while (book() === 0) served++;
  return served;
}

Deno.test("Interconnect.data() fills a link with seven lines a bucket, and costs nothing within a chip", () => {
  const links = new Interconnect(opteron16);
  assert.equal(withoutWait(() => links.data(0, 0, 1)), 7);
  assert.equal(links.data(0, 1, 0), 0, "the other direction is another link");
  assert.equal(links.data(0, 0, 2), 0, "and so is the one to another chip");
  for (let i = 0; i < 100; i++) assert.equal(links.data(0, 3, 3), 0);
});

Deno.test("Interconnect.data() books every link on its way", () => {
  const links = new Interconnect(opteron16);
  const [first, second] = [...links.topology.route(0, 3)];
  assert.equal(withoutWait(() => links.data(0, 0, 3)), 7);
  const middle = links.topology.route(0, 1)[0] === first ? 1 : 2;
  assert.ok(links.data(0, 0, middle) > 0, `link ${first} is full`);
  assert.ok(links.data(0, middle, 3) > 0, `link ${second} is full`);
});

Deno.test("Interconnect.request() keeps a home busy for 9 cycles: 28 requests a bucket", () => {
  const links = new Interconnect(withDirectory);
  assert.equal(withoutWait(() => links.request(0, 1, 1)), 28);
  assert.equal(links.request(0, 2, 2), 0, "another home is free");
  let last = 0;
  for (let i = 0; i < 1000; i++) last = links.request(10_000, 3, 3);
  assert.ok(Math.abs(last - 9000) <= 256, `the thousandth waits ${last}`);
});

Deno.test("Interconnect.request() of a broadcast machine probes every chip: probes and answers use the links", () => {
  // Twenty requests within chip 0 send twenty probes of 8 bytes to each chip. On the link to chip 1 that
  // leaves 512 - 160 bytes of a bucket, room for four lines; on its way back, the twenty answers leave as
  // much.
  for (const [from, to] of [[0, 1], [1, 0]] as const) {
    const broadcast = new Interconnect(opteron16), directory = new Interconnect(withDirectory);
    for (let i = 0; i < 20; i++) {
      assert.equal(broadcast.request(0, 0, 0), 0);
      assert.equal(directory.request(0, 0, 0), 0);
    }
    assert.equal(withoutWait(() => broadcast.data(0, from, to)), 4);
    assert.equal(
      withoutWait(() => directory.data(0, from, to)),
      7,
      "a directory knows that nobody has to be asked",
    );
  }
});

Deno.test("Interconnect.request() sends probes between lines: they wait for other probes, lines wait for them", () => {
  const links = new Interconnect(withFastHomes);
  while (links.data(0, 0, 1) < 2560);
  assert.equal(links.request(0, 0, 0), 0, "ten buckets full of lines do not keep a probe");
  assert.ok(links.request(0, 0, 1) >= 2560, "but a request");
  // A link carries 64 probes or answers of 8 bytes in a bucket.
  const free = new Interconnect(withFastHomes);
  assert.equal(withoutWait(() => free.request(0, 0, 0)), 64);
  assert.ok(free.data(0, 0, 1) > 0, "a line finds the link full of them");
});

Deno.test("Interconnect.memory() lets a chip's channels carry 5.33 bytes a cycle: 21 lines a bucket", () => {
  const links = new Interconnect(opteron16);
  assert.equal(withoutWait(() => links.memory(0, 2)), 21); // 5.33 x 256 / 64 = 21.3
  assert.equal(links.memory(0, 1), 0);
});

Deno.test("Memory sends dirty lines that are driven out back to their home over the links", () => {
  const machine = new Machine(withTinyCaches(opteron16)), pages = 100;
  for (const core of machine.cores.slice(0, 4)) {
    const region = machine.memory.place(struct("pages", { bytes: bytes(pages * 4096) }), 1).bytes;
    core.start((function* () {
      for (let i = 0; i < pages; i++) {
        yield;
        core.streamClear(region + i * 4096, 4096);
      }
    })());
  }
  machine.run();
  // From chip 0 to chip 1 go, for each line: a request of 8 bytes, an answer to a probe of 8, and a line
  // written back of 72. The other way go a probe of 8 and a line read of 72, which is less.
  const expected = 4 * pages * 64 * (8 + 8 + 72) / 2,
    last = Math.max(...machine.cores.map((core) => core.now));
  assert.ok(Math.abs(last / expected - 1) < 0.02, `${last} cycles, ${expected} due`);
});
