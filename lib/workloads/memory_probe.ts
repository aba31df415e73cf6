/**
 * Measures a machine from inside, as lmbench does: a pointer chase, in which each load waits for the one
 * before, gives a latency; a stream gives a bandwidth. What is measured is what the model does, not what the
 * spec says.
 */
import { difference, l3Misses, totals } from "../machine/counters.ts";
import type { Core } from "../machine/core.ts";
import { Machine } from "../machine/machine.ts";
import { PAGE_BYTES } from "../machine/physical_memory.ts";
import type { MachineSpec } from "../machine/spec.ts";
import { distancesOf } from "../machine/distances.ts";
import { levelOf, treeOf } from "../machine/tree.ts";
import type { Row } from "../rows/row.ts";
import { Random } from "../sim/random.ts";
import type { Cost } from "../sim/cost.ts";
import type { Program } from "../sim/task.ts";

/** Where the data are that core 0 reads. */
export interface Probe {
  /** Who serves the reads. */
  readonly level: "L1" | "L2" | "L3" | "cache" | "DRAM";
  /** How far away it is, in words. */
  readonly distance: string;
  /** The chip whose cache or memory it is. */
  readonly chip: number;
  /** How many bytes are read. */
  readonly bytes: number;
  /** Whose caches hold the data, dirty, beforehand: the reader's, another core's, by number, or nobody's. */
  readonly warmedBy: "reader" | number | "nobody";
}

/** Every level and distance that a machine has. */
export function probesOf(spec: MachineSpec): Probe[] {
  const { cores, l2Groups, l3Groups, chips } = treeOf(spec);
  const l1 = cores[0]!.l1Bytes, l2 = l2Groups[0]!.bytes, l3 = l3Groups[0]!.bytes;
  const own = { distance: "own core", chip: 0, warmedBy: "reader" } as const;
  const probes: Probe[] = [
    { ...own, level: "L1", bytes: l1 / 2 },
    { ...own, level: "L2", bytes: l1 + l2 / 2 },
  ];
  if (l3 > 0) {
    const alone = l3Groups.length === chips;
    probes.push({ ...own, level: "L3", distance: alone ? "own chip" : "own L3", bytes: l1 + l2 + l3 / 2 });
  }
  for (const { distance, core } of othersByDistance(spec)) {
    const bytes = distance === "own L2" ? l1 / 2 : l2 / 2;
    probes.push({ level: "cache", distance, chip: cores[core]!.chip, bytes, warmedBy: core });
  }
  for (const [hops, chip] of nearestAtEachDistance(spec).entries()) {
    const distance = hops === 0 ? "own chip" : inHops(hops);
    probes.push({ level: "DRAM", distance, chip, bytes: 256 * 1024, warmedBy: "nobody" });
  }
  return probes;
}

/**
 * Columns: `latencyCycles` of a load, `latencyNanoseconds`, and `bytesPerCycle` of a stream, both alone on
 * the machine.
 */
export function measureProbe(spec: MachineSpec, probe: Probe, seed: number, count?: Cost): Row {
  const walk = (core: Core, address: number) => chase(core, address, probe.bytes, seed);
  const stream = function* (core: Core, address: number) {
    yield;
    core.streamRead(address, probe.bytes);
  };
  const latencyCycles = measureOnce(spec, probe, walk, count) / linesIn(spec, probe.bytes);
  const streamCycles = measureOnce(spec, probe, stream, count);
  return {
    latencyCycles,
    latencyNanoseconds: latencyCycles / spec.clockHertz.value * 1e9,
    bytesPerCycle: probe.bytes / streamCycles,
  };
}

/**
 * Columns: `bytesPerCycle`, `cyclesPerPage` and `l3MissesPerPage` of a core that fills fresh 4 KB pages of
 * its own chip.
 */
export function measureClearing(spec: MachineSpec, count?: Cost): Row {
  const machine = new Machine(spec, { count }), core = machine.cores[0]!, pages = 64;
  const address = machine.memory.physical.placeFrames(pages, 0);
  core.start((function* () {
    yield;
    core.streamClear(address, pages * PAGE_BYTES);
  })());
  machine.run();
  return {
    bytesPerCycle: pages * PAGE_BYTES / core.now,
    cyclesPerPage: core.now / pages,
    l3MissesPerPage: l3Misses(totals(machine.memory.counters)) / pages,
  };
}

