/**
 * Corey as a plain program would keep it: objects refer to each other, and what no running core leads to is
 * gone. Each call says what it is refused for, or what it does once the kernel has given its result.
 */
import type { CopyMode, Id, MappingInfo, Name, ObjectType } from "corey-lab/corey";

/** What all objects have. */
interface PlainObject {
  readonly id: Id;
  /** The core from whose list the record is. */
  readonly memory: number;
  readonly label: string;
}

export interface PlainShare extends PlainObject {
  readonly type: "share";
  readonly owner: number | undefined;
  /** What it holds, and how often. */
  readonly entries: Map<Plain, number>;
}

/** A page in memory. */
type Page = Record<never, never>;

export interface PlainSegment extends PlainObject {
  readonly type: "segment";
  size: number;
  readonly pages: Map<number, Page>;
}

export interface PlainMapping extends Omit<MappingInfo, "type"> {
  readonly target: PlainSegment | PlainRange;
}

export interface PlainRange extends PlainObject {
  readonly type: "address range";
  readonly mappings: PlainMapping[];
}

export interface PlainPcore extends PlainObject {
  readonly type: "pcore";
  readonly core: number;
  readonly devices: PlainDevice[];
}

export interface PlainDevice extends PlainObject {
  readonly type: "device";
  readonly driver: string;
  readonly fed: PlainSegment[];
  uses: PlainSegment | undefined;
}

export type Plain = PlainShare | PlainSegment | PlainRange | PlainPcore | PlainDevice;
type Of<Type extends ObjectType> = Extract<Plain, { type: Type }>;

/** What a core runs with. */
export interface PlainContext {
  readonly share: PlainShare;
  readonly range: PlainRange;
  readonly pcore: PlainPcore;
  readonly kernelCore: boolean;
}

/** Why a call cannot be done. */
export class Refusal {
  constructor(readonly reason: string) {}
}

export function refuse(reason: string): never {
  throw new Refusal(reason);
}

/** What each object refers to, once for every reference. */
function* targetsOf(object: Plain): Generator<Plain> {
  if (object.type === "share") {
    for (const [entry, count] of object.entries) for (let i = 0; i < count; i++) yield entry;
  } else if (object.type === "address range") {
    for (const { target } of object.mappings) yield target;
  } else if (object.type === "pcore") yield* object.devices;
  else if (object.type === "device") {
    yield* object.fed;
    if (object.uses) yield object.uses;
  }
}

export function leadsTo(from: Plain, to: Plain): boolean {
  return from === to || [...targetsOf(from)].some((target) => leadsTo(target, to));
}

const TABLE_PAGES = 512, ADDRESS_SPACE_PAGES = 2 ** 31;

/** All there is. */
export class PlainCorey {
  /** What each core runs with; nothing if it does not run. */
  readonly contexts: (PlainContext | undefined)[];
  /** All objects that ever were. */
  readonly all: Plain[] = [];

  constructor(cores: number, readonly drivers: readonly string[]) {
    this.contexts = Array.from({ length: cores }, () => undefined);
  }

  /** References to all objects that are there. */
  references(): Map<Plain, number> {
    const counts = new Map<Plain, number>();
    const refer = (object: Plain) => {
      const before = counts.get(object) ?? 0;
      counts.set(object, before + 1);
      if (before === 0) { for (const target of targetsOf(object)) refer(target); }
    };
    for (const context of this.contexts) {
      if (context) { for (const object of [context.share, context.range, context.pcore]) refer(object); }
    }
    return counts;
  }

  /** Notes a new object. */
  add<New extends Plain>(object: New): New {
    this.all.push(object);
    return object;
  }

  /** What a core may use. */
  contextOf(core: number): PlainContext {
    return this.contexts[core] ?? refuse("EIDLE");
  }

  /** All shares that a core's root leads to, the root first. */
  sharesOf(core: number): PlainShare[] {
    const found = new Set<PlainShare>([this.contextOf(core).share]);
    for (const share of found) {
      for (const inner of share.entries.keys()) if (inner.type === "share") found.add(inner);
    }
    return [...found];
  }

  open(core: number, id: Id): PlainShare {
    const shares = this.sharesOf(core), found = shares.find((share) => share.id === id);
    if (found) return found;
    const there = shares.some(({ entries }) => [...entries.keys()].some((inner) => inner.id === id));
    return refuse(there ? "ETYPE" : "ENOENT");
  }

  look(core: number, { share: id, object }: Name): Plain {
    const share = this.open(core, id);
    if (share.id === object) return share;
    return [...share.entries.keys()].find((entry) => entry.id === object) ?? refuse("ENOENT");
  }

  find<Type extends ObjectType>(core: number, name: Name, type: Type): Of<Type> {
    const object = this.look(core, name);
    return object.type === type ? object as Of<Type> : refuse("ETYPE");
  }

  /** The share that is to hold a new object. */
  place(core: number, share: Id, memory: number): PlainShare {
    if (!(memory in this.contexts)) refuse("EINVAL");
    return this.open(core, share);
  }

  put(object: Plain, into: PlainShare): void {
    into.entries.set(object, (into.entries.get(object) ?? 0) + 1);
  }

  shareAlloc(core: number, share: Id, memory: number, scope: string): PlainShare {
    const into = this.place(core, share, memory);
    if (scope === "private" && into.owner !== core) refuse("EACCES");
    return into;
  }

