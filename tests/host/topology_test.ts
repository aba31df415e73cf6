/** What Linux says of processors, from small files as it writes them. */
import assert from "node:assert/strict";
import { HostError, inOrder, readTopology } from "corey-lab/host";
import { processorList } from "../../lib/host/linux_topology.ts";
import { fakeRoot } from "./fake_root.ts";

Deno.test("lists of processors are read as Linux writes them", () => {
  assert.deepEqual(processorList("0-3,8\n"), [0, 1, 2, 3, 8]);
  assert.deepEqual(processorList("5"), [5]);
  assert.deepEqual(processorList(""), []);
});

Deno.test("packages, siblings, caches and nodes are read from /sys", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 2 });
  const { processors, nodes, model, freeBytes } = readTopology(root);
  assert.equal(processors.length, 8);
  assert.deepEqual(processors[1]!.siblings, [1, 5]);
  assert.deepEqual(processors.map((processor) => processor.package), [0, 0, 1, 1, 0, 0, 1, 1]);
  assert.deepEqual(processors[0]!.caches.map(({ level, bytes }) => [level, bytes]), [[1, 32768], [
    2,
    524288,
  ]]);
  assert.deepEqual(nodes, [[0, 1, 4, 5], [2, 3, 6, 7]]);
  assert.equal(model, "Made up");
  assert.equal(freeBytes, 1024 * 1000);
  await Deno.remove(root, { recursive: true });
});

Deno.test("a run takes one thread of each core before any sibling", async () => {
  const root = await fakeRoot({ packages: 2, coresPerPackage: 2, threadsPerCore: 2 });
  assert.deepEqual(inOrder(readTopology(root)), [0, 1, 2, 3, 4, 5, 6, 7]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("where there is no /sys, that is said", () => {
  assert.throws(() => readTopology("/nowhere/"), HostError);
});
