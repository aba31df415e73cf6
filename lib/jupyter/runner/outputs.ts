/** Turns what a kernel publishes while a cell runs into the outputs of that cell. */
import type { Message } from "./messages.ts";
import type { DisplayOutput, ErrorOutput, Output, ResultOutput } from "./nbformat.ts";
import { checkOutput } from "./nbformat_schema.ts";

/** The displayed outputs of one kernel by `display_id`, so that a later cell can update them. */
export type Displays = Map<string, (DisplayOutput | ResultOutput)[]>;

/** Collects the outputs of one cell. */
export class OutputCollector {
  /** The outputs so far. The array grows, and a display in it may be updated. */
  readonly outputs: Output[] = [];
  readonly #displays: Displays;
  readonly #limit: number;
  #size = 0;
  #clearNext = false;

  /** Collectors of cells that share a kernel share `displays`. At most `limit` characters are kept. */
  constructor(displays: Displays = new Map(), limit: number = Infinity) {
    this.#displays = displays;
    this.#limit = limit;
  }

  /**
   * Takes one published message: text printed is appended to the same stream if nothing else came between,
   * `update_display_data` changes what is displayed already, `clear_output` drops all. Other types are
   * ignored. Returns the new or changed output, if the message is one.
   *
   * @example
   * ```ts
   * import { OutputCollector } from "./outputs.ts";
   * import assert from "node:assert/strict";
   *
   * const cell = new OutputCollector();
   * const head = { id: "2", type: "stream", parent: {}, metadata: {} };
   * cell.take({ ...head, content: { name: "stdout", text: "a\n" } });
   * cell.take({ ...head, content: { name: "stdout", text: "b\n" } });
   * assert.deepEqual(cell.outputs, [{ output_type: "stream", name: "stdout", text: "a\nb\n" }]);
   * ```
   */
  take({ type, content }: Message): Output | undefined {
    if (this.#size > this.#limit) return undefined;
    this.#size += this.#limit === Infinity ? 0 : JSON.stringify(content).length;
    if (this.#size > this.#limit) {
      const evalue = `the cell put out more than ${this.#limit} characters, and the rest was dropped`;
      return this.add({ output_type: "error", ename: "OutputFlood", evalue, traceback: [evalue] });
    }
    switch (type) {
      case "stream":
      case "display_data":
      case "execute_result":
      case "error":
        return this.add(asOutput(type, content), displayId(content));
      case "update_display_data":
        return this.#update(asOutput("display_data", content), displayId(content));
      case "clear_output":
        if (content.wait) this.#clearNext = true;
        else this.outputs.length = 0;
    }
  }

  /** Adds an output as if the kernel had published it. */
  add(output: Output, id?: string): Output {
    if (this.#clearNext) this.outputs.length = 0;
    this.#clearNext = false;
    const last = this.outputs.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      last.text += output.text;
      return output;
    }
    if (id !== undefined && "data" in output) {
      this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
    }
    this.outputs.push(output);
    return output;
  }

  #update(output: Output, id: string | undefined): Output | undefined {
    if (!("data" in output)) return this.add(output); // it was malformed and has become an error
    for (const display of this.#displays.get(id ?? "") ?? []) {
      display.data = output.data;
      display.metadata = output.metadata;
    }
    return output;
  }
}

/** The error outputs among `outputs`. */
export function errorsIn(outputs: readonly Output[]): ErrorOutput[] {
  return outputs.filter((output) => output.output_type === "error");
}

function displayId(content: Message["content"]): string | undefined {
  const { transient } = content as { transient?: { display_id?: unknown } };
  return typeof transient?.display_id === "string" ? transient.display_id : undefined;
}

/** Cells can broadcast anything, so what a message holds is checked like what a file holds. */
function asOutput(type: Output["output_type"], content: Message["content"]): Output {
  const result = checkOutput({ ...content, output_type: type });
  if (result.ok) return result.value;
  const evalue = `the cell published a malformed ${type}: ${result.where}: ${result.message}`;
  return { output_type: "error", ename: "MalformedOutput", evalue, traceback: [evalue] };
}