/** Columns: latencies of a load from the own chip's memory while `cores` do the same. */
export function measureUnderLoad(
  spec: MachineSpec,
  cores: readonly number[],
  seed: number,
  count?: Cost,
): Row {
  const machine = new Machine(spec, { count }), size = 256 * 1024;
  const active = cores.map((number) => machine.cores[number]!);
  for (const core of active) {
    const address = machine.memory.physical.placeFrames(size / PAGE_BYTES, core.chip);
    core.start(chase(core, address, size, seed + core.number));
  }
  machine.run();
  const latencyCycles = active.reduce((sum, core) => sum + core.now, 0) / active.length / linesIn(spec, size);
  return { latencyCycles, latencyNanoseconds: latencyCycles / spec.clockHertz.value * 1e9 };
}

/** Columns: `latencyCycles` of a chase through `footprintBytes` that goes round again and again. */
export function measureFootprint(
  spec: MachineSpec,
  footprintBytes: number,
  seed: number,
  count?: Cost,
): Row {
  const probe: Probe = {
    level: "DRAM",
    distance: "own chip",
    chip: 0,
    bytes: footprintBytes,
    warmedBy: "reader",
  };
  const walk = (core: Core, address: number) => chase(core, address, footprintBytes, seed);
  const cycles = measureOnce(spec, probe, walk, count);
  return { footprintBytes, latencyCycles: cycles / linesIn(spec, footprintBytes) };
}

/** Cycles that core 0 takes for a program over a region, once the caches are as the probe wants them. */
function measureOnce(
  spec: MachineSpec,
  probe: Probe,
  program: (core: Core, address: number) => Program,
  count: Cost | undefined,
): number {
  const machine = new Machine(spec, { count }), reader = machine.cores[0]!;
  const address = machine.memory.physical.placeFrames(Math.ceil(probe.bytes / PAGE_BYTES), probe.chip);
  if (probe.warmedBy !== "nobody") {
    const warmer = probe.warmedBy === "reader" ? reader : machine.cores[probe.warmedBy]!;
    warmer.start((function* () {
      yield;
      for (let at = address; at < address + probe.bytes; at += spec.lineBytes.value) warmer.write(at);
    })());
    machine.run();
  }
  if (probe.warmedBy === "reader") {
    // Once round in the order of the measurement, so that least-recently-used has settled.
    reader.start(program(reader, address));
    machine.run();
  } else {
    reader.now = Math.max(...machine.cores.map((core) => core.now));
  }
  const before = totals(machine.memory.counters), start = reader.now;
  reader.start(program(reader, address));
  machine.run();
  const misses = difference(totals(machine.memory.counters), before);
  if (misses.queueCycles > 0.5 * (reader.now - start)) {
    throw new Error(`the probe of ${probe.level} mostly queued`);
  }
  return reader.now - start;
}

/** Loads every line of a region once, in random order, each load after the one before. */
function* chase(core: Core, address: number, size: number, seed: number): Program {
  for (const line of new Random(seed).permutation(size / core.lineBytes)) {
    yield;
    core.read(address + core.lineBytes * line);
  }
}

function linesIn({ lineBytes }: MachineSpec, bytes: number): number {
  return bytes / lineBytes.value;
}

/** The first core at each distance from core 0, the nearest first. */
function othersByDistance(spec: MachineSpec): { distance: string; core: number }[] {
  const tree = treeOf(spec),
    { topology } = distancesOf(spec),
    found: { distance: string; core: number }[] = [];
  const order = ["l2", "l3", "chip", "package", "machine"],
    names = { l2: "own L2", l3: "own L3", package: "own package" };
  const others = tree.cores.map(({ chip }, core) => ({ core, chip, level: levelOf(tree, 0, core) }))
    .filter(({ level }) => level !== "core")
    .sort((a, b) =>
      order.indexOf(a.level) - order.indexOf(b.level) || topology.hops(0, a.chip) - topology.hops(0, b.chip)
    );
  for (const { core, chip, level } of others) {
    const onChip = level === "chip" || level === "l3" && tree.l3Groups.length === tree.chips;
    const distance = onChip ? "own chip" : names[level as "l2"] ?? inHops(topology.hops(0, chip));
    if (found.every((other) => other.distance !== distance)) found.push({ distance, core });
  }
  return found;
}

function nearestAtEachDistance(spec: MachineSpec): number[] {
  const { topology } = distancesOf(spec), nearest: number[] = [];
  for (let chip = 0; chip < spec.chips.value; chip++) nearest[topology.hops(0, chip)] ??= chip;
  return nearest;
}

/** A distance in words. */
export function inHops(hops: number): string {
  return hops === 1 ? "1 hop" : `${hops} hops`;
}
