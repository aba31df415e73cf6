/**
 * What is said to a program that gives a verb of its core what cannot be: types are not checked in notebooks.
 */
import { inWords } from "../sim/in_words.ts";
import type { Task } from "../sim/task.ts";
import type { Layout } from "./layout.ts";

/** A value that is no whole number, and would be stored as another one. */
export function noWord(layout: Layout, value: unknown, address: number): string {
  return `cannot write ${inWords(value)} to ${layout.nameOf(address)}: a word holds a whole number`;
}

/** What should say whether a word is as it is waited for, or what becomes of it. */
export function noFunction(layout: Layout, given: unknown, address: number): string {
  return `got ${inWords(given)} for ${layout.nameOf(address)}: expected a function of its value`;
}

/** What should be the words that a program polls. */
export function noList(given: unknown): string {
  return `cannot sleep until a write to ${inWords(given)}: expected a list of addresses`;
}

/** What has to take place in order of simulated time, and does not. */
export function noTurn(layout: Layout, verb: string, address: number, { resumedAt }: Task): string {
  return `must yield right before ${verb} of ${layout.nameOf(address)}: it last did at cycle ${resumedAt}`;
}
