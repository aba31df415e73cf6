/**
 * Imports point down: what a folder of lib/ may import, as a list, no circles between files, and no long
 * lines of classes.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { projectPath } from "../lib/files/project.ts";

/** Each layer with what it may import, beside itself and libraries. */
const layers: Record<string, string[]> = {
  "input": [],
  "files": [],
  "rows": [],
  "sim": ["input"],
  "machine": ["input", "rows", "sim"],
  "locks": ["input", "sim", "machine"],
  "kernels": ["input", "sim", "machine", "locks"],
  "libos": ["input", "sim", "machine", "locks", "kernels"],
  "workloads": ["input", "rows", "sim", "machine", "locks", "kernels", "libos"],
  "analysis": ["input", "rows"],
  "plots": ["input", "rows"],
  "experiments": [
    "input",
    "rows",
    "sim",
    "machine",
    "locks",
    "kernels",
    "libos",
    "workloads",
    "analysis",
    "plots",
  ],
  "pictures": ["input", "rows", "plots"],
  "notebook": ["input", "rows", "files", "analysis", "plots", "pictures"],
  "jupyter": ["input", "rows", "files", "notebook"],
  "homework": ["input", "files", "sim", "machine", "locks", "notebook", "jupyter"],
  "cli": [
    "input",
    "files",
    "rows",
    "machine",
    "analysis",
    "plots",
    "experiments",
    "pictures",
    "notebook",
    "jupyter",
    "homework",
  ],
};
const lib = `${projectPath("lib")}/`;

function* sources(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}

/** Files that a file of lib/ imports, if only for their types. */
function importsOf(file: string): string[] {
  const text = Deno.readTextFileSync(file).replace(/^\s*(\*|\/\/).*$/gm, "");
  return [...text.matchAll(/(?:import|export)(?:\s+type)?\s[^;]*?from\s+"(\.[^"]+\.ts)"/g)]
    .map(([, path]) => join(dirname(file), path!));
}

Deno.test("imports of lib/ point down the list of layers only; no kernel imports another", () => {
  for (const file of sources(lib)) {
    const [layer = "", kernel] = file.slice(lib.length).split("/");
    for (const path of importsOf(file)) {
      if (!path.startsWith(lib)) continue;
      const [other = "", otherKernel] = path.slice(lib.length).split("/");
      const allowed = other === layer || layers[layer]?.includes(other);
      assert.ok(allowed, `${file.slice(lib.length)} imports ${path.slice(lib.length)}`);
      const crosses = layer === "kernels" && other === "kernels" && otherKernel !== kernel &&
        !otherKernel!.endsWith(".ts");
      assert.ok(!crosses, `${file.slice(lib.length)} imports another kernel`);
    }
  }
});

Deno.test("imports of lib/ form no circle, not even by types", () => {
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const circle = [...path.slice(path.indexOf(file)), file].map((one) => one.slice(lib.length));
    assert.ok(!path.includes(file), `circle: ${circle.join(" → ")}`);
    if (done.has(file)) return;
    for (const next of importsOf(file)) if (next.startsWith(lib)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources(lib)) visit(file, []);
});

Deno.test("no class of lib/ extends one that extends another: things are put together instead", () => {
  const parents = new Map<string, string>();
  for (const file of sources(lib)) {
    const classes = Deno.readTextFileSync(file).matchAll(
      /^(?:export )?(?:abstract )?class (\w+)(?:<.*?>)? extends (\w+)/gm,
    );
    for (const [, name, parent] of classes) parents.set(name!, parent!);
  }
  for (const [name, parent] of parents) {
    assert.ok(
      !parents.has(parent),
      `${name} extends ${parent} extends ${parents.get(parent)}`,
    );
  }
  assert.equal(parents.get("Core"), "Task");
});

Deno.test("files of lib/ have at most 300 lines, and none is a drawer", () => {
  for (const file of sources(lib)) {
    const lines = Deno.readTextFileSync(file).split("\n").length;
    assert.ok(lines <= 300, `${file.slice(lib.length)} has ${lines} lines`);
    assert.doesNotMatch(file, /(utils?|helpers?|types|common|misc)\.ts$/);
  }
});
