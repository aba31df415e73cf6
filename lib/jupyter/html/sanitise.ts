/** HTML of an author we do not trust → HTML that can only be looked at. */
// @ts-types="npm:@types/sanitize-html@2.16.2"
import sanitizeHtml from "sanitize-html";

const presentation = [
  "style",
  "class",
  "title",
  "align",
  "colspan",
  "rowspan",
  "scope",
  "width",
  "height",
  "alt",
];
const colour = [/^#[0-9a-f]{3,8}$/i, /^[a-z]+$/i, /^rgba?\([\d\s.,%]+\)$/];
const length = [/^-?[\d.]+(px|em|rem|%|pt)?$/];

const options: sanitizeHtml.IOptions = {
  nestingLimit: 50, // browsers stumble over pages that are much deeper
  allowedTags: [
    ...sanitizeHtml.defaults.allowedTags,
    "img",
    "figure",
    "figcaption",
    "progress",
    "details",
    "summary",
  ],
  // A list of its own: with `false`, event handlers would stay.
  allowedAttributes: {
    "*": presentation,
    img: ["src", ...presentation],
    progress: ["value", "max"],
    a: ["href"],
  },
  allowedSchemes: ["https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  allowedStyles: {
    "*": {
      "text-align": [/^(left|right|center)$/],
      "font-variant-numeric": [/^[a-z-]+$/],
      "font-weight": [/^(bold|normal|\d00)$/],
      "font-size": length,
      "min-width": length,
      color: colour,
      "background-color": colour,
    },
  },
};

/**
 * Takes out of HTML all scripts, handlers, forms, frames, foreign pictures and whatever else could act or
 * mislead.
 *
 * @example
 * ```ts
 * console.assert(sanitise(`<b onclick="steal()">so</b><script>steal()</script>`) === "<b>so</b>");
 * ```
 */
export function sanitise(html: string): string {
  return sanitizeHtml(html, options);
}
