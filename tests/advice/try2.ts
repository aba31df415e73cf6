import { opteron16 } from "corey-lab/machine";
import { mcs, ticket } from "corey-lab/locks";
import { linux, linuxTcp } from "corey-lab/linux";
import { bufferCaches, corey, coreyTcp, fdTables } from "corey-lab/libos";
import * as W from "corey-lab/workloads";
import { adviceRows, advise } from "corey-lab/experiments";
import * as strangers from "../analysis/strangers.ts";
const w = { warmUpMicroseconds: 100, microseconds: 300 };
const S = strangers as any;
const cases: any = {
  "dup threads": [W.dupClose(w), linux.threads(), 16],
  "dup threads mcs": [W.dupClose(w), linux.threads({ fileTableLock: mcs }), 16],
  "dup processes": [W.dupClose(w), linux.processes(), 16],
  "dup global": [W.dupClose(w), corey.descriptors("global"), 16],
  "dup private": [W.dupClose(w), corey.descriptors("private"), 16],
  "shares global": [W.shares({ microseconds: 200 }), corey.globalShare(), 16],
  "shares local": [W.shares({ microseconds: 200 }), corey.localShares(), 16],
  "memclone threads": [W.memclone({ megabytes: 0.5 }), linux.threads(), 16],
  "memclone processes": [W.memclone({ megabytes: 0.5 }), linux.processes(), 16],
  "memclone ranges": [W.memclone({ megabytes: 0.5 }), corey.addressRanges(), 16],
  "mempass threads": [W.mempass({ megabytes: 0.5 }), linux.threads(), 16],
  "mempass processes": [W.mempass({ megabytes: 0.5 }), linux.processes(), 16],
  "mempass ranges": [W.mempass({ megabytes: 0.5 }), corey.addressRanges(), 16],
  "unmap threads": [W.unmap(w), linux.threads(), 16],
  "unmap ranges": [W.unmap(w), corey.addressRanges(), 16],
  "ticket": [W.contendedLock(), W.loneLock(ticket), 16],
  "mcs": [W.contendedLock(), W.loneLock(mcs), 16],
  "lock and work": [W.thinkLock({ thinkCycles: 20_000, sectionCycles: 2000, microseconds: 1000 }), W.loneLock(ticket), 16],
  "fd shared": [W.fdOpen(w), fdTables.shared(), 16],
  "fd kernel core": [W.fdOpen(w), fdTables.kernelCore(), 16],
  "bc read": [W.bufferCache(), bufferCaches.hashTable(), 16],
  "bc written": [W.bufferCache({ writeShare: 0.5 }), bufferCaches.hashTable(), 16],
  "bc scalable": [W.bufferCache(), bufferCaches.scalable(), 16],
  "register": [S.useService(), S.register("t", "one"), 15],
  "ledger8": [S.useService(), S.ledger("t", { lines: 8 }), 15],
  "ledger8 mcs": [S.useService(), S.ledger("t", { lines: 8, kind: mcs }), 15],
  "growHeap": [S.growHeap, linux.threads(), 15],
  "scratchPage": [S.scratchPage, linux.threads(), 15],
  "readTogether": [S.readTogether(512), linux.processes(), 15],
  "scan": [S.scan, S.bare, 15],
  "compute": [S.compute, S.bare, 15],
  "relay": [S.relay, S.bare, 15],
  "long ledger": [S.useService(), S.ledger("t", { lines: 1, work: 10_000, kind: mcs }), 15],
  "ledger1 mcs": [S.useService(), S.ledger("t", { lines: 1, kind: mcs }), 15],
  "ledger1": [S.useService(), S.ledger("t", { lines: 1 }), 15],
  "counter": [S.useService(100), S.counters("t", 0), 15],
  "counters4": [S.useService(100), S.counters("t", 4), 15],
  "counters64": [S.useService(100), S.counters("t", 64), 15],
  "lookup ticket": [S.useService(100), S.lookedUp("t", 0, ticket), 15],
  "lookup 100 mcs": [S.useService(100), S.lookedUp("t", 100, mcs), 15],
  "empty": [S.useService(100), S.emptySection("t"), 15],
  "tcp polling": [W.tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }), coreyTcp.polling(), 6],
  "tcp linux": [W.tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }), linuxTcp(), 8],
  "tcp dedicated": [W.tcpService({ warmUpMicroseconds: 1000, microseconds: 1000 }), coreyTcp.dedicated(), 16],
};
for (const n of Object.keys(cases)) {
  if (Deno.args.length && !Deno.args.some((a) => n.includes(a))) continue;
  const [workload, system, cores] = cases[n];
  const t = performance.now();
  try {
  const a = advise({ workload, machine: opteron16, system, cores, repeats: 1 });
  console.log("==", n, Math.round(performance.now() - t), "ms", a.goal.column, "|", a.diagnosis.cost, a.diagnosis.abstraction, a.diagnosis.reason.slice(0, 90));
  for (const r of adviceRows(a)) console.log("  ", Object.values(r).join(" | "));
  } catch (e) { console.log("==", n, "ERR", String(e).slice(0,300)); }
}
