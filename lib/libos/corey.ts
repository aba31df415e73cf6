/** Ways to run an application on Corey: the kernel, and a library OS on it. */
import * as z from "zod";
import { checkInput } from "../input/check.ts";
import { Corey } from "../kernels/corey/corey.ts";
import { checkCoreyOptions, type CoreyOptions } from "../kernels/corey/parts.ts";
import type { System } from "../kernels/system.ts";
import { treeOf } from "../machine/tree.ts";
import { AddressSpaces } from "./address_space.ts";
import { Descriptors, type Scope, scopes } from "./descriptors.ts";
import { SharesOfSegments } from "./shares_of_segments.ts";

/** Ways to run an application on Corey. */
export const corey = {
  /** A private root range a core; shared memory in ranges that the cores' roots include. */
  addressRanges: (): System<AddressSpaces> => ({
    name: "corey",
    boot: (machine) => {
      const kernel = new Corey(machine);
      return new AddressSpaces(kernel, kernel.bootShare(machine.cores, { ranges: true }));
    },
  }),
  /** Segments of each core's own in a share of its own, in which it alone looks things up. */
  localShares: (): System<SharesOfSegments> => ({
    name: "corey-local",
    boot: (machine) => new SharesOfSegments(new Corey(machine), false),
  }),
  /** Segments of each core's own in one share for all. */
  globalShare: (options: CoreyOptions = {}): System<SharesOfSegments> => {
    checkCoreyOptions(options);
    return {
      name: "corey-global",
      boot: (machine) => new SharesOfSegments(new Corey(machine, options), true),
    };
  },
  /**
   * File descriptors on shares, of one scope unless a call asks for another. The cores that share an L3, on
   * most machines those of a chip, are a group.
   */
  descriptors: (scope: Scope): System<Descriptors> => {
    checkInput(z.enum(scopes), scope, `the scope ${scope}`);
    return {
      name: `corey-${scope}`,
      boot: (machine) => {
        const { l3Groups, cores, coreOf } = treeOf(machine.spec);
        const groups = l3Groups.map((_, group) =>
          machine.cores.filter(({ number }) => cores[coreOf[number]!]!.l3Group === group)
        );
        return new Descriptors(new Corey(machine), groups, scope);
      },
    };
  },
};
