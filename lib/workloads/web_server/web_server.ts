/**
 * The paper's web server under load: clients in a closed loop ask for the sums of eight files, and what is
 * measured is how many requests are answered, and which level of the memory hierarchy the files' bytes came
 * from.
 */
import { count, fromZero, optionsOf, positive } from "../../input/options.ts";
import type { Core } from "../../machine/core.ts";
import type { CounterName } from "../../machine/counters.ts";
import { type MachineParts, treeOf } from "../../machine/tree.ts";
import { cableDelay } from "../tcp_client.ts";
import { TcpClients } from "../tcp_clients.ts";
import type { Workload } from "../workload.ts";
import { asksForFiles } from "./clients.ts";
import type { WebServer } from "./server.ts";

/** How the server is measured. */
export interface WebServerLoad {
  /** How long it warms up at least, in simulated time: until connections are in all stages of their lives. */
  readonly warmUpMicroseconds: number;
  /** So many requests are counted, */
  readonly requests: number;
  /** unless that takes longer than this, in simulated time. */
  readonly mostMicroseconds: number;
  /** Connections that each client keeps going; there is a client a core. */
  readonly connectionsAtOnce: number;
}

const checked = optionsOf<Partial<WebServerLoad>>("webServer", {
  warmUpMicroseconds: fromZero.optional(),
  requests: count.optional(),
  mostMicroseconds: positive.optional(),
  connectionsAtOnce: count.optional(),
});

/** How often the run looks whether the caches are warm, or enough requests were counted. */
const STEP_MICROSECONDS = 500;
/**
 * It is warm once filesum cores have read so many times what the caches of all cores that take part hold: by
 * then each chip has been asked for nearly every file.
 */
const CACHES_FILLED = 3;
/** A warm-up that takes longer than this will not end. */
const LONGEST_WARM_UP_MICROSECONDS = 100_000;

/** Which counters say where a line came from. What none of them counts came from the core's L1. */
const levels = {
  l2: ["l2Hits"],
  l3: ["l3Hits"],
  otherCaches: ["sameChipTransfers", "remoteTransfers"],
  dram: ["dramReads"],
} as const satisfies Record<string, readonly CounterName[]>;

/** Bytes in the caches that some cores have, alone or together. */
function cacheBytes(spec: MachineParts, cores: readonly Core[]): number {
  const { coreOf, cores: places, l2Groups, l3Groups } = treeOf(spec);
  const used = [...new Set(cores.map(({ number }) => places[coreOf[number]!]!))];
  const shared = new Set(used.flatMap(({ l2Group, l3Group }) => [l2Groups[l2Group]!, l3Groups[l3Group]!]));
  return [...used.map(({ l1Bytes }) => l1Bytes), ...shared.values().map(({ bytes }) => bytes)]
    .reduce((sum, bytes) => sum + bytes);
}

/**
 * By default, the warm-up takes 3 ms, and until three times as much was read as the caches of these cores
 * hold; then 400 requests are counted, but for 8 ms at most.
 *
 * Columns: `fileKilobytes`; `requests`, how many answers came; `requestsPerSecond`, by the bytes that were
 * added up, so that a request which is half done at the end counts as a half (filesum cores end large files
 * nearly in step: answers come in bursts of eight); `l1Kilobytes`, `l2Kilobytes`, `l3Kilobytes`,
 * `otherCachesKilobytes` and `dramKilobytes`, what each level gave to a request; `webdIdle` and
 * `filesumIdle`, the share of the time in which front ends and filesum cores had nothing to do;
 * `filesumQueue`, the share that filesum cores waited for links and memory that served others;
 * `cyclesPerKilobyte`, what summing a KB took; `packetsPerRequest`; `drops`; `wrongAnswers`, sums that
 * clients found wrong and connections without an answer, from the start.
 */
