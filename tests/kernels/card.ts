/** A device that does nothing but keep a setting and count what it is fed. */
import type { Core, Hardware, Program } from "corey-lab";

/** A driver of such a device, and what it is set to. */
export function card(name: string): Hardware & { readonly settings: Record<string, number> } {
  const settings: Record<string, number> = { rate: 1, fed: 0 };
  return {
    name,
    settings,
    stat: () => ({ ...settings }),
    configure: (setting, value) => settings[setting] = value,
    *feed(core: Core): Program {
      core.compute(100);
      yield;
      settings.fed!++;
    },
    *poll(core: Core): Program<boolean> {
      core.compute(100_000);
      yield;
      return false;
    },
  };
}
