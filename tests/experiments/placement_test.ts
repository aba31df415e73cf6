/** Where cores sit is an input of each experiment, with its source. */
import assert from "node:assert/strict";
import { z } from "zod";
import { experiments, lines, placed } from "corey-lab";

/** Experiments that measure one core, or each core, of a machine. */
const ofTheMachine: readonly { name: string }[] = [experiments.machine, experiments.footprint];

Deno.test("each experiment on several cores says where they sit, and who says so", () => {
  for (const experiment of Object.values(experiments)) {
    const shape: Readonly<Record<string, z.ZodType>> = experiment.parameters.shape;
    assert.equal("placement" in shape, !ofTheMachine.includes(experiment), experiment.name);
    if (!("placement" in shape)) continue;
    const { description = "" } = z.toJSONSchema(shape.placement!, { io: "input" });
    assert.match(description, /\((.*paper.*|.*released .*)\)$/, experiment.name);
  }
});

Deno.test("two cores of one chip meet in its L3, two of different chips do not", async () => {
  const misses = async (placement: "round-robin" | "fill-chips") => {
    const [row] = await experiments.dupClose.run({ cores: [2], repeats: 1, microseconds: 50, placement });
    return Number(row!.l3MissesPerOp) - Number(row!.sameChipPerOp);
  };
  assert.ok(await misses("round-robin") > 1);
  assert.ok(await misses("fill-chips") < 0.1);
});

Deno.test("an experiment refuses a placement that there is not", async () => {
  const placement = "scattered" as "fill-chips";
  await assert.rejects(experiments.shares.run({ placement }), /placement.*round-robin/s);
});

Deno.test("placed rows of two placements fit into one figure", () => {
  const rows = [{ system: "linux", cores: 2, misses: 5 }];
  const both = [...placed("fill-chips", rows), ...placed("round-robin", rows)];
  assert.deepEqual(both.map(({ system, placement }) => [system, placement]), [
    ["linux, fill-chips", "fill-chips"],
    ["linux, round-robin", "round-robin"],
  ]);
  lines(both, { x: "cores", y: "misses", stroke: "system", title: "Misses" });
});