export function webServer(options: Partial<WebServerLoad> = {}): Workload<WebServer> {
  const {
    warmUpMicroseconds = 3000,
    requests: enough = 400,
    mostMicroseconds = 8000,
    connectionsAtOnce = 5,
  } = checked(options);
  return {
    name: "web-server",
    calls: ["serve", "summers"],
    measure(run) {
      const { machine, kernel: server, cores, seed } = run, { counters } = machine.memory;
      const clients = new TcpClients(
        run,
        {},
        Infinity,
        (client) => asksForFiles(server.files, seed * cores.length + client),
      );
      const cyclesPerMicrosecond = machine.spec.clockHertz.value / 1e6;
      const spread = 4 * cableDelay.value;
      const step = STEP_MICROSECONDS * cyclesPerMicrosecond, begin = clients.begin(connectionsAtOnce, spread);
      const latest = begin + LONGEST_WARM_UP_MICROSECONDS * cyclesPerMicrosecond;
      const summing = server.summingCores, front = cores.filter((core) => !summing.includes(core));
      const count = (of: readonly Core[], names: readonly CounterName[]) =>
        names.reduce((sum, name) => of.reduce((sum, { number }) => sum + counters[name][number]!, sum), 0);
      // A core that is asleep now has been idle since it fell asleep.
      const idle = (of: readonly Core[], at: number) =>
        of.reduce(
          (sum, core) => sum + (core.asleep ? Math.max(0, at - core.now) : 0),
          count(of, ["idleCycles"]),
        ) /
        of.length;
      const bytesSummed = () => server.summers.reduce((sum, { bytes }) => sum + bytes, 0);
      const look = (at: number) => ({
        completed: clients.completed,
        kilobytes: bytesSummed() / 1024,
        l2: count(summing, levels.l2),
        l3: count(summing, levels.l3),
        otherCaches: count(summing, levels.otherCaches),
        dram: count(summing, levels.dram),
        packets: server.device.received + server.device.transmitted,
        drops: server.device.dropped + server.dropped,
        wrong: clients.clients.reduce((sum, { wrong, failed }) => sum + wrong + failed, 0),
        webdIdle: idle(front, at),
        filesumIdle: idle(summing, at),
        filesumQueue: count(summing, ["queueCycles"]) / summing.length,
      });
      let start = begin + warmUpMicroseconds * cyclesPerMicrosecond;
      machine.run(start);
      const filled = CACHES_FILLED * cacheBytes(machine.spec, cores);
      while (bytesSummed() < filled && start < latest) machine.run(start += step);
      machine.memory.observer?.reset(start);
      const before = look(start);
      let end = start;
      const latestEnd = start + mostMicroseconds * cyclesPerMicrosecond;
      while (clients.completed < before.completed + enough && end < latestEnd) machine.run(end += step);
      const cycles = end - start, after = look(end), summed = after.kilobytes - before.kilobytes;
      if (summed === 0) throw new Error(`no file was read in the ${mostMicroseconds} µs that were measured`);
      // A core may have slept past the moment of the first look, and never since.
      const idleShare = (of: "webdIdle" | "filesumIdle") => Math.max(0, after[of] - before[of]) / cycles;
      const filesumIdle = idleShare("filesumIdle");
      const { kilobytes } = server.files, requests = summed / kilobytes;
      const lineKilobytes = machine.spec.lineBytes.value / 1024;
      const share = (level: keyof typeof levels) => (after[level] - before[level]) * lineKilobytes / summed;
      const l1 = 1 - share("l2") - share("l3") - share("otherCaches") - share("dram");
      return {
        fileKilobytes: kilobytes,
        requests: after.completed - before.completed,
        requestsPerSecond: requests / cycles * machine.spec.clockHertz.value,
        l1Kilobytes: Math.max(0, l1) * kilobytes,
        l2Kilobytes: share("l2") * kilobytes,
        l3Kilobytes: share("l3") * kilobytes,
        otherCachesKilobytes: share("otherCaches") * kilobytes,
        dramKilobytes: share("dram") * kilobytes,
        webdIdle: idleShare("webdIdle"),
        filesumIdle,
        filesumQueue: (after.filesumQueue - before.filesumQueue) / cycles,
        cyclesPerKilobyte: (1 - filesumIdle) * cycles * summing.length / summed,
        packetsPerRequest: (after.packets - before.packets) / requests,
        drops: after.drops - before.drops,
        wrongAnswers: after.wrong,
      };
    },
  };
}
