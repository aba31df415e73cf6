/** Corey on four cores, with objects in a share that all of them reach. */
import assert from "node:assert/strict";
import type { Core } from "corey-lab/machine";
import { AddressRange, type Name, Segment } from "corey-lab/corey";
import { bootCorey, objectOf } from "./four_cores.ts";

/** Corey on four cores, and objects in the share that all of them reach. */
export function bootCommon() {
  const system = bootCorey(), { kernel, run, common, cores: [boss] } = system;
  return {
    ...system,
    /** The name by which every core may change a core's root range. */
    rootOf: (core: Core): Name => ({ share: common, object: kernel.rootRange(core).object }),
    newSegment: (core: Core, pages: number): Name => run(core, kernel.segmentAlloc(core, common, { pages })),
    newRange: (core: Core): Name => run(core, kernel.arAlloc(core, common)),
    segmentNamed: (name: Name): Segment => {
      const object = objectOf(kernel, boss, name);
      assert.ok(object instanceof Segment);
      return object;
    },
    rangeNamed: (name: Name): AddressRange => {
      const object = objectOf(kernel, boss, name);
      assert.ok(object instanceof AddressRange);
      return object;
    },
  };
}
