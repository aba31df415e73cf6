/** The paper's kernel cores: a TCP service whose network card is driven by one core for all, by every core, or by Linux. */
import { z } from "zod";
import { calibrated, type Claim, predicted } from "../analysis/claims.ts";
import { largest, ratio, type Reading, series, value } from "../analysis/readings.ts";
import { linuxTcp } from "../kernels/linux/network/service.ts";
import type { System } from "../kernels/system.ts";
import type { TcpServer } from "../kernels/tcp_server.ts";
import { coreyTcp } from "../libos/tcp/service.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { tcpService } from "../workloads/tcp_service.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import { pointsOf } from "./points.ts";

/** The three ways to run the service. */
export const tcpServers: readonly System<TcpServer>[] = [
  coreyTcp.dedicated(),
  coreyTcp.polling(),
  linuxTcp(),
];

const rate = (system: string, from = 1) => series({ system }, "connectionsPerSecond", from);
const misses = (system: string) => series({ system }, "l3MissesPerConnection", 2);

/** The mean of a column of one system, over all core counts from one on. */
const mean = (system: string, column: string, from: number): Reading => (rows) => {
  const values = series({ system }, column, from)(rows);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** The first core count with the rate, less 5 %, at which the paper's systems all end. */
const saturates = (system: string): Reading => (rows) => {
  const at = rate(system)(rows).findIndex((value) => value >= 0.95 * 110_000);
  return at < 0 ? undefined : at + 1;
};

const cheapAlone =
  "With two cores there is one service core, which meets nobody but the kernel core. In the model it takes 96,000 cycles a connection, 16,000 " +
  "of them misses; in Dedicated 68,000. For twice as many it would have to lose 40,000 more, the worth of some 180 misses.";

const claims: readonly Claim[] = [
  calibrated(
    "The network device handles about 900,000 packets per second: mean of Dedicated from eight cores on",
    { about: 900_000, within: 0.05 },
    "packets/s",
    "P",
    (rows) => {
      const connections = series({ system: "dedicated" }, "connectionsPerSecond", 8)(rows);
      const packets = series({ system: "dedicated" }, "packetsPerConnection", 8)(rows);
      return connections.reduce((sum, rate, i) => sum + rate * packets[i]!, 0) / connections.length;
    },
  ),
  predicted(
    "To accept a connection, write 128 bytes and close it takes four packets in and four out: mean of Dedicated from eight cores on",
    { about: 8, within: 0.05 },
    "packets/connection",
    "P",
    mean("dedicated", "packetsPerConnection", 8),
  ),
  calibrated(
    "One service core beside a kernel core answers at least the 27,500 connections per second of which four make the saturation",
    { about: 30_000, within: 0.085 },
    "connections/s",
    "P",
    value({ system: "dedicated", cores: 2 }, "connectionsPerSecond"),
    { ours: true },
  ),
  calibrated(
    "Dedicated reaches saturation with five cores",
    { about: 5, within: 0.2 },
    "cores",
    "P",
    saturates("dedicated"),
  ),
  predicted(
    "Dedicated saturates at about 110,000 connections per second: mean from eight cores on",
    { about: 110_000, within: 0.05 },
    "connections/s",
    "P",
    mean("dedicated", "connectionsPerSecond", 8),
  ),
  predicted(
    "Polling saturates there too: mean from twelve cores on",
    { about: 110_000, within: 0.05 },
    "connections/s",
    "P",
    mean("polling", "connectionsPerSecond", 12),
  ),
  predicted(
    "Polling reaches saturation with eleven cores",
    { about: 11, within: 0.1 },
    "cores",
    "P",
    saturates("polling"),
    {
      gap:
        "With eight. A service core loses less in the model's Polling than in the paper's, as the rates at two cores show; so fewer suffice.",
    },
  ),
  predicted(
    "Linux's polling core is the bottleneck: no saturation up to sixteen cores, the largest rate",
    { atMost: 104_500 },
    "connections/s",
    "P",
    largest(rate("linux")),
    { ours: true },
  ),
  predicted(
    "Dedicated takes about 50 L3 misses per connection: mean over core counts",
    { about: 50, within: 0.2 },
    "misses/connection",
    "P",
    mean("dedicated", "l3MissesPerConnection", 2),
  ),
  predicted(
    "Polling takes about 25 L3 misses per packet, 200 per connection: mean over core counts",
    { about: 200, within: 0.2 },
    "misses/connection",
    "P",
    mean("polling", "l3MissesPerConnection", 2),
    {
      gap:
        "Twenty a packet. With two cores there are twelve, since a single service core has nobody to meet at the rings; which lines the paper's " +
        "driver moved beyond those of the model is not known.",
    },
  ),
  predicted(
    "With two cores, Dedicated handles about twice as many connections as Polling",
    { about: 2, within: 0.2 },
    "ratio",
    "P",
    ratio(
      value({ system: "dedicated", cores: 2 }, "connectionsPerSecond"),
      value({ system: "polling", cores: 2 }, "connectionsPerSecond"),
    ),
    { gap: cheapAlone },
  ),
  predicted(
    "With two cores, misses are slightly less than half of what a connection costs in Polling",
    { about: 0.45, within: 0.2 },
    "ratio",
    "P",
    value({ system: "polling", cores: 2 }, "serviceStall"),
    { ours: true, gap: cheapAlone },
  ),
  predicted(
    "In Polling the driver takes a ring's lock twice per packet, at two cores",
    { about: 2, within: 0.05 },
    "locks/packet",
    "P",
    value({ system: "polling", cores: 2 }, "driverLocksPerPacket"),
  ),
  predicted(
    "In Dedicated it takes none, on any number of cores",
    { atMost: 0 },
    "locks/packet",
    "P",
    largest(series({ system: "dedicated" }, "driverLocksPerPacket")),
  ),
  predicted(
    "Polling takes more misses than Dedicated, at every core count: the smallest ratio",
    { atLeast: 1 },
    "ratio",
    "P",
    (rows) => Math.min(...misses("polling")(rows).map((many, i) => many / misses("dedicated")(rows)[i]!)),
    { ours: true },
  ),
];

/** See the head of this file. On one core, that core does everything in turn. */
export const kernelCores = experiment({
  name: "kernel-cores",
  question: "Does it pay to give a whole core to the network card's driver?",
  paper:
    "A TCP service accepts connections, writes 128 bytes and closes. With one kernel core that does all device work it reaches the card's " +
    "110,000 connections per second with 5 cores; when every core drives the card itself, with 11; Linux stays behind.",
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    repeats: sweepFields.repeats.default(1),
    microseconds: z.number().positive().default(4000),
    connectionsAtOnce: z.number().int().min(1).max(15, "expected 15 at most: a stack has 32 blocks").default(
      10,
    ),
  }),
  points(given) {
    const { machine, cores, seed, repeats, microseconds, connectionsAtOnce } = withAllCores(given);
    return pointsOf({
      experiment: "kernel-cores",
      workload: tcpService({ microseconds, connectionsAtOnce }),
      machine,
      system: tcpServers,
      cores,
      seed,
      repeats,
    });
  },
  claims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "connectionsPerSecond",
      stroke: "system",
      title: "TCP service: connections answered",
      per: 1000,
      yLabel: "connections per second (thousands, all cores)",
      stated: [{ x: 5, y: 110_000, within: 0.05 }, { x: 11, y: 110_000, within: 0.05 }],
    }),
});

/** L3 misses per connection, by cores, with what the paper states. */
export function kernelCoresMisses(rows: readonly Row[]): PlotFigure {
  return lines(rows.filter(({ cores }) => Number(cores) > 1), {
    x: "cores",
    y: "l3MissesPerConnection",
    stroke: "system",
    title: "TCP service: L3 misses per connection, all cores",
    // The paper names no core count: here they stand where each system saturates.
    stated: [{ x: 5, y: 50, within: 0.2 }, { x: 11, y: 200, within: 0.2 }],
  });
}
