/** Does something with each of many things, as many at a time as the machine has cores. */

/**
 * @param items the things; begun in their order
 * @param work what to do
 * @param width how many at a time
 * @returns the results in the order of the things
 * @throws what the work throws first; what has begun by then is finished
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  width: number = navigator.hardwareConcurrency,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
  };
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  for (const ended of lanes) if (ended.status === "rejected") throw ended.reason;
  return results;
}
