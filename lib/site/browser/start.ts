/**
 * The bench's first script. The page has two more as texts: `lab`, which simulates, and `view`. A worker
 * begins with the first, and measures the first point of the address, while the page goes through both.
 */
import { beginWorker } from "./first_worker.ts";
import type { Start } from "./serve.ts";

/** A browser begins a worker in some turns of the page, which has to leave it so much time for them. */
const TURNS_MILLISECONDS = 30;

const text = (id: string): string => document.getElementById(id)!.textContent!;

globalThis.firstWorker = beginWorker(text("lab"));
const start = document.getElementById("bench")!.dataset.start ?? location.hash;
firstWorker.worker?.postMessage({ start } satisfies Start);
setTimeout(() => {
  run("lab");
  setTimeout(() => run("view"));
}, TURNS_MILLISECONDS);

function run(id: string): void {
  const script = document.createElement("script");
  script.textContent = text(id);
  document.body.append(script);
}
