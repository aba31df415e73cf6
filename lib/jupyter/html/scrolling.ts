/** What may be wider than a small screen. */
import { escapeHtml } from "../../notebook/escape.ts";

/**
 * Lets HTML scroll sideways in a box of its own, by the keyboard as well: without that whoever has no mouse
 * would never see its right half.
 *
 * @param kind the box's class: `picture`, `rich` or `wide`
 * @param label what it is, for those to whom the page is read out
 * @example
 * ```ts
 * console.assert(scrolling("wide", "claims", "<table></table>").includes('tabindex="0"'));
 * ```
 */
export function scrolling(kind: "picture" | "rich" | "wide", label: string, html: string): string {
  return `<div class="${kind}" role="group" tabindex="0" aria-label="${escapeHtml(label)}">${html}</div>`;
}
