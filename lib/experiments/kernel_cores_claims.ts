/** What the paper says of the TCP service with kernel cores. */
import type { Claim } from "../analysis/claims.ts";
import { farthest, largest, ratio, type Reading, series, value } from "../analysis/readings.ts";

const rate = (system: string, from = 1) => series({ system }, "connectionsPerSecond", from);
const rateAtTwo = (system: string) => value({ system, cores: 2 }, "connectionsPerSecond");
const misses = (system: string) => series({ system }, "l3MissesPerConnection", 2);

/** The mean of a column of one system, over all core counts from one on. */
const mean = (system: string, column: string, from: number): Reading => (rows) => {
  const values = series({ system }, column, from)(rows);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** The first core count with the rate, less 5 %, at which the paper's systems all end. */
const saturates = (system: string): Reading => (rows) => {
  const at = rate(system)(rows).findIndex((value) => value >= 0.95 * saturation.expect.about);
  return at < 0 ? undefined : at + 1;
};

const cheapMisses =
  "With two cores a service core loses 18 % of its time to misses, on the kernel core's own chip; 22 % " +
  "where cores are taken in turn on each chip, where a miss costs 200 cycles instead of 125. For the " +
  "paper's share it would have to lose nearly four times as many cycles, or compute less than the " +
  "instructions that were counted.";

/** What the card handles, over eight packets a connection: as much of an input as the card. */
export const saturation = {
  says: "Dedicated saturates at about {} connections per second: mean from eight cores on",
  expect: { about: 110_000, within: 0.05 },
  unit: "connections/s",
  sure: "P",
  kind: "calibrated",
  whose: "paper's number",
  model: mean("dedicated", "connectionsPerSecond", 8),
} satisfies Claim;

/** Within a core, as it is read off a plot. */
export const dedicatedCores = {
  says: "Dedicated reaches saturation with {} cores",
  expect: { about: 5, within: 0.2 },
  unit: "cores",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: saturates("dedicated"),
} satisfies Claim;

/** Within a core: each of the last adds a tenth at the most. */
export const pollingCores = {
  says: "Polling reaches saturation with {} cores",
  expect: { about: 11, within: 0.1 },
  unit: "cores",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: saturates("polling"),
  gap: {
    model: 7,
    mechanism: "driver",
    why: "With seven, with eight where cores are taken in turn on each chip. Of seven, the six service " +
      "cores spend 107,000 cycles on a connection: they compute for 68,000, lose 26,000 to misses, and " +
      "wait 13,000 for the locks of the rings, each of which is held for 12,000. In the paper ten have " +
      "182,000 for each of 110,000 connections. The 75,000 between are not misses: 200 of them, at 100 " +
      "ns, are 40,000 in all. Nor are they instructions, as with two cores 89,000 have to do for " +
      "everything. So there a service core seems to wait most of that time, as it would if the locks " +
      "were the limit: held for 18,000 cycles a connection, half as long again as here. (On a faster " +
      "card they are the limit here, at 131,000 connections a second.) What would hold them so long is " +
      "not known. Not in the model: records of a share stand 40 bytes apart, so that counts of different " +
      "objects share lines.",
  },
} satisfies Claim;

export const dedicatedMisses = {
  says: "Dedicated takes about {} L3 misses per connection: mean over core counts",
  expect: { about: 50, within: 0.2 },
  unit: "misses/connection",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: mean("dedicated", "l3MissesPerConnection", 2),
} satisfies Claim;

export const pollingMisses = {
  says: "Polling takes about {} L3 misses per connection: mean over core counts",
  expect: { about: 200, within: 0.2 },
  unit: "misses/connection",
  sure: "P",
  kind: "predicted",
  whose: "paper's number",
  model: mean("polling", "l3MissesPerConnection", 2),
} satisfies Claim;

export const kernelCoreClaims: readonly Claim[] = [
  {
    says: "The network device handles about {} packets per second: mean of Dedicated from eight cores on",
    expect: { about: 900_000, within: 0.05 },
    unit: "packets/s",
    sure: "P",
    kind: "calibrated",
    whose: "paper's number",
    model: (rows) => {
      const connections = rate("dedicated", 8)(rows);
      const packets = series({ system: "dedicated" }, "packetsPerConnection", 8)(rows);
      return connections.reduce((sum, rate, i) => sum + rate * packets[i]!, 0) / connections.length;
    },
  },
  {
    says: "To accept a connection, write 128 bytes and close it takes {} packets: mean of Dedicated from " +
      "eight cores on",
    expect: { about: 8, within: 0.05 },
    unit: "packets/connection",
    sure: "P",
    kind: "predicted",
    whose: "paper's number",
    model: mean("dedicated", "packetsPerConnection", 8),
  },
  // 200 misses of some 100 ns are slightly less than half of what a connection costs in Polling; Dedicated
  // does twice as many.
  {
    says: "With two cores Polling answers about {} connections per second, as its misses and their share say",
    expect: { about: 22_500, within: 0.25 },
    unit: "connections/s",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: rateAtTwo("polling"),
  },
  {
    says: "With two cores Dedicated answers about {}: twice as many",
    expect: { about: 45_000, within: 0.25 },
    unit: "connections/s",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: rateAtTwo("dedicated"),
  },
  dedicatedCores,
  saturation,
  {
    says: "Polling saturates there too: mean from twelve cores on",
    expect: saturation.expect,
    unit: "connections/s",
    sure: "P",
    kind: "calibrated",
    whose: "paper's number",
    model: mean("polling", "connectionsPerSecond", 12),
  },
  pollingCores,
  {
    says:
      "Linux's polling core is the bottleneck: it always has something to do: the most that it is idle, " +
      "from two cores on",
    expect: { about: 0, upTo: 0.05 },
    unit: "share",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: largest(series({ system: "linux" }, "kernelIdle", 2)),
  },
  {
    says:
      "So Linux does with any number of cores what it does with two: the rate that is farthest from two " +
      "cores', against it",
    expect: { about: 1, within: 0.25 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: farthest((rows) => rate("linux", 2)(rows).map((rate) => rate / rateAtTwo("linux")(rows)!), 1),
  },
  dedicatedMisses,
  pollingMisses,
  {
    says: "With two cores, Dedicated handles about {} times as many connections as Polling",
    expect: { about: 2, within: 0.2 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's number",
    model: ratio(rateAtTwo("dedicated"), rateAtTwo("polling")),
  },
  {
    says: "With two cores, misses are slightly less than half of what a connection costs in Polling",
    expect: { about: 0.45, within: 0.2 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "ours",
    model: value({ system: "polling", cores: 2 }, "serviceStall"),
    gap: { model: 0.176, mechanism: "driver", why: cheapMisses },
  },
  {
    says: "In Polling the driver takes a ring's lock {} times per packet, at two cores",
    expect: { about: 2, within: 0.05 },
    unit: "locks/packet",
    sure: "P",
    kind: "calibrated",
    whose: "paper's number",
    model: value({ system: "polling", cores: 2 }, "driverLocksPerPacket"),
  },
  {
    says: "Polling takes more misses than Dedicated, at every core count: the smallest ratio",
    expect: { atLeast: 1 },
    unit: "ratio",
    sure: "P",
    kind: "predicted",
    whose: "paper's words",
    model: (rows) =>
      Math.min(...misses("polling")(rows).map((many, i) => many / misses("dedicated")(rows)[i]!)),
  },
];
