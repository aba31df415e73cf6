/** Room between words that stand on one line and have different users. */
import type { Row } from "../../rows/row.ts";
import { coresIn, named, type Remedy, sum, WORTH_A_TRY } from "./remedy.ts";

/**
 * Words of one group may share a line: a core that wants one of them wants the others, or at least no line
 * moves for it.
 */
function groupOf({ lock, writers, use }: Row): string {
  if (lock !== -1) return `lock ${lock}`;
  const cores = coresIn(writers);
  if (cores.length === 0) return "only read";
  return cores.length > 1 ? "written by several" : `written by ${cores[0]}${use === "own" ? " alone" : ""}`;
}

/** Each group of words on lines of its own. */
export const padding: Remedy = {
  name: "room between words",
  reason:
    "To caches a line is one thing: whoever writes one of its words takes the others away from their users.",
  price: "A line for each group of words, and a miss more for whoever needs words of two groups.",
  notWhere: "Words that cores really share: their line moves wherever it is.",
  calledBy({ report: { uses }, costs }) {
    const lines = [...Map.groupBy(uses, ({ lineNumber }) => lineNumber).values()]
      .map((words) => ({ words, groups: [...Map.groupBy(words, groupOf).values()] }))
      .filter(({ words, groups }) =>
        groups.length > 1 && words.some(({ writers }) => writers !== "") &&
        !words.some(({ isDevices }) => isDevices)
      );
    const stalls = sum(lines.map(({ words }) => words[0]!), "lineStallCycles");
    if (stalls < WORTH_A_TRY * costs.busyCycles) return undefined;
    const groups = lines.flatMap(({ groups }) => groups);
    return {
      where: named(groups.map(([first]) => String(first!.field))),
      change: { apart: groups.map((words) => words.map(({ spot }) => String(spot))) },
    };
  },
};
