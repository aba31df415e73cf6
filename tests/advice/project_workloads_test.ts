/** Advice on the workloads of the lab and on strangers: what gains most, or that nothing does. */
import assert from "node:assert/strict";
import { opteron16 } from "corey-lab/machine";
import { mcs, ticket } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { bufferCaches, corey, coreyTcp, fdTables } from "corey-lab/libos";
import {
  bufferCache,
  contendedLock,
  dupClose,
  fdOpen,
  loneLock,
  memclone,
  mempass,
  shares,
  tcpService,
  unmap,
} from "corey-lab/workloads";
import { adviceRows, advise } from "corey-lab/experiments";
import * as strangers from "../analysis/strangers.ts";
import { slow } from "../slow.ts";
import { type Expected, expected } from "./expected.ts";

const window = { warmUpMicroseconds: 100, microseconds: 200 }, megabytes = 0.5;
const { bare, useService } = strangers;

const cases: Record<string, Expected> = {
  "dup+close, threads": expected(dupClose(window), linux.threads(), "any free number"),
  "dup+close, threads, any number": expected(dupClose(window), linux.threads({ descriptors: "any" }), "none"),
  "dup+close, threads, MCS lock": expected(
    dupClose(window),
    linux.threads({ fileTableLock: mcs }),
    "any free number",
  ),
  "dup+close, processes": expected(dupClose(window), linux.processes(), "none"),
  "dup+close, a share for all": expected(dupClose(window), corey.descriptors("global"), "shares"),
  "dup+close, private shares": expected(dupClose(window), corey.descriptors("private"), "none"),
  "shares, global": expected(shares({ microseconds: 200 }), corey.globalShare(), "shares"),
  "shares, local": expected(shares({ microseconds: 200 }), corey.localShares(), "none"),
  "memclone, threads": expected(memclone({ megabytes }), linux.threads(), "address ranges"),
  "memclone, processes": expected(memclone({ megabytes }), linux.processes(), "none"),
  "memclone, ranges": expected(memclone({ megabytes }), corey.addressRanges(), "none"),
  "mempass, threads": expected(mempass({ megabytes }), linux.threads(), "none"),
  "mempass, processes": expected(mempass({ megabytes }), linux.processes(), "address ranges"),
  "mempass, ranges": expected(mempass({ megabytes }), corey.addressRanges(), "none"),
  "unmap, threads": expected(unmap(window), linux.threads(), "address ranges"),
  "unmap, ranges": expected(unmap(window), corey.addressRanges(), "none"),
  "ticket lock": expected(contendedLock(), loneLock(ticket), "a queue lock"),
  "MCS lock": expected(contendedLock(), loneLock(mcs), "none"),
  "a table under a lock": expected(fdOpen(window), fdTables.shared(), "a table for each core"),
  "a table on a kernel core": expected(fdOpen(window), fdTables.kernelCore(), "none"),
  "TCP, polling": expected(tcpService(), coreyTcp.polling(), "kernel cores", { cores: 6 }),
  "buffer cache, read, one lock": expected(bufferCache(), bufferCaches.hashTable(), "a queue lock"),
  "buffer cache, scalable": expected(bufferCache(), bufferCaches.scalable(), "none"),
  "a register of cores' own numbers": expected(
    useService(),
    strangers.register("t", "one"),
    "a table for each core",
  ),
  "accounts on eight lines": expected(useService(), strangers.ledger("t", { lines: 8 }), "a queue lock"),
  "accounts, MCS lock": expected(useService(), strangers.ledger("t", { lines: 8, kind: mcs }), "none"),
  "long work under a lock": expected(
    useService(),
    strangers.ledger("t", { lines: 1, work: 10_000, kind: mcs }),
    "none",
  ),
  "heaps that grow": expected(strangers.growHeap, linux.threads(), "address ranges"),
  "readers of one file": expected(strangers.readTogether(512), linux.processes(), "address ranges"),
  "a scan of memory": expected(strangers.scan, bare, "none"),
  "computing": expected(strangers.compute, bare, "none"),
  "a relay": expected(strangers.relay, bare, "none"),
  "one counter": expected(useService(100), strangers.counters("t", 0), "a counter for each core"),
  "counters side by side": expected(useService(100), strangers.counters("t", 4), "room between words"),
  "counters apart": expected(useService(100), strangers.counters("t", 64), "none"),
  "a table that is only read": expected(
    useService(100),
    strangers.lookedUp("t", 0, ticket),
    "read-copy-update",
  ),
  "a table that is mostly read": expected(
    useService(100),
    strangers.lookedUp("t", 100, mcs),
    "read-copy-update",
  ),
  "a lock around nothing": expected(useService(100), strangers.emptySection("t"), "none"),
};

for (const [name, { workload, system, remedy, cores }] of Object.entries(cases)) {
  slow(`advice on ${name}: ${remedy}`, () => {
    const advice = advise({ workload, system, cores, machine: opteron16, repeats: 1 });
    const helping = advice.rows.filter(({ effect }) => effect === "helps");
    // Two remedies may gain the same, as a table for each core and shares do for a table that has no use for others.
    const most = helping.filter(({ gain }) => Number(gain) > 0.95 * Number(helping[0]!.gain));
    const found = most.length > 0 ? most.map(({ remedy }) => remedy) : ["none"];
    assert.ok(found.includes(remedy), JSON.stringify(adviceRows(advice)));
  });
}
