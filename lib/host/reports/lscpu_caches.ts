/** `lscpu -C -J`: what `lscpu -J` leaves out of caches, their ways and how long their lines are. */
import * as z from "zod";
import type { HostTopology } from "../topology.ts";
import type { LevelShape, Report } from "./report.ts";

const schema = z.object({
  caches: z.array(z.object({
    level: z.number(),
    type: z.string(),
    ways: z.number().nullable().optional(),
    "coherency-size": z.number().nullable().optional(),
  })),
});

/** Whether JSON is of `lscpu -C -J`. */
export function isLscpuCaches(data: unknown): boolean {
  return schema.safeParse(data).success;
}

/** Reads it. */
export function readLscpuCaches(data: unknown): Report {
  const { caches } = schema.parse(data);
  return {
    source: "lscpu",
    caches: caches.filter(({ type }) => type !== "Instruction").map((cache) => ({
      level: cache.level,
      ways: cache.ways ?? 0,
      lineBytes: cache["coherency-size"] ?? 0,
    })),
  };
}

/** A topology whose caches have these shapes, where it does not say itself. */
export function withShapes(topology: HostTopology, shapes: readonly LevelShape[]): HostTopology {
  const processors = topology.processors.map((processor) => ({
    ...processor,
    caches: processor.caches.map((cache) => {
      const shape = shapes.find(({ level }) => level === cache.level);
      const { ways, lineBytes } = cache;
      return { ...cache, ways: ways || (shape?.ways ?? 0), lineBytes: lineBytes || (shape?.lineBytes ?? 0) };
    }),
  }));
  return { ...topology, processors };
}
