/**
 * Workers are made of the page's own script, since a page that was opened as a file may load no other. The
 * first one starts as soon as that script runs: this comes before all else that has to be evaluated.
 */

const url = typeof document === "undefined" ? "" : urlOf(document.currentScript?.textContent ?? "");

/** The first worker; undefined in a worker, and where the page may have none. */
export const firstWorker: Worker | undefined = url === "" ? undefined : started();

/** Starts another one. */
export function startWorker(): Worker {
  return new Worker(url);
}

function urlOf(script: string): string {
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

/** The page around this one may forbid workers: at once, or later with an error. */
function started(): Worker | undefined {
  try {
    return startWorker();
  } catch {
    return undefined;
  }
}
