/** Figures and rows as the user's own files; what saveRows says of where it wrote. */
import assert from "node:assert/strict";
import { writeCsv, WriteError, writePng, writeSvg } from "corey-lab";
import type { PlotFigure } from "corey-lab/plots";
import { projectPath } from "../../lib/files/project.ts";
import { inOddFolder } from "../cli/own_notebook.ts";
import { slow } from "../slow.ts";

const figure: PlotFigure = { kind: "plot", alt: "An empty frame.", options: {}, marks: () => [] };

slow(
  "writeSvg, writePng and writeCsv write what their names say, with the folders",
  () =>
    inOddFolder(async (folder) => {
      await writeSvg(figure, `${folder}/out/frame.svg`);
      await writePng(figure, `${folder}/out/frame.png`);
      writeCsv([{ cores: 1 }, { cores: 2, note: "a,b" }], `${folder}/out/rows.csv`);
      assert.match(await Deno.readTextFile(`${folder}/out/frame.svg`), /^<svg[\s\S]*An empty frame\./);
      assert.deepEqual([...(await Deno.readFile(`${folder}/out/frame.png`)).slice(1, 4)], [80, 78, 71]);
      assert.equal(await Deno.readTextFile(`${folder}/out/rows.csv`), 'cores,note\n1,\n2,"a,b"\n');
      await assert.rejects(writeSvg(figure, `${folder}/out/rows.csv/below`), WriteError);
    }),
);

slow(
  "saveRows says where it wrote, or that it did not; nothing when the project runs a notebook",
  () =>
    inOddFolder(async (folder) => {
      const code = `import { saveRows } from "corey-lab"; saveRows([{ cores: 1 }], "mine");`;
      const said = async (env: Record<string, string>): Promise<string> => {
        const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["eval", code],
          cwd: projectPath(),
          env: { NO_COLOR: "1", ...env },
        }).output();
        assert.equal(new TextDecoder().decode(stdout), "", "stdout is the script's own");
        return new TextDecoder().decode(stderr);
      };
      assert.match(await said({}), /^mine\.csv was not written: .*writeCsv\(rows, "mine\.csv"\)\n$/);
      assert.equal(await said({ COREY_LAB_OUT: folder }), `${folder}/rows/mine.csv: 1 row\n`);
      assert.equal(await said({ COREY_LAB_HEADLESS: "1" }), "");
    }),
);
