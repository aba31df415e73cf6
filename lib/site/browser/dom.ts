/** Elements of the page. */

/** What an element holds. */
export type Content = Node | string;

/** Attributes by name; `true` for one without a value, and false or undefined for none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element.
 *
 * @param name what it is, such as `label`
 * @param content texts stay texts, whatever is in them
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...content);
  return element;
}

/** Makes a button that does something. */
export function button(label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/** Puts HTML of the project's own tables into an element; it never comes from a file or a link. */
export function trusted(html: string): HTMLElement {
  const holder = make("div", { class: "wide-table", role: "region", tabindex: 0, "aria-label": "table" });
  holder.innerHTML = html;
  return holder;
}

/** A sentence about what went wrong. */
export function problem(error: unknown): HTMLElement {
  return make(
    "p",
    { class: "problem", role: "alert" },
    error instanceof Error ? error.message : String(error),
  );
}