  shareAddobj(core: number, share: Id, name: Name): () => void {
    const object = this.look(core, name), into = this.open(core, share);
    if (object.type === "share" && object.owner !== undefined && object.owner !== into.owner) {
      refuse("EACCES");
    }
    if (leadsTo(object, into)) refuse("ELOOP");
    return () => this.put(object, into);
  }

  shareDelobj(core: number, { share: id, object: wanted }: Name): () => void {
    const share = this.open(core, id);
    const object = [...share.entries.keys()].find(({ id }) => id === wanted) ?? refuse("ENOENT");
    return () => {
      const left = share.entries.get(object)! - 1;
      if (left > 0) share.entries.set(object, left);
      else share.entries.delete(object);
    };
  }

  copyInto(copy: PlainSegment, original: PlainSegment, mode: CopyMode): void {
    for (const [index, page] of original.pages) copy.pages.set(index, mode === "copy" ? {} : page);
  }

  setSize(core: number, name: Name, size: number): () => void {
    const segment = this.find(core, name, "segment");
    if (!(Number.isInteger(size) && size >= 1)) refuse("EINVAL");
    return () => {
      segment.size = size;
      for (const index of [...segment.pages.keys()]) if (index >= size) segment.pages.delete(index);
    };
  }

  map(
    core: number,
    range: Name,
    target: Name,
    type: "segment" | "address range",
    part: { start: number; pages: number | undefined; from: number },
  ): () => void {
    const object = this.find(core, target, type), { start, from } = part;
    const pages = part.pages ?? (object as PlainSegment).size - from;
    const into = this.find(core, range, "address range");
    const whole = [start, pages, from].every(Number.isSafeInteger);
    if (!whole || start < 0 || from < 0 || pages < 1 || Math.max(start, from) + pages > ADDRESS_SPACE_PAGES) {
      refuse("EINVAL");
    }
    const overlaps = (other: PlainMapping) =>
      start < other.start + other.pages && other.start < start + pages;
    if (into.mappings.some(overlaps)) refuse("EEXIST");
    if (object.type === "segment") {
      if (from + pages > object.size) refuse("ERANGE");
    } else {
      if ([start, pages, from].some((page) => page % TABLE_PAGES !== 0)) refuse("EALIGN");
      if (leadsTo(object, into)) refuse("ELOOP");
      if (this.isRoot(object)) refuse("EINVAL");
    }
    return () => into.mappings.push({ start, pages, from, name: target, target: object });
  }

  isRoot(range: PlainRange): boolean {
    return this.contexts.some((context) => context?.range === range);
  }

  arClear(core: number, range: Name, start: number): () => void {
    const { mappings } = this.find(core, range, "address range");
    const place = mappings.findIndex((mapping) => mapping.start === start);
    if (place < 0) refuse("ENOENT");
    return () => mappings.splice(place, 1);
  }

  /** A write to a page: what it finds there, and what it does if it may. */
  touch(core: number, page: number): () => void {
    let range = this.contexts[core]?.range ?? refuse("EFAULT"), at = page;
    for (;;) {
      const mapping = range.mappings.find(({ start, pages }) => at >= start && at < start + pages);
      if (!mapping) return refuse("EFAULT");
      at += mapping.from - mapping.start;
      const { target } = mapping;
      if (target.type === "address range") {
        range = target;
        continue;
      }
      if (at >= target.size) refuse("EFAULT");
      return () => {
        const before = target.pages.get(at);
        if (!before || this.users(before) > 1) target.pages.set(at, {});
      };
    }
  }

  /** How many segments have a page. */
  users(page: Page): number {
    return this.segments().filter(({ pages }) => [...pages.values()].includes(page)).length;
  }

  segments(): PlainSegment[] {
    return [...this.references().keys()].filter((object) => object.type === "segment");
  }

  pcoreAlloc(core: number, share: Id, memory: number, wanted: number): PlainShare {
    if (!(wanted in this.contexts)) refuse("EINVAL");
    const taken = [...this.references().keys()].some((one) => one.type === "pcore" && one.core === wanted);
    if (taken) refuse("EBUSY");
    return this.place(core, share, memory);
  }

  pcoreRun(
    core: number,
    name: Name,
    run: { program: boolean; kernelCore: boolean; range: Name; shares: readonly Name[] },
  ) {
    if (run.program === run.kernelCore) refuse("EINVAL");
    const pcore = this.find(core, name, "pcore"), range = this.find(core, run.range, "address range");
    const shares = run.shares.map((name) => {
      const share = this.find(core, name, "share");
      return share.owner === undefined ? share : refuse("EACCES");
    });
    if (this.contexts[pcore.core]?.pcore === pcore || this.isRoot(range)) refuse("EBUSY");
    if (run.kernelCore && pcore.devices.length === 0) refuse("EINVAL");
    for (const other of this.references().keys()) {
      if (other.type === "address range" && [...targetsOf(other)].includes(range)) refuse("EINVAL");
    }
    return { pcore, range, shares };
  }

  deviceAlloc(core: number, share: Id, memory: number, wanted: string): PlainShare {
    if (!this.drivers.includes(wanted)) refuse("ENODEV");
    const taken = [...this.references().keys()].some((one) => one.type === "device" && one.driver === wanted);
    if (taken) refuse("EBUSY");
    return this.place(core, share, memory);
  }
}
