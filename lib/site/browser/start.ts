/**
 * The bench's first script. The page has two more as texts: `lab`, which simulates, and `view`. A worker
 * begins with the first, and measures the first point of the address, while the page goes through both.
 */
import { beginWorker } from "./first_worker.ts";

/** A browser begins a worker in some turns of the page, which has to leave it so much time for them. */
const TURNS_MILLISECONDS = 30;

const text = (id: string): string => document.getElementById(id)!.textContent!;

const start = document.getElementById("bench")!.dataset.start ?? location.hash;
globalThis.firstWorker = beginWorker(text("lab"), `#${start.replace("#", "")}`);
setTimeout(() => {
  run("lab");
  setTimeout(() => run("view"));
}, TURNS_MILLISECONDS);

function run(id: string): void {
  const script = document.createElement("script");
  script.textContent = text(id);
  document.body.append(script);
}
