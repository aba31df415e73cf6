import assert from "node:assert/strict";
import type { JsonObject } from "../../lib/jupyter/runner/messages.ts";
import { type Displays, errorsIn, OutputCollector } from "../../lib/jupyter/runner/outputs.ts";

function publish(cell: OutputCollector, type: string, content: JsonObject): void {
  cell.take({ id: crypto.randomUUID(), type, parent: {}, metadata: {}, content });
}

const stream = (name: string, text: string): JsonObject => ({ name, text });
const display = (text: string, display_id?: string): JsonObject => (
  { data: { "text/plain": text }, metadata: {}, transient: display_id === undefined ? {} : { display_id } }
);
const displayed = (text: string): unknown => (
  { output_type: "display_data", data: { "text/plain": text }, metadata: {} }
);

Deno.test("OutputCollector joins what is printed to one stream, unless something comes between", () => {
  const cell = new OutputCollector();
  for (
    const [name, text] of [["stdout", "a\n"], ["stdout", "b\n"], ["stderr", "c\n"], [
      "stdout",
      "d\n",
    ]] as const
  ) {
    publish(cell, "stream", stream(name, text));
  }
  assert.deepEqual(cell.outputs, [
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "c\n" },
    { output_type: "stream", name: "stdout", text: "d\n" },
  ]);
});

Deno.test("OutputCollector updates what is displayed under an id, in earlier cells too", () => {
  const displays: Displays = new Map();
  const first = new OutputCollector(displays);
  publish(first, "display_data", display("0 %", "progress"));
  publish(first, "display_data", display("other", "other"));
  const second = new OutputCollector(displays);
  publish(second, "display_data", display("0 %", "progress"));
  publish(second, "update_display_data", display("100 %", "progress"));
  publish(second, "update_display_data", display("lost", "nobody"));
  assert.deepEqual(first.outputs, [displayed("100 %"), displayed("other")]);
  assert.deepEqual(second.outputs, [displayed("100 %")]);
});

Deno.test("OutputCollector clears at once, or when the next output comes", () => {
  const cell = new OutputCollector();
  publish(cell, "display_data", display("a"));
  publish(cell, "clear_output", { wait: true });
  assert.deepEqual(cell.outputs, [displayed("a")]);
  publish(cell, "display_data", display("b"));
  assert.deepEqual(cell.outputs, [displayed("b")]);
  publish(cell, "clear_output", { wait: false });
  assert.deepEqual(cell.outputs, []);
});

Deno.test("OutputCollector keeps no transient data and ignores messages that are no outputs", () => {
  const cell = new OutputCollector();
  publish(cell, "status", { execution_state: "busy" });
  publish(cell, "execute_input", { code: "1" });
  publish(cell, "execute_result", { ...display("1", "id"), execution_count: 7 });
  assert.deepEqual(cell.outputs, [
    { output_type: "execute_result", execution_count: 7, data: { "text/plain": "1" }, metadata: {} },
  ]);
});

Deno.test("OutputCollector turns a malformed output into an error that says what is wrong", () => {
  const cell = new OutputCollector();
  publish(cell, "stream", { name: "stdout" });
  publish(cell, "update_display_data", { data: 1, transient: { display_id: "x" } });
  assert.deepEqual(errorsIn(cell.outputs).map(({ ename }) => ename), ["MalformedOutput", "MalformedOutput"]);
  assert.match(errorsIn(cell.outputs)[0]!.evalue, /malformed stream: text: /);
});
