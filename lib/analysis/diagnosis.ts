/**
 * Why does it not scale, and what would help? The four steps of the answer, from the report of one run alone:
 * the shared structure, what it costs the hardware, the abstraction of Corey that addresses it, and why. It
 * looks at how much was paid for what, and at how words and pages are used, never at names.
 */
import type { Row } from "../rows/row.ts";
import type { RunReport } from "../rows/run_report.ts";
import type { Finding, HardwareCost } from "./finding.ts";
import { type Costs, costsOf } from "./costs.ts";
import { ofInterrupts, ofSoftFaults } from "./page_findings.ts";
import { ofStructure } from "./structure_findings.ts";

/** The four steps, and how much is at stake. */
export interface Diagnosis extends Finding {
  /** Share of the cores' busy time that the cost takes. */
  readonly share: number;
}

/** What takes less than this share of busy time is not what keeps a run from scaling. */
const WORTH_WHILE = 0.15;
/** A device or a core that is busy for this share of time is the limit. */
const SATURATED = 0.95;
/** A chip whose memory serves so many times its even share is the one that all use. */
export const UNEVEN = 1.5;
/** Where so much of the wait for memory is waiting for others, its channels are full. */
const QUEUEING = 0.25;

/**
 * The diagnosis of a run.
 *
 * @example
 * ```ts
 * import { diagnose, dupClose, linux, opteron16, watch } from "corey-lab";
 * const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 16 };
 * const { structure, cost, abstraction, reason } = diagnose(watch(run));
 * console.log(`${structure}: ${cost}. Corey's answer: ${abstraction}. ${reason}`);
 * ```
 */
export function diagnose(report: RunReport): Diagnosis {
  const costs = costsOf(report), { pages } = report, [costliest] = costs.structures;
  const candidates: { readonly cycles: number; finding(): Finding }[] = [
    { cycles: costs.softFaultCycles, finding: () => ofSoftFaults(pages) },
    { cycles: costs.interruptCycles, finding: () => ofInterrupts(pages) },
    ...(costliest ? [{ cycles: costliest.cycles, finding: () => ofStructure(costliest, costs, pages) }] : []),
  ];
  const first = candidates.reduce((a, b) => b.cycles > a.cycles ? b : a);
  const share = first.cycles / costs.busyCycles;
  if (share < WORTH_WHILE || costs.deviceShare >= SATURATED || isStarved(costs, first.cycles)) {
    return ofTheRest(costs);
  }
  const finding = first.finding();
  const isMinor = costs.memoryCycles > first.cycles || costs.wordCycles > costs.busyCycles;
  return finding.abstraction === "none" && isMinor ? ofTheRest(costs) : { ...finding, share };
}

/** Whether memory is so busy that less of anything else would only make its queues longer. */
function isStarved({ memoryCycles, memoryQueueShare }: Costs, cycles: number): boolean {
  return memoryCycles > cycles && memoryQueueShare >= QUEUEING;
}

/** The diagnosis as a table: `step` and `answer`. */
export function diagnosisRows(
  { structure, cost, abstraction, alternative, reason, share }: Diagnosis,
): Row[] {
  const helps = alternative === "none" ? abstraction : `${abstraction}; or ${alternative}`;
  const none = cost === "none" ? "none needed" : "none helps";
  return [
    { step: "1. What is shared?", answer: structure || "nothing that costs much" },
    { step: "2. What does it cost?", answer: `${cost}, ${(100 * share).toFixed(0)} % of busy time` },
    { step: "3. Which abstraction helps?", answer: abstraction === "none" ? none : helps },
    { step: "4. Why?", answer: reason },
  ];
}

/** Nothing that is shared costs much: where does the time go? */
function ofTheRest(costs: Costs): Diagnosis {
  const total = costs.busyCycles + costs.idleCycles + costs.wordCycles;
  const none = (cost: HardwareCost, reason: string, cycles: number, of: number): Diagnosis => ({
    structure: "",
    cost,
    abstraction: "none",
    alternative: "none",
    reason,
    share: of > 0 ? cycles / of : 0,
  });
  if (costs.deviceShare >= SATURATED) {
    return none(
      "bandwidth",
      "A device works all the time: it is the limit, whatever the cores do.",
      costs.deviceShare,
      1,
    );
  }
  if (costs.wordCycles + costs.idleCycles >= total / 2) {
    const reason = costs.busiestShare >= SATURATED
      ? "One core works all the time and the others wait for it: others would have to share its work."
      : costs.idleCycles > costs.wordCycles
      ? "The cores find nothing to do: the load is the limit."
      : "The cores work one after the other: that is the order of the program.";
    return none("none", reason, 0, total);
  }
  if (costs.memoryCycles >= Math.max(WORTH_WHILE * costs.busyCycles, costs.computeCycles)) {
    if (costs.memoryUnevenness >= UNEVEN) {
      return none(
        costs.memoryQueueShare >= QUEUEING ? "bandwidth" : "memory latency",
        "Cores wait for memory, and one chip's serves most of it: data that stand where they are used, or " +
          "that are spread over all chips, have more channels.",
        costs.memoryCycles,
        costs.busyCycles,
      );
    }
    return costs.memoryQueueShare >= QUEUEING
      ? none(
        "bandwidth",
        "Cores queue for memory, each for data of its own: only more channels, or caches that hold the " +
          "data, help.",
        costs.memoryCycles,
        costs.busyCycles,
      )
      : none(
        "memory latency",
        "Cores wait for memory, each for data of its own; nothing that they share stands in the way.",
        costs.memoryCycles,
        costs.busyCycles,
      );
  }
  return none("none", "The cores compute, each for itself.", 0, total);
}
