import assert from "node:assert/strict";
import { opteron16 } from "corey-lab/machine";
import { mcs } from "corey-lab/locks";
import { linux } from "corey-lab/linux";
import { dupClose } from "corey-lab/workloads";
import { sweep } from "corey-lab/experiments";
import { lines } from "corey-lab/plots";
import { figureToSvg, svgToPng } from "../lib/pictures/picture.ts";
import { slow } from "./slow.ts";

const root = new URL("../", import.meta.url);

slow("README shows the figure that its lines draw", async () => {
  const rows = await sweep({
    workload: dupClose(),
    machine: opteron16,
    system: [
      { ...linux.threads(), name: "ticket lock" },
      { ...linux.threads({ fileTableLock: mcs }), name: "MCS lock" },
    ],
    cores: [1, 2, 4, 8, 12, 16],
    repeats: 4,
  });
  const figure = lines(rows, { x: "cores", y: "throughputPerSecond", stroke: "system", title: "dup+close" });
  const drawn = await svgToPng(await figureToSvg(figure));
  const shown = await Deno.readFile(new URL("data/readme/dup_close.png", root));
  if (!drawn.every((byte, i) => byte === shown[i])) {
    const file = await Deno.makeTempFile({ suffix: ".png" });
    await Deno.writeFile(file, drawn);
    assert.fail(`the figure is another now; if that is meant, copy ${file} to data/readme/dup_close.png`);
  }
});

for (const name of ["README.md", "CONTRIBUTING.md"]) {
  Deno.test(`${name} links to files that are there`, async () => {
    const text = await Deno.readTextFile(new URL(name, root));
    for (const [, path] of text.matchAll(/\]\(([^)#]+)\)/g)) {
      if (!/^https?:/.test(path!)) await Deno.stat(new URL(path!, root));
    }
  });
}
