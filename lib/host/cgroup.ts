/** What a control group allows, such as a container's: Linux's version 2 of them, and version 1. */
import { dirname } from "node:path/posix";

/**
 * How many processors' time this process may take; infinite without a quota.
 *
 * @param root where `sys` and `proc` are, with a slash at the end
 */
export function allowedProcessors(root = "/"): number {
  const quotas = read(root, "cpu", ["cpu.max"], ["cpu.cfs_quota_us", "cpu.cfs_period_us"]).map((texts) => {
    const [quota, period] = texts.join(" ").split(/\s+/).map(Number);
    return quota! > 0 && period! > 0 ? quota! / period! : Infinity;
  });
  return Math.min(Infinity, ...quotas);
}

/** Bytes that this process may still take; infinite without a limit. */
export function leftBytes(root = "/"): number {
  const left = read(root, "memory", ["memory.max", "memory.current"], [
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
  ])
    .map(([limit, used]) => limit === "max" ? Infinity : Number(limit) - Number(used));
  return Math.max(0, Math.min(Infinity, ...left));
}

/** The texts of files of a controller, of each group that this process is in, its own first. */
function read(
  root: string,
  controller: string,
  files2: readonly string[],
  files1: readonly string[],
): string[][] {
  const text = (path: string): string | undefined => {
    try {
      return Deno.readTextFileSync(root + path).trim();
    } catch {
      return undefined;
    }
  };
  const groups = (text("proc/self/cgroup") ?? "").split("\n").map((line) => line.split(":"));
  return groups.flatMap(([, controllers = "", path = "/"]) => {
    const isVersion2 = controllers === "";
    if (!isVersion2 && !controllers.split(",").includes(controller)) return [];
    const folder = `sys/fs/cgroup${isVersion2 ? "" : `/${controllers}`}`;
    return andAround(path).map((group) =>
      (isVersion2 ? files2 : files1).map((file) => text(`${folder}${group}/${file}`))
    ).filter((texts) => texts.every((text) => text !== undefined));
  });
}

/** `/a/b`, `/a` and the root, which is an empty word. */
function andAround(path: string): string[] {
  return path === "/" || path === "." ? [""] : [path, ...andAround(dirname(path))];
}
