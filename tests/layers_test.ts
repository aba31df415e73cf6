/**
 * Imports point down: what a folder of lib/ may import, as a list, no circles between files, and no long
 * lines of classes.
 */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { filesBelow } from "../lib/files/files_below.ts";
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
  "notebook": ["input", "rows", "files", "sim", "analysis", "plots", "pictures"],
  "study": ["input", "rows", "files", "sim", "experiments", "notebook"],
  "jupyter": ["input", "rows", "files", "notebook"],
  "homework": ["input", "files", "sim", "machine", "locks", "notebook", "jupyter"],
  "exam": [
    "input",
    "rows",
    "sim",
    "machine",
    "locks",
    "kernels",
    "libos",
    "workloads",
    "analysis",
    "experiments",
    "homework",
  ],
  "host": ["input", "rows", "machine", "locks", "kernels", "workloads", "experiments"],
  "site": [
    "input",
    "rows",
    "files",
    "machine",
    "analysis",
    "plots",
    "experiments",
    "pictures",
    "notebook",
    "jupyter",
  ],
  "cli": [
    "host",
    "input",
    "files",
    "rows",
    "machine",
    "analysis",
    "plots",
    "experiments",
    "pictures",
    "notebook",
    "study",
    "jupyter",
    "homework",
    "site",
    "exam",
  ],
};
const sources = [...filesBelow("lib", ".ts")];

/** Files of the project that a file of it imports, if only for their types. */
function importsOf(file: string): string[] {
  const code = Deno.readTextFileSync(projectPath(file)).replace(/^\s*(\*|\/\/).*$/gm, "");
  return [...code.matchAll(/(?:import|export)(?:\s+type)?\s[^;]*?from\s+"(\.[^"]+\.ts)"/g)]
    .map(([, path]) => join(dirname(file), path!));
}

Deno.test("imports of lib/ point down the list of layers only; no kernel imports another", () => {
  for (const file of sources) {
    const [, layer = "", kernel] = file.split("/");
    for (const path of importsOf(file)) {
      const [top, other = "", otherKernel] = path.split("/");
      if (top !== "lib") continue;
      const allowed = other === layer || layers[layer]?.includes(other);
      assert.ok(allowed, `${file} imports ${path}`);
      const crosses = layer === "kernels" && other === "kernels" && otherKernel !== kernel &&
        !otherKernel!.endsWith(".ts");
      assert.ok(!crosses, `${file} imports another kernel`);
    }
  }
});

Deno.test("imports of lib/ form no circle, not even by types", () => {
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const circle = [...path.slice(path.indexOf(file)), file];
    assert.ok(!path.includes(file), `circle: ${circle.join(" → ")}`);
    if (done.has(file)) return;
    for (const next of importsOf(file)) if (next.startsWith("lib/")) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
});

Deno.test("no class of lib/ extends one that extends another: things are put together instead", () => {
  const parents = new Map<string, string>();
  for (const file of sources) {
    const classes = Deno.readTextFileSync(projectPath(file)).matchAll(
      /^\s*(?:.* = |export )?(?:abstract )?class (\w+)(?:<.*?>)? extends (\w+)/gm,
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

Deno.test("files of lib/ have at most 300 lines, of 110 columns, and none is a drawer", () => {
  for (const file of sources) {
    const lines = Deno.readTextFileSync(projectPath(file)).split("\n"),
      wide = lines.findIndex((line) => line.length > 110);
    assert.ok(lines.length <= 300, `${file} has ${lines.length} lines`);
    assert.ok(wide < 0, `line ${wide + 1} of ${file} has ${lines[wide]?.length} columns`);
    assert.doesNotMatch(file, /(utils?|helpers?|types|common|misc)\.ts$/);
  }
});
