/** Small notebooks for tests. */

/** The text of a notebook with these cells of code. */
export function notebookText(cells: readonly string[], metadata: Record<string, unknown> = {}): string {
  return JSON.stringify({
    cells: cells.map((source, i) => (
      { cell_type: "code", id: `cell-${i}`, metadata: {}, source, outputs: [], execution_count: null }
    )),
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** Does something in a temporary folder whose name is of the kind that people give. */
export async function inOddFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(await Deno.makeTempDir({ prefix: "corey lab ü " }));
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
