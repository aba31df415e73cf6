/** The first worker of a page, which begins before there is any work for it. */

/** A worker that waits, and where more of them come from. */
export interface FirstWorker {
  /** Where the script of workers is. */
  readonly url: string;
  /** It; undefined where it could not begin. */
  worker?: Worker | undefined;
}

declare global {
  /** What the page's first script hands to the others. */
  var firstWorker: FirstWorker;
}

/**
 * Begins it. The page around this one may forbid workers, at once or later.
 *
 * @param script what runs in it: text, since a page that was opened as a file may load no other
 * @param name what the worker has to know when it begins: a message would wait for the page
 */
export function beginWorker(script: string, name: string): FirstWorker {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const first: FirstWorker = { url };
  try {
    const worker = first.worker = new Worker(url, { name });
    worker.onerror = () => first.worker = undefined;
  } catch {
    // Who measures finds out.
  }
  return first;
}
