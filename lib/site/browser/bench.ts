/** The bench's program, in the page and in its workers: one text for both, so that all of it is one file. */
import "./without_eval.ts";
import { BenchView } from "./bench_view.ts";
import { serve } from "./serve.ts";

if (typeof document === "undefined") serve(globalThis as unknown as Worker);
else {
  const root = document.getElementById("bench")!, { only, start } = root.dataset;
  const bench = new BenchView(root, {
    firstWorker,
    only,
    start: start ?? location.hash,
    // A bench inside another page has no address of its own.
    onState: (hash) => start === undefined && history.replaceState(null, "", `#${hash}`),
  });
  if (start === undefined) addEventListener("hashchange", () => bench.go(location.hash));
}
