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
export function trusted(html: string, label = "table"): HTMLElement {
  const holder = make("div", { class: "wide-table", role: "region", tabindex: 0, "aria-label": label });
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

/** Something to be set, with what it is and, below, what that means. */
export function labelled(
  { id, label, hint = "" }: {
    readonly id: string;
    readonly label: string;
    readonly hint?: string | undefined;
  },
  look: string,
  ...fields: readonly HTMLElement[]
): HTMLElement {
  const more = hint === "" ? [] : [make("small", { class: "hint", id: `${id}-hint` }, hint)];
  if (hint !== "") fields.at(-1)!.setAttribute("aria-describedby", `${id}-hint`);
  return make("div", { class: look }, make("label", { for: id }, label), ...fields, ...more);
}
