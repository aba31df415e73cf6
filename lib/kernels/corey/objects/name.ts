/** How programs name objects, and which kinds of objects there are. */

/** The ID of an object: 64 bits, never used twice. */
export type Id = number;

/** How programs name an object: a share they can reach, and an ID in it. */
export interface Name {
  /** The share in which the kernel looks. */
  readonly share: Id;
  /** What it looks for. */
  readonly object: Id;
}

/** The kinds of objects. */
export type ObjectType = "share" | "segment" | "address range" | "pcore" | "device";
