/** What axe-core finds wrong with a page for people who do not see it, or use no mouse. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** The serious faults, each with where it is. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // By the debugger's way, which the page's policy does not concern.
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run()") as {
    violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
  };
  return found.violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)
    );
}
