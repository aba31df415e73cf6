/** What page faults and interrupts say: who uses which page, and through whose page tables? */
import type { Row } from "../rows/row.ts";
import type { Finding } from "./finding.ts";

/** Whether most pages are used by one core only. */
export const isPrivate = (pages: Row): boolean => Number(pages.pagesOfOne) >= Number(pages.pagesOfMany);
/** Whether most faults change a page table that others use as well. */
export const isCommon = (pages: Row): boolean =>
  Math.max(Number(pages.faultsInSharedSpaces), Number(pages.faultsInSharedTables)) >=
    Number(pages.faults) / 2;

/** Cores fault on pages that are in memory. */
export function ofSoftFaults(pages: Row): Finding {
  const found = {
    structure: "pages that are in memory, but not in the page table",
    cost: "soft faults" as const,
    alternative: "none" as const,
  };
  if (isPrivate(pages)) {
    const reason = "Each page is used by one core only: there is nobody whose page table could be shared.";
    return { ...found, abstraction: "none", reason };
  }
  const reason =
    "Cores use the same pages, each through page tables of its own, so each takes a fault on every page. " +
    "In a shared address range they share the page tables, and one fault maps a page for all.";
  return { ...found, abstraction: "address ranges", reason };
}

/** Cores interrupt each other to forget pages. */
export function ofInterrupts(pages: Row): Finding {
  const found = {
    structure: "translations that cores remember",
    cost: "shootdowns" as const,
    alternative: "none" as const,
  };
  if (isPrivate(pages)) {
    const reason =
      "Cores are interrupted to forget pages that they have never used, because they run in the same " +
      "address space. Pages in a core's private address range concern no other core.";
    return { ...found, abstraction: "address ranges", reason };
  }
  const reason =
    "The pages were used by several cores, and each of them has to forget them, whatever the kernel is like.";
  return { ...found, abstraction: "none", reason };
}
