/** What the bench's page runs beyond what its workers run. */
import "./without_eval.ts";
import { BenchView } from "./bench_view.ts";

const root = document.getElementById("bench")!, { only, start } = root.dataset;
const bench = new BenchView(root, {
  firstWorker,
  only,
  start: start ?? location.hash,
  // A bench inside another page has no address of its own.
  onState: (hash) => start === undefined && history.replaceState(null, "", `#${hash}`),
});
if (start === undefined) addEventListener("hashchange", () => bench.go(location.hash));
