/** A number as a slider and a field. The slider has the usual values; the field takes whatever is allowed. */
import { labelled, make } from "./dom.ts";

/** What a number control is about. */
export interface NumberControl {
  /** The id of its field. */
  readonly id: string;
  /** What it is, with the unit. */
  readonly label: string;
  /** More about it. */
  readonly hint?: string;
  /** Least and greatest place of the slider. */
  readonly range: readonly [number, number];
  /** Whether it is a whole number. */
  readonly isWhole: boolean;
  /** Where it stands. */
  readonly value: number;
  /** Is called when it is moved. */
  readonly onChange: (value: number) => void;
}

/** The slider has so many places. */
const PLACES = 200;

/**
 * Makes the control. A range over more than two orders of magnitude is gone through by factors.
 */
export function numberControl(control: NumberControl): HTMLElement {
  const { id, label, hint, range: [least, most], isWhole, value, onChange } = control;
  const isLog = least > 0 && most / least > 100;
  const valueAt = (place: number): number => {
    const share = place / PLACES;
    const value = isLog ? least * (most / least) ** share : least + (most - least) * share;
    return isWhole ? Math.round(value) : Number(value.toPrecision(3));
  };
  const placeOf = (value: number): number =>
    PLACES * (isLog ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least));
  const steps = isWhole && !isLog && most - least <= PLACES;
  const slider = make("input", {
    type: "range",
    id: `${id}-slider`,
    min: steps ? least : 0,
    max: steps ? most : PLACES,
    step: 1,
    "aria-label": `${label}, slider`,
  });
  const show = (value: number) => {
    slider.value = String(steps ? value : placeOf(Math.max(value, isLog ? least : -Infinity)));
    slider.setAttribute("aria-valuetext", String(value));
  };
  const field = make("input", { type: "number", id, step: "any", value });
  show(value);
  slider.addEventListener("input", () => {
    const value = steps ? Number(slider.value) : valueAt(Number(slider.value));
    field.value = String(value);
    slider.setAttribute("aria-valuetext", String(value));
    onChange(value);
  });
  field.addEventListener("change", () => {
    show(field.valueAsNumber);
    onChange(field.valueAsNumber);
  });
  return labelled({ id, label, hint }, "control number", slider, field);
}
