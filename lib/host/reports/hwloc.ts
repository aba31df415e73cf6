/** hwloc's XML, as `lstopo --of xml` writes it: versions 1 and 2. */
// Evaluated when there is something to read.
import defer * as linkedom from "linkedom/worker";
import { InputError } from "../../input/check.ts";
import type { HostCache, HostProcessor } from "../topology.ts";
import type { Report } from "./report.ts";

/** An object of the tree, with those that it is in, the nearest first. */
interface Within {
  readonly object: Element;
  readonly inside: readonly Element[];
}

/**
 * Reads it.
 *
 * @throws {InputError} when it has no processors
 */
export function readHwloc(text: string): Report {
  const document = new linkedom.DOMParser().parseFromString(text, "text/xml") as unknown as Document;
  const objects = [...document.querySelectorAll("object")];
  const units = objects.filter((object) => typeOf(object) === "PU")
    .map((object): Within => ({ object, inside: insideOf(object) }));
  if (units.length === 0) throw new InputError("hwloc: there is no object of type PU; expected lstopo's XML");
  const sharedBy = (object: Element) => units.filter(({ inside }) => inside.includes(object)).map(numberOf);
  const nodeOf = ({ inside }: Within) => inside.map(nodeAt).find((node) => node !== undefined);
  const processors = units.map((unit): HostProcessor => {
    const core = unit.inside.find((object) => typeOf(object) === "Core");
    const socket = unit.inside.find((object) => ["Package", "Socket"].includes(typeOf(object)));
    return {
      number: numberOf(unit),
      siblings: core ? sharedBy(core) : [numberOf(unit)],
      package: socket ? Number(socket.getAttribute("os_index") ?? 0) : 0,
      caches: unit.inside.flatMap((object) => cacheAt(object, sharedBy)),
    };
  });
  const nodes = [...Map.groupBy(units, nodeOf).values()].map((units) => units.map(numberOf));
  const model = document.querySelector('info[name="CPUModel"]')?.getAttribute("value");
  const distances = distancesIn(document, nodes.length);
  return {
    source: "hwloc",
    topology: { model: model ?? "a computer", processors, nodes, memoryBytes: 0, freeBytes: 0 },
    ...distances ? { nodeDistances: distances } : {},
  };
}

const typeOf = (object: Element): string => object.getAttribute("type") ?? "";
const numberOf = ({ object }: Within): number => Number(object.getAttribute("os_index"));

function insideOf(object: Element): Element[] {
  const parent = object.parentElement;
  return parent?.tagName.toLowerCase() === "object" ? [parent, ...insideOf(parent)] : [];
}

/** The NUMA node that an object is (version 1), or that hangs on it (version 2). */
function nodeAt(object: Element): Element | undefined {
  if (typeOf(object) === "NUMANode") return object;
  return [...object.children].find((child) => typeOf(child) === "NUMANode");
}

function cacheAt(object: Element, sharedBy: (object: Element) => number[]): HostCache[] {
  const value = (name: string) => Number(object.getAttribute(name) ?? 0), INSTRUCTIONS = 2;
  const level = value("depth") || Number(/^L(\d)Cache$/.exec(typeOf(object))?.[1] ?? 0);
  if (!/Cache$/.test(typeOf(object)) || value("cache_type") === INSTRUCTIONS || value("cache_size") === 0) {
    return [];
  }
  return [{
    level,
    bytes: value("cache_size"),
    ways: Math.max(0, value("cache_associativity")),
    lineBytes: value("cache_linesize"),
    processors: sharedBy(object),
  }];
}

/** The distances of all NUMA nodes, if there are as many. */
function distancesIn(document: Document, nodes: number): number[][] | undefined {
  const words = (elements: readonly Element[]) =>
    elements.flatMap((element) => (element.textContent ?? "").trim().split(/\s+/).map(Number));
  const two = document.querySelector('distances2[type="NUMANode"]'),
    one = document.querySelector("distances");
  const values = two
    ? words([...two.querySelectorAll("u64values")])
    : [...one?.querySelectorAll("latency") ?? []].map((latency) =>
      Number(latency.getAttribute("value")) * Number(one!.getAttribute("latency_base"))
    );
  if (nodes < 2 || values.length !== nodes ** 2) return undefined;
  return Array.from({ length: nodes }, (_, row) => values.slice(row * nodes, (row + 1) * nodes));
}
