/** A call of every public function that takes options, right but for what is added to them. */
import type { Program } from "corey-lab";
import { z } from "zod";
import * as lab from "./everything.ts";

/** Makes the call with options that have something more in them. */
type Call = (slip: object) => unknown;

const { opteron16, linux, corey, dupClose } = lab;
const machine = () => new lab.Machine(opteron16);
const run = { workload: dupClose(), machine: opteron16, system: linux.threads() };
const window = { warmUpMicroseconds: 1, microseconds: 1 };
const rows: lab.Row[] = [{ cores: 1, rate: 2, system: "a" }];
const kernel = () => {
  const corey = new lab.Corey(machine()), core = corey.machine.cores[0]!;
  return { corey, core, share: corey.rootShare(core), name: { share: 1, object: 1 } };
};

/** Takes the steps of a call as a core would that has nothing to wait for. */
function take(call: Program<unknown>): void {
  while (!call.next().done);
}

/** By the function's name, as `public_options.ts` finds it; two calls where it takes two records. */
export const calls: Readonly<Record<string, Call | readonly [Call, Call]>> = {
  runHere: (slip) => lab.runHere("counter", { cores: [1], rounds: 1, roundSeconds: 0.001, ...slip }),
  importedMachine: (slip) => lab.importedMachine([lab.readReport("0,40\n40,0\n", "c2c.csv")], { ...slip }),
  measureComputer: (slip) => lab.measureComputer({} as never, { ...slip }),
  "new Machine": (slip) => new lab.Machine(opteron16, { ...slip }),
  "new Scheduler": (slip) => new lab.Scheduler({ ...slip }),
  "new TimelineRecorder": (slip) => new lab.TimelineRecorder(new lab.Lines(64), 1e9, { ...slip }),
  "new Linux": (slip) => new lab.Linux(machine(), { ...slip }, false),
  "linux.threads": (slip) => linux.threads({ ...slip }),
  "new LinuxTcpServer": (slip) => new lab.LinuxTcpServer(new lab.Machine(opteron16), { ...slip }),
  linuxTcp: (slip) => lab.linuxTcp({ ...slip }),
  "linux.processes": (slip) => linux.processes({ ...slip }),
  "new Corey": (slip) => new lab.Corey(machine(), { ...slip }),
  "Corey.shareAlloc": (slip) => {
    const { corey, core, share } = kernel();
    return take(corey.shareAlloc(core, share, { ...slip }));
  },
  "Corey.segmentAlloc": (slip) => {
    const { corey, core, share } = kernel();
    return take(corey.segmentAlloc(core, share, { pages: 1, ...slip }));
  },
  "Corey.segmentCopy": (slip) => {
    const { corey, core, share, name } = kernel();
    return take(corey.segmentCopy(core, share, name, { mode: "copy", ...slip }));
  },
  "Corey.arAlloc": (slip) => {
    const { corey, core, share } = kernel();
    return take(corey.arAlloc(core, share, { ...slip }));
  },
  "Corey.arSetSeg": (slip) => {
    const { corey, core, name } = kernel();
    return take(corey.arSetSeg(core, name, 0, name, { ...slip }));
  },
  "Corey.arSetAr": (slip) => {
    const { corey, core, name } = kernel();
    return take(corey.arSetAr(core, name, 0, name, { pages: 1, ...slip }));
  },
  "Corey.deviceAlloc": (slip) => {
    const { corey, core, share } = kernel();
    return take(corey.deviceAlloc(core, share, { name: "card", ...slip }));
  },
  "Corey.deviceConf": (slip) => {
    const { corey, core, name } = kernel();
    return take(corey.deviceConf(core, name, "ring", { value: 1, ...slip }));
  },
  "Corey.bootShare": (slip) => {
    const { corey } = kernel();
    return corey.bootShare(corey.machine.cores, { ...slip });
  },
  "Corey.pcoreAlloc": (slip) => {
    const { corey, core, share } = kernel();
    return take(corey.pcoreAlloc(core, share, { core: 1, ...slip }));
  },
  "Corey.pcoreRun": (slip) => {
    const { corey, core, name } = kernel();
    return take(corey.pcoreRun(core, name, { range: name, ...slip }));
  },
  "cfork": (slip) => {
    const { corey, core, name } = kernel();
    return lab.cfork(corey, core, name, function* () {}, { ...slip }).next();
  },
  "corey.globalShare": (slip) => corey.globalShare({ ...slip }),
  "new ScalableBufferCache": (slip) =>
    new lab.ScalableBufferCache(machine(), () => new Int32Array(lab.BLOCK_WORDS), { ...slip }),
  "new HashTableBufferCache": (slip) =>
    new lab.HashTableBufferCache(machine(), () => new Int32Array(lab.BLOCK_WORDS), { ...slip }),
  "bufferCaches.scalable": (slip) => lab.bufferCaches.scalable({ ...slip }),
  "bufferCaches.hashTable": (slip) => lab.bufferCaches.hashTable({ ...slip }),
  "new CoreyTcpServer": (slip) => new lab.CoreyTcpServer(machine(), lab.drivers.dedicated, { ...slip }),
  "coreyTcp.placed": (slip) => lab.coreyTcp.placed(lab.drivers.dedicated, { ...slip }),
  "coreyTcp.dedicated": (slip) => lab.coreyTcp.dedicated({ ...slip }),
  "coreyTcp.polling": (slip) => lab.coreyTcp.polling({ ...slip }),
  "new WebServer": (slip) => new lab.WebServer(machine(), "random", { ...slip }),
  "webServers.random": (slip) => lab.webServers.random({ ...slip }),
  "webServers.locality": (slip) => lab.webServers.locality({ ...slip }),
  "repeat": (slip) => {
    const { cores } = machine();
    // deno-lint-ignore require-yield
    const prepare = function* () {
      return function* () {};
    };
    return lab.repeat(
      { machine: machine(), kernel: null, cores, seed: 1 },
      { ...window, ...slip },
      prepare,
    );
  },
  "dupClose": (slip) => dupClose({ ...slip }),
  "openClose": (slip) => lab.openClose({ ...slip }),
  "passedDescriptors": (slip) =>
    lab.passedDescriptors({
      partnerOf: (core) => core ^ 1,
      passEvery: 2,
      listenEvery: 2,
      scopes: { scratch: "private", passed: "group", listener: "global" },
      ...slip,
    }),
  "memclone": (slip) => lab.memclone({ ...slip }),
  "mempass": (slip) => lab.mempass({ ...slip }),
  "softFault": (slip) => lab.softFault(lab.mapInProcesses, { ...slip }),
  "unmap": (slip) => lab.unmap({ ...slip }),
  "shares": (slip) => lab.shares({ ...slip }),
  "bufferCache": (slip) => lab.bufferCache({ ...slip }),
  "fdOpen": (slip) => lab.fdOpen({ ...slip }),
  "tcpService": (slip) => lab.tcpService({ ...slip }),
  "thinkLock": (slip) => lab.thinkLock({ thinkCycles: 1, sectionCycles: 1, ...slip }),
  "wri": (slip) => lab.wri({ ...slip }),
  "webServer": (slip) => lab.webServer({ ...slip }),
  "contendedLock": (slip) => lab.contendedLock({ ...slip }),
  "experiment": (slip) =>
    lab.experiment({
      ...{ name: "n", question: "q", paper: "p", module: "m", claims: [], parameters: z.object({}), ...slip },
      points: () => [],
      figure: () => ({ kind: "plot", alt: "", options: {}, marks: () => [] }),
    }),
  "pointsOf": (slip) => lab.pointsOf({ ...run, cores: [1], ...slip }),
  "sweep": [
    (slip) => lab.sweep({ ...run, cores: [1], ...slip }),
    (slip) => lab.sweep({ ...run, cores: [1] }, { ...slip }),
  ],
  "study": (slip) => lab.study({ name: "s", sweeps: { ...run, cores: [1] }, ...slip }),
  "run": (slip) => lab.run(lab.study({ name: "s", sweeps: { ...run, cores: [1] } }), { ...slip }),
  "merged": (slip) => lab.merged(lab.study({ name: "s", sweeps: { ...run, cores: [1] } }), { ...slip }),
  "counted": (slip) => lab.counted(() => 1, { onRow: () => {}, ...slip }),
  "watch": [
    (slip) => lab.watch({ ...run, cores: 1, ...slip }),
    (slip) => lab.watch({ ...run, cores: 1 }, { ...slip }),
  ],
  "sharingOf": (slip) => lab.sharingOf({ ...run, cores: 1, ...slip }),
  advise: (slip) => lab.advise({ ...run, cores: 1, ...slip }),
  "prove": (slip) =>
    lab.prove({
      ...{ ...run, cores: 1, remedies: { shares: corey.descriptors("private") } },
      ...{ column: "throughputPerSecond", better: "more", ...slip },
    }),
  "modelTicketLock": (slip) =>
    lab.modelTicketLock({ machine: opteron16, cores: [1], thinkCycles: 1, sectionCycles: 1, ...slip }),
  "modelMcsLock": (slip) =>
    lab.modelMcsLock({ machine: opteron16, cores: [1], thinkCycles: 1, sectionCycles: 1, ...slip }),
  "mvaRows": (slip) => lab.mvaRows([], { system: "s", cores: [1], clockHertz: 1, ...slip }),
  "ticketLockBalance": (slip) =>
    lab.ticketLockBalance({ thinkCycles: 1, sectionCycles: 1, transferCycles: 1, ...slip }, 1),
  "ticketLockRows": (slip) =>
    lab.ticketLockRows({
      ...{ system: "s", cores: [1], clockHertz: 1, ...slip },
      lock: () => ({ thinkCycles: 1, sectionCycles: 1, transferCycles: 1 }),
    }),
  "lines": (slip) => lab.lines(rows, { x: "cores", y: "rate", stroke: "system", title: "t", ...slip }),
  "explorer": (slip) => lab.explorer(rows, { x: "cores", y: "rate", stroke: "system", title: "t", ...slip }),
  "bars": (slip) => lab.bars(rows, { x: "rate", y: "system", title: "t", ...slip }),
  "stackedBars": (slip) =>
    lab.stackedBars(rows, { x: "cores", y: "rate", fill: "system", title: "t", ...slip }),
  "splitBars": (slip) =>
    lab.splitBars(rows, { x: "cores", fx: "system", parts: { rate: "r" }, title: "t", yLabel: "y", ...slip }),
  "smallMultiples": (slip) =>
    lab.smallMultiples(rows, {
      x: "cores",
      y: "rate",
      stroke: "system",
      facet: "system",
      title: "t",
      ...slip,
    }),
  "heatMap": (slip) => lab.heatMap(rows, { x: "cores", y: "system", fill: "rate", title: "t", ...slip }),
  "followLine": (slip) =>
    lab.followLine(
      {
        lineSteps: [{
          lineNumber: 1,
          line: "a",
          field: "a",
          chips: 1,
          core: 0,
          kind: "read",
          startMicroseconds: 0,
          microseconds: 1,
          cycles: 2,
          queueCycles: 0,
          servedBy: "DRAM",
          supplier: "memory of chip 0",
          before: "...",
          after: "E..",
        }],
      },
      "a",
      { ...slip },
    ),
  "live": (slip) => lab.live(lab.experiments.dupClose, { ...slip }),
  "timeline": (slip) =>
    lab.timeline([{ core: 0, track: "memory", name: "L3", startMicroseconds: 0, microseconds: 1 }], {
      title: "t",
      ...slip,
    }),
  "show": [
    (slip) => lab.show(lab.table(rows), { ...slip }, { print: () => {} }),
    (slip) => lab.show(lab.table(rows), {}, { print: () => {}, ...slip }),
  ],
  "table": (slip) => lab.table(rows, { ...slip }),
  "new Progress": (slip) => new lab.Progress(1, { ...slip }),
  "award": (slip) => lab.award(1, {} as lab.Feedback, { ...slip }),
  "right": (slip) => lab.right(1, { ...slip }),
  "wrong": (slip) => lab.wrong(1, "no", { ...slip }),
};
