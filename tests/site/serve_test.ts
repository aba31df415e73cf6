/** What a worker of the bench answers. */
import assert from "node:assert/strict";
import { fromHash, parametersOf, pointsOfState } from "../../lib/site/bench_state.ts";
import { serve } from "../../lib/site/browser/serve.ts";
import { measureAndCount } from "../../lib/experiments/run_points.ts";

const hash = "#dup-close?cores=1,2&repeats=1&microseconds=50";

Deno.test("a worker that was told what its page begins with gives the same rows", () => {
  for (const start of ["", "#", hash, `${hash}&lock=mcs`, "#nothing"]) {
    const answers: unknown[] = [],
      scope: Parameters<typeof serve>[0] = {
        onmessage: null,
        postMessage: (answer: unknown) => answers.push(answer),
      };
    serve(scope, start);
    const state = fromHash(hash), points = pointsOfState(state);
    const source = { module: "the page", name: state.experiment, parameters: parametersOf(state) };
    for (const data of [source, { index: 0 }, { index: 1 }]) {
      (scope.onmessage as (event: { data: unknown }) => void)({ data });
    }
    assert.deepEqual(answers, ["ready", ...points.map(({ point }) => measureAndCount(point))], start);
  }
});
