/** What a worker of the bench answers. */
import assert from "node:assert/strict";
import { fromHash, parametersOf, pointsInTurn, pointsOfState } from "../../lib/site/bench_state.ts";
import { serve } from "../../lib/site/browser/serve.ts";
import { measureAndCount } from "../../lib/experiments/run_points.ts";
import { slow } from "../slow.ts";

const hash = "#dup-close?cores=1,2&repeats=1&microseconds=50";

/** What a worker answers that was told what its page begins with, for two of the points of a state. */
function answered(start: string, hash: string, indices: readonly number[]): unknown[] {
  const answers: unknown[] = [],
    scope: Parameters<typeof serve>[0] = {
      onmessage: null,
      postMessage: (answer: unknown) => answers.push(answer),
    };
  serve(scope, start);
  const state = fromHash(hash);
  const source = { module: "the page", name: state.experiment, parameters: parametersOf(state) };
  for (const data of [source, ...indices.map((index) => ({ index }))]) {
    (scope.onmessage as (event: { data: unknown }) => void)({ data });
  }
  return answers;
}

Deno.test("a worker that was told what its page begins with gives the same rows", () => {
  const rows = pointsOfState(fromHash(hash)).map(({ point }) => measureAndCount(point));
  for (const start of ["", "#", hash, `${hash}&lock=mcs`, "#nothing"]) {
    assert.deepEqual(answered(start, hash, [0, 1]), ["ready", ...rows], start);
  }
});

slow("what is measured first does not show in the rows, and is what the page asks for first", () => {
  const small = "#mapreduce?cores=1", state = fromHash(small);
  assert.deepEqual(pointsInTurn(state).map(({ point: { labels } }) => labels.system), ["corey", "linux"]);
  assert.deepEqual(pointsInTurn({ ...state, without: ["corey"] }).map(({ index }) => index), [0]);
  assert.deepEqual(answered(small, small, [1, 0]), answered("", small, [1, 0]));
});
