/** What spoils measurements on a computer, and what they do not say of it: sentences for their readers. */
import type { Row } from "../rows/row.ts";
import { allowedProcessors } from "./cgroup.ts";
import { openLibc, refusal } from "./libc.ts";
import type { HostTopology } from "./topology.ts";

/** A share of the computer's time that others take, from which on a sentence is due. */
const NOTABLE = 0.01;
/** A load, and a spread of rounds, from which on a sentence is due. */
const BUSY = 0.5, WIDE = 0.1;

/**
 * What to know of a computer before it is measured, each in a sentence; nothing of one that is calm, and that
 * hides nothing.
 *
 * @param topology its processors
 * @param root where `sys` and `proc` are, with a slash at the end
 * @example
 * ```ts
 * import { readTopology, warnings } from "corey-lab/host";
 * for (const sentence of warnings(readTopology())) console.log(sentence);
 * ```
 */
export function warnings({ processors }: HostTopology, root = "/"): string[] {
  const read = (path: string): string => textOf(root + path) ?? "";
  const load = root === "/" ? Deno.loadavg()[0]! : Number(read("proc/loadavg").split(" ")[0]);
  const time = processorTime(root), stolen = time ? time.stolen / time.all : 0;
  const allowed = allowedProcessors(root), many = processors.length;
  const isVirtual = /^flags\s*:.* hypervisor\b/m.test(read("proc/cpuinfo")) ||
    /QEMU|KVM|VMware|VirtualBox|Virtual Machine|Xen/.test(
      read("sys/class/dmi/id/sys_vendor") + read("sys/class/dmi/id/product_name"),
    );
  const boosts = read("sys/devices/system/cpu/cpufreq/boost") === "1" ||
    read("sys/devices/system/cpu/intel_pstate/no_turbo") === "0";
  const told: readonly [boolean, string][] = [
    [many === 1, "this computer has one processor: there is nothing to share"],
    [load >= BUSY, `the computer is busy (load ${load.toFixed(1)}): what is measured now will spread`],
    [
      allowed < many,
      `a quota allows ${Number(allowed.toPrecision(2))} of ${many} processors' time: whoever takes more is ` +
      "stopped in the middle of a round, and rates come out too low",
    ],
    [
      refusal() === undefined && !openLibc().canPin(),
      "this system keeps no thread on a processor: threads may move while they are measured",
    ],
    [
      isVirtual,
      "this computer is a virtual machine: two processors may be one core's, and the host may stop or move " +
      "them, which no count here shows",
    ],
    [
      stolen > NOTABLE,
      `${percent(stolen)} of the computer's time went to other virtual machines since it started`,
    ],
    [boosts, "the clock is boosted: one busy core may run faster than many, and the model knows one clock"],
    [
      processors.every(({ caches }) => caches.length === 0),
      "this system does not say what caches there are: only loads from L1 and from memory are measured",
    ],
  ];
  return sentences(told);
}

function sentences(told: readonly (readonly [boolean, string])[]): string[] {
  return told.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

/**
 * What to know of rows that were measured: how many have two regimes, spread widely without, or have no round
 * in which all threads ran at once; and what share of the time was stolen.
 */
export function afterwards(rows: readonly Row[], before: ProcessorTime | undefined): string[] {
  const now = processorTime(), of = rows.length;
  const two = rows.filter(({ regimes }) => regimes !== undefined).length;
  const wide = rows.filter(({ spread, regimes }) => regimes === undefined && Number(spread) > WIDE).length;
  const apart = rows.filter(({ together }) => together === 0).length;
  const stolen = before && now ? (now.stolen - before.stolen) / Math.max(1, now.all - before.all) : 0;
  const told: readonly [boolean, string][] = [
    [
      two > 0,
      `${two} of ${of} rows have two regimes: their rounds lie about two rates, of which the median is one`,
    ],
    [
      wide > 0,
      `${wide} of ${of} rows spread by more than ${percent(WIDE)}: measure again when nothing else runs`,
    ],
    [
      apart > 0,
      `in ${apart} of ${of} rows not all processors were had at once: what each did alone is counted`,
    ],
    [
      stolen > NOTABLE,
      `while this was measured, ${percent(stolen)} of the computer's time went to other virtual machines`,
    ],
  ];
  return sentences(told);
}

/** How much time the processors have had, all together, in ticks of the system. */
export interface ProcessorTime {
  /** All time, idle or not. */
  readonly all: number;
  /** Time in which there was something to do, and a host let other virtual machines run. */
  readonly stolen: number;
}

/** The time so far; nothing where the system does not say (macOS). */
export function processorTime(root = "/"): ProcessorTime | undefined {
  const [, ticks] = /^cpu +(.*)$/m.exec(textOf(`${root}proc/stat`) ?? "") ?? [];
  if (ticks === undefined) return undefined;
  // user, nice, system, idle, iowait, irq, softirq, steal; what follows is in these already.
  const counts = ticks.split(" ").slice(0, 8).map(Number);
  return { all: counts.reduce((sum, count) => sum + count, 0), stolen: counts[7] ?? 0 };
}

function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    return undefined;
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
