/** Each experiment at the paper's full size. */
import { experiments } from "corey-lab/experiments";

for (const experiment of Object.values(experiments)) {
  Deno.bench(`${experiment.name}, all points`, { group: "experiments at full size" }, async () => {
    await experiment.run();
  });
}
