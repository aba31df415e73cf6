/** The first worker of a page, which shows whether the page may have any. */

/** A worker that runs answers this with the same. */
export const GREETING = "are you there?";

/** A worker that has begun. */
export interface FirstWorker {
  /** Where its script is, for more of them. */
  readonly url: string;
  /** It, once it has answered; undefined where the page around this one forbids workers. */
  readonly worker: Promise<Worker | undefined>;
}

declare global {
  /** What the page's first script hands to its program. */
  var firstWorker: FirstWorker;
}

/**
 * Begins it.
 *
 * @param script what runs in it: text, since a page that was opened as a file may load no other
 */
export function beginWorker(script: string): FirstWorker {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { promise, resolve } = Promise.withResolvers<Worker | undefined>();
  try {
    const worker = new Worker(url);
    worker.onmessage = () => resolve(worker);
    worker.onerror = () => resolve(undefined);
    worker.postMessage(GREETING);
  } catch {
    resolve(undefined);
  }
  return { url, worker: promise };
}
