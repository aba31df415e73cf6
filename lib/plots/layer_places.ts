/**
 * Where the boxes of a layered drawing stand. An edge that skips layers must not pass behind a box there, or
 * it would seem to begin or end at it: so it gets a place of its own in each layer it crosses, shared with
 * the other edges from the same box. Within a layer, boxes and passing edges stand in the order of what leads
 * to them (the barycentre method of Sugiyama, Tagawa and Toda, 1981).
 */

/** A box, or a place where edges pass. */
export interface Place {
  /** The box's name; for a place where edges pass, a name that no box has. */
  readonly name: string;
  /** Its layer. */
  readonly x: number;
  /** Its height: 0 is at the top, neighbours are at least 1 apart. */
  readonly y: number;
}

/** A piece of an edge, from one layer to the next. */
export type Piece = readonly [from: string, to: string];

/**
 * Places boxes and passing edges.
 *
 * @param layers the names of the boxes of each layer
 * @param edges by names, each from a layer to a later one
 */
export function placesOf(
  layers: readonly (readonly string[])[],
  edges: readonly Piece[],
): { readonly places: ReadonlyMap<string, Place>; readonly pieces: readonly Piece[]; readonly rows: number } {
  const layerOf = new Map(layers.flatMap((names, x) => names.map((name) => [name, x] as const)));
  const pieces = new Map<string, Piece>(), columns = layers.map((names) => [...names]);
  for (const [from, to] of edges) {
    let last = from;
    for (let x = layerOf.get(from)! + 1; x < layerOf.get(to)!; x++) {
      const passing = `${from} passes ${x}`;
      if (!columns[x]!.includes(passing)) columns[x]!.push(passing);
      pieces.set(`${last} → ${passing}`, [last, passing]);
      last = passing;
    }
    pieces.set(`${last} → ${to}`, [last, to]);
  }
  const rows = Math.max(1, ...columns.map((column) => column.length)), places = new Map<string, Place>();
  columns.forEach((column, x) => {
    const centre = new Map(column.map((name) => {
      const from = [...pieces.values()].filter(([, to]) => to === name).map(([from]) => places.get(from)!.y);
      return [name, from.length === 0 ? 0 : from.reduce((sum, y) => sum + y, 0) / from.length];
    }));
    if (x > 0) column.sort((a, b) => centre.get(a)! - centre.get(b)!);
    column.forEach((name, i) => places.set(name, { name, x, y: (i + 0.5) * rows / column.length - 0.5 }));
  });
  return { places, pieces: [...pieces.values()], rows };
}
