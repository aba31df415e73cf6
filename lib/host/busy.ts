/** Whether the computer has other things to do, which spoil measurements. */

/** A warning in one sentence, or nothing. */
export function busyWarning(root = "/"): string | undefined {
  const read = (path: string): string => {
    try {
      return Deno.readTextFileSync(root + path);
    } catch {
      return "";
    }
  };
  const load = Number(read("proc/loadavg").split(" ")[0]);
  if (load >= 0.5) return `the computer is busy (load ${load}): what is measured now will spread`;
  const [, user, nice, system, idle, wait, irq, soft, steal] = read("proc/stat").split("\n")[0]!.split(/\s+/)
    .map(Number);
  const all = user! + nice! + system! + idle! + wait! + irq! + soft! + steal!;
  return steal! / all > 0.01
    ? `${
      Math.round(100 * steal! / all)
    } % of the computer's time went to other virtual machines since it started`
    : undefined;
}
