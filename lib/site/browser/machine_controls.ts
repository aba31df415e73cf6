/** The controls of the machine: a preset or a file, and the numbers that people turn first. */
import { presets } from "../../machine/presets.ts";
import { coherenceKinds } from "../../machine/spec.ts";
import { baseOf, knobs, type MachineChoice, machineFromFile } from "../machine_choice.ts";
import { button, make, problem } from "./dom.ts";
import { menu } from "./experiment_controls.ts";
import { numberControl } from "./slider.ts";

/**
 * Makes the controls.
 *
 * @param onChange is called with the machine that was chosen, and whether the controls have to be made anew
 */
export function machineControls(
  choice: MachineChoice,
  onChange: (choice: MachineChoice, isOther: boolean) => void,
): HTMLElement[] {
  const spec = baseOf(choice), isFile = typeof choice.base !== "string";
  const words = [...presets.map(({ name }) => name), ...(isFile ? [spec.name] : [])];
  const change = (key: string, value: number | string, standard: number | string) => {
    const { [key]: _, ...others } = choice.changes;
    choice = { ...choice, changes: value === standard ? others : { ...others, [key]: value } };
    onChange(choice, false);
  };
  const coherence = spec.coherence.kind;
  const controls = knobs.map((knob) =>
    numberControl({
      id: `machine-${knob.key}`,
      label: knob.unit === "" ? knob.label : `${knob.label} (${knob.unit})`,
      range: knob.range,
      isWhole: knob.isWhole,
      value: Number(choice.changes[knob.key] ?? knob.of(spec)),
      onChange: (value) => change(knob.key, value, knob.of(spec)),
    })
  );
  return [
    menu("machine", { label: "machine", words }, spec.name, (name) => {
      const preset = presets.find((preset) => preset.name === name);
      onChange({ base: preset ? name : choice.base, changes: {} }, true);
    }),
    dropZone((base) => onChange({ base, changes: {} }, true)),
    make("p", { class: "hint" }, spec.description),
    ...controls,
    menu(
      "machine-coherence",
      { label: "coherence", words: coherenceKinds },
      String(choice.changes.coherence ?? coherence),
      (kind) => change("coherence", kind, coherence),
    ),
  ];
}

/** Where a machine's JSON file is dropped, or chosen. */
function dropZone(onMachine: (spec: ReturnType<typeof machineFromFile>) => void): HTMLElement {
  const input = make("input", {
    type: "file",
    id: "machine-file",
    accept: ".json,application/json",
    class: "hidden",
    // The button is its stop of the tabulator.
    tabindex: -1,
  });
  const note = make("div", {});
  const read = async (file: File | undefined) => {
    note.replaceChildren();
    try {
      if (file) onMachine(machineFromFile(await file.text(), file.name));
    } catch (error) {
      note.append(problem(error));
    }
  };
  input.addEventListener("change", () => {
    void read(input.files?.[0]);
    // The same file, mended, can be chosen again.
    input.value = "";
  });
  const label = make("label", { for: "machine-file", class: "hidden" }, "a machine's JSON file");
  const choose = button("a machine from a JSON file …", () => input.click(), { class: "plain" });
  const zone = make("div", { class: "control drop" }, choose, label, input, note);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    void read(event.dataTransfer?.files[0]);
  });
  return zone;
}
