/**
 * `lscpu -J`: counts of packages, nodes, cores, threads and caches, all taken to be alike. Of cores of two
 * kinds it tells sums, and not whose is what; such a report is refused.
 */
import * as z from "zod";
import { InputError } from "../../input/check.ts";
import { type Regular, regularTopology, type Report } from "./report.ts";

interface Entry {
  readonly field: string;
  readonly data?: string | null | undefined;
  readonly children?: readonly Entry[] | undefined;
}

const entry: z.ZodType<Entry> = z.object({
  field: z.string(),
  data: z.string().nullable().optional(),
  get children() {
    return z.array(entry).optional();
  },
});
const schema = z.object({ lscpu: z.array(entry) });

/** Whether JSON is of `lscpu -J`. */
export function isLscpu(data: unknown): boolean {
  return schema.safeParse(data).success;
}

/**
 * Reads it.
 *
 * @throws {InputError} when it does not say how many processors there are, or its cores are not alike
 */
export function readLscpu(data: unknown): Report {
  const told = new Map<string, string>(), models = new Set<string>();
  const note = ({ field, data, children = [] }: Entry): void => {
    const name = field.replace(/:$/, "").toLowerCase();
    if (data) told.set(name, data);
    if (data && name === "model name") models.add(data);
    children.forEach(note);
  };
  schema.parse(data).lscpu.forEach(note);
  const number = (...names: readonly string[]): number | undefined => {
    for (const name of names) if (/^\d/.test(told.get(name) ?? "")) return parseFloat(told.get(name)!);
    return undefined;
  };
  const processors = number("cpu(s)"), threads = number("thread(s) per core") ?? 1;
  if (processors === undefined) {
    throw new InputError("lscpu: there is no CPU(s); expected what lscpu -J prints");
  }
  const cores = Math.max(1, Math.floor(processors / threads)), packages = number("socket(s)") ?? 1;
  const caches = (["l1d", "l2", "l3"] as const).flatMap((name, i) =>
    cache(i + 1, told, name, { cores, packages })
  );
  const counted = (number("core(s) per socket") ?? cores / packages) * packages;
  if (
    models.size > 1 || counted !== cores && caches.some(({ level, count }) => level === 1 && count !== cores)
  ) {
    throw new InputError(
      `lscpu: its cores are not alike (${
        models.size > 1 ? [...models].join(", ") : `${processors} threads on ${counted} cores`
      }), and it does not tell them apart; lstopo --of xml and likwid-topology do`,
    );
  }
  const megahertz = number("cpu max mhz", "cpu mhz");
  return {
    source: "lscpu",
    topology: regularTopology({
      model: told.get("model name") ?? told.get("architecture") ?? "a computer",
      packages,
      nodes: number("numa node(s)") ?? packages,
      cores,
      threads,
      caches,
    }),
    ...megahertz === undefined ? {} : { clockHertz: megahertz * 1e6 },
  };
}

/** `1 MiB (4 instances)`, all of them together; or, as of old, `256K`, one of them. */
function cache(
  level: number,
  told: ReadonlyMap<string, string>,
  name: string,
  { cores, packages }: { readonly cores: number; readonly packages: number },
): Regular["caches"][number][] {
  const text = told.get(name) ?? told.get(`${name} cache`) ?? "";
  const [, size, unit = "", , instances] =
    /^([\d.]+)\s*([KMG]?)(i?B)?(?:\s*\((\d+) instances?\))?/.exec(text) ?? [];
  if (size === undefined) return [];
  const bytes = Number(size) * 1024 ** " KMG".indexOf(unit || " ");
  const count = instances === undefined ? (level < 3 ? cores : packages) : Number(instances);
  return [{ level, bytes: instances === undefined ? bytes : Math.round(bytes / count), count }];
}
