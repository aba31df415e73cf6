/** A device that does nothing but keep its settings, a rate and a segment, and count what it is fed. */
import type { Program } from "corey-lab/sim";
import { type Core, int32, type Machine, struct } from "corey-lab/machine";
import type { Driver } from "corey-lab/corey";

const cardStruct = struct("card", { fed: int32 });

/** A driver of such a device, and what it is set to. */
export function card(
  machine: Machine,
  name: string,
): Driver & { readonly settings: Record<string, number> } {
  const settings: Record<string, number> = { rate: 1, memory: 0 }, { fed } = machine.memory.place(cardStruct);
  let count = 0, seen = 0;
  return {
    name,
    settings,
    stat: () => ({ ...settings }),
    configure: (setting, { value, segment, card }) => {
      const to = setting === "rate" ? value : setting === "memory" ? segment?.id : undefined;
      if (to === undefined || card) return false;
      settings[setting] = to;
      return true;
    },
    forget: () => settings.memory = 0,
    *feed(core: Core): Program {
      yield;
      core.publish(fed, ++count);
    },
    *poll(core: Core): Program<boolean> {
      yield;
      const before = seen;
      seen = core.load(fed);
      return seen !== before;
    },
    watched: () => [fed],
  };
}
