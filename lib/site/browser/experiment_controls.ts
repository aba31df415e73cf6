/** The controls of an experiment's parameters. */
import type { AnyExperiment } from "../../experiments/settings.ts";
import { type Control, controlsOf } from "../controls.ts";
import { settingOf, valueText } from "../bench_state.ts";
import { labelled, make, problem } from "./dom.ts";
import { numberControl } from "./slider.ts";

/**
 * Makes the controls.
 *
 * @param settings what is set already
 * @param onChange is called with a parameter that was moved, and what it is now; `undefined` for its standard
 */
export function experimentControls(
  experiment: AnyExperiment,
  settings: Readonly<Record<string, unknown>>,
  onChange: (key: string, value: unknown) => void,
): HTMLElement[] {
  return controlsOf(experiment).map((control) => {
    const now = settings[control.key] ?? control.standard, id = `set-${control.key}`;
    switch (control.kind) {
      case "number":
        return numberControl({
          ...control,
          id,
          value: Number(now),
          onChange: (value) => onChange(control.key, value),
        });
      case "menu":
        return menu(id, control, String(now), (word) => onChange(control.key, word));
      case "boxes":
        return boxes(
          id,
          control.label,
          control.hint,
          control.words,
          now as readonly string[],
          (words) => onChange(control.key, control.words.filter((word) => words.includes(word))),
        );
      case "list":
        return list(id, control, now, experiment, (value) => onChange(control.key, value));
    }
  });
}

/** One word of several. */
export function menu(
  id: string,
  { label, hint, words }: {
    readonly label: string;
    readonly hint?: string;
    readonly words: readonly string[];
  },
  now: string,
  onChange: (word: string) => void,
): HTMLElement {
  const select = make(
    "select",
    { id },
    ...words.map((word) => make("option", { value: word, selected: word === now }, word)),
  );
  select.addEventListener("change", () => onChange(select.value));
  return labelled({ id, label, hint }, "control", select);
}

/** Any of several words. */
export function boxes(
  id: string,
  label: string,
  hint: string,
  words: readonly string[],
  now: readonly string[],
  onChange: (words: readonly string[]) => void,
): HTMLElement {
  const inputs = words.map((word, i) =>
    make("input", { type: "checkbox", id: `${id}-${i}`, checked: now.includes(word) })
  );
  for (const input of inputs) {
    input.addEventListener("change", () => onChange(words.filter((_, i) => inputs[i]!.checked)));
  }
  const lines = words.map((word, i) =>
    make("span", { class: "box" }, inputs[i]!, make("label", { for: `${id}-${i}` }, word))
  );
  return make("fieldset", { class: "control boxes", title: hint }, make("legend", {}, label), ...lines);
}

/** A list of numbers, as a person types it: `1..4,8,16`. */
function list(
  id: string,
  { key, label, hint, standard }: Extract<Control, { kind: "list" }>,
  now: unknown,
  experiment: AnyExperiment,
  onChange: (value: unknown) => void,
): HTMLElement {
  const field = make("input", {
    type: "text",
    id,
    value: now === undefined ? "" : valueText(key, now),
    placeholder: standard === undefined ? "as the experiment has it" : valueText(key, standard),
    autocomplete: "off",
    spellcheck: "false",
  });
  const note = make("div", {});
  field.addEventListener("change", () => {
    note.replaceChildren();
    field.removeAttribute("aria-invalid");
    try {
      onChange(
        field.value.trim() === "" ? undefined : settingOf(experiment, key, field.value.replaceAll(" ", "")),
      );
    } catch (error) {
      field.setAttribute("aria-invalid", "true");
      note.append(problem(error));
    }
  });
  const control = labelled({ id, label, hint }, "control", field);
  control.append(note);
  return control;
}
