/**
 * The paper's kernel cores: a TCP service whose network card is driven by one core for all, by every core, or
 * by Linux.
 */
import * as z from "zod";
import { linuxTcp } from "../kernels/linux/network/service.ts";
import type { System } from "../kernels/system.ts";
import type { TcpServer } from "../kernels/tcp_server.ts";
import { coreyTcp } from "../libos/tcp/service.ts";
import type { PlotFigure } from "../plots/figure.ts";
import { lines } from "../plots/lines.ts";
import type { Row } from "../rows/row.ts";
import { tcpService } from "../workloads/tcp_service.ts";
import { experiment, sweepFields, withAllCores } from "./experiment.ts";
import {
  dedicatedCores,
  dedicatedMisses,
  kernelCoreClaims,
  pollingCores,
  pollingMisses,
  saturation,
} from "./kernel_cores_claims.ts";
import { placementField } from "./placement.ts";
import { pointsOf } from "./points.ts";
import { markAt, numeral } from "./stated.ts";

/** The three ways to run the service. */
export const tcpServers: readonly System<TcpServer>[] = [
  coreyTcp.dedicated(),
  coreyTcp.polling(),
  linuxTcp(),
];

/**
 * Connections per second, by cores and by who drives the card. On one core, that core does everything in
 * turn.
 */
export const kernelCores = experiment({
  name: "kernel-cores",
  question: "Does it pay to give a whole core to the network card's driver?",
  paper:
    "A TCP service accepts connections, writes 128 bytes and closes. With one kernel core that does all " +
    "device work it reaches the card's " +
    `${numeral(saturation)} connections per second with ${
      numeral(dedicatedCores)
    } cores; when every core drives the card itself, with ` +
    `${numeral(pollingCores)}; Linux stays behind.`,
  module: import.meta.url,
  parameters: z.strictObject({
    ...sweepFields,
    placement: placementField(
      "fill-chips",
      "released net.cc: the lowest free core, kernel core and services near each other",
    ),
    repeats: sweepFields.repeats.default(1),
    microseconds: z.number().positive().default(4000).describe("µs of simulated time that are counted"),
    connectionsAtOnce: z.number().int().min(1).max(15, "expected 15 at most: a stack has 32 blocks").default(
      10,
    )
      .describe("connections that a client keeps going"),
  }),
  points(given) {
    const { machine, cores, placement, seed, repeats, microseconds, connectionsAtOnce } = withAllCores(given);
    return pointsOf({
      experiment: "kernel-cores",
      workload: tcpService({ microseconds, connectionsAtOnce }),
      machine,
      placement,
      system: tcpServers,
      cores,
      seed,
      repeats,
    });
  },
  claims: kernelCoreClaims,
  figure: (rows) =>
    lines(rows, {
      x: "cores",
      y: "connectionsPerSecond",
      stroke: "system",
      title: "TCP service: connections answered",
      per: 1000,
      yLabel: "connections per second (thousands, all cores)",
      stated: [dedicatedCores, pollingCores].map(({ expect }) => markAt(expect.about, saturation)),
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
    stated: [
      markAt(dedicatedCores.expect.about, dedicatedMisses),
      markAt(pollingCores.expect.about, pollingMisses),
    ],
  });
}
