/**
 * Calls of Corey on several cores at once: nobody waits for ever, references are counted right, and nothing
 * is left at the end.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Program } from "corey-lab/sim";
import type { Core } from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import {
  AddressRange,
  type CopyMode,
  Corey,
  type Id,
  type KernelObject,
  type Name,
  type ObjectType,
  Pcore,
  Segment,
  Share,
} from "corey-lab/corey";
import { touchPage } from "../../lib/kernels/virtual_memory.ts";
import { card } from "./card.ts";
import { fourCores } from "./four_cores.ts";
import { slow } from "../slow.ts";

const VERBS = {
  shareAlloc: 2,
  shareAddobj: 4,
  shareDelobj: 5,
  selfDrop: 1,
  objGetName: 1,
  segmentAlloc: 2,
  segmentCopy: 2,
  segmentSetNbytes: 2,
  arAlloc: 2,
  arSetSeg: 4,
  arSetAr: 3,
  arClear: 3,
  arGet: 1,
  touch: 8,
  pcoreAlloc: 2,
  pcoreRun: 5,
  pcoreSetInterval: 1,
  pcoreHalt: 2,
  deviceAlloc: 2,
  deviceBuf: 1,
  deviceConf: 1,
  pcoreAddDevice: 1,
};
type Verb = keyof typeof VERBS;

const act = fc.record({
  verb: fc.constantFrom(
    ...(Object.keys(VERBS) as Verb[]).flatMap((verb) => Array.from({ length: VERBS[verb] }, () => verb)),
  ),
  /** Which objects, counted from the youngest. */
  picks: fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
  number: fc.nat(3),
  mode: fc.constantFrom<CopyMode>("copy", "copy-on-write", "copy-on-reference"),
  scope: fc.constantFrom("private" as const, "shared" as const, "shared" as const),
  compute: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(20_000)),
});
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** What each core does, and what the programs do that are started one after the other. */
const scenario = fc.record({
  work: fc.array(fc.array(act, { maxLength: 40, size: "max" }), { minLength: 3, maxLength: 3, size: "max" }),
  children: fc.array(fc.array(act, { maxLength: 15, size: "max" }), { minLength: 1, maxLength: 3 }),
});

/** Three cores at work in a share that all reach; the fourth is for the core that allocates it. */
class Bustle {
  readonly #machine;
  readonly #run;
  readonly #cores: readonly Core[];
  readonly #kernel: Corey;
  /** Names that somebody was given, by what they mean; any core tries any of them. */
  readonly #known: Record<ObjectType, Name[]>;
  #started = 0;

  constructor(readonly children: readonly (readonly Act[])[]) {
    const { machine, cores, run } = fourCores();
    this.#machine = machine;
    this.#cores = cores;
    this.#run = run;
    this.#kernel = new Corey(machine, {
      running: cores.slice(0, 3),
      drivers: [card(machine, "card 0"), card(machine, "card 1")],
    });
    const kernel = this.#kernel, common = kernel.bootShare(cores.slice(0, 3), { ranges: true });
    const inCommon = (object: Id) => ({ share: common, object });
    this.#known = {
      share: [inCommon(common)],
      segment: [],
      "address range": cores.slice(0, 3).map((core) => inCommon(kernel.rootRange(core).object)),
      pcore: [],
      device: [],
    };
  }

  /** All cores do their work at once. */
  work(work: readonly (readonly Act[])[]): void {
    for (const [i, acts] of work.entries()) {
      const core = this.#cores[i]!;
      core.start(this.#program(core, acts));
    }
    this.#machine.run();
  }

  *#program(core: Core, acts: readonly Act[]): Program {
    for (const act of acts) {
      core.compute(act.compute);
      yield;
      try {
        yield* this.#act(core, act);
      } catch (error) {
        // Much cannot be done, for all kinds of reasons; but each is said.
        if (!(error instanceof KernelError)) throw error;
      }
    }
  }

  #pick(type: ObjectType, choice: number): Name {
    const names = this.#known[type];
    return names.at(-1 - choice % Math.max(1, names.length)) ?? { share: 0, object: 0 };
  }

  #share(core: Core, choice: number): Id {
    return choice === 0 ? this.#kernel.rootShare(core) : this.#pick("share", choice - 1).object;
  }

  *#act(core: Core, { verb, picks: [one, two, three], number, mode, scope }: Act): Program {
    const kernel = this.#kernel, share = this.#share(core, one!), memory = number, known = this.#known;
    const mine = one! % 2 === 0, segment = this.#pick("segment", two!);
    const range = mine ? kernel.rootRange(core) : this.#pick("address range", one! >> 1);
    const anything = this.#pick((Object.keys(known) as ObjectType[])[two! % 5]!, three!);
    switch (verb) {
      case "shareAlloc":
        return void known.share.push(yield* kernel.shareAlloc(core, share, { memory, scope }));
      case "shareAddobj": {
        const type = (Object.keys(known) as ObjectType[])[two! % 5]!;
        return void known[type].push(yield* kernel.shareAddobj(core, share, anything));
      }
      case "shareDelobj":
        return yield* kernel.shareDelobj(core, anything);
      case "selfDrop":
        return yield* kernel.selfDrop(core, this.#pick("share", one!).object);
      case "objGetName":
        return void (yield* kernel.objGetName(core, anything));
      case "segmentAlloc":
        return void known.segment.push(yield* kernel.segmentAlloc(core, share, { memory, pages: 4 }));
      case "segmentCopy":
        return void known.segment.push(yield* kernel.segmentCopy(core, share, segment, { memory, mode }));
      case "segmentSetNbytes":
        return yield* kernel.segmentSetNbytes(core, segment, 4096 * (1 + number));
      case "arAlloc":
        return void known["address range"].push(yield* kernel.arAlloc(core, share, { memory }));
      case "arSetSeg":
        return yield* kernel.arSetSeg(core, range, 4 * number, segment);
      case "arSetAr":
        return yield* kernel.arSetAr(core, range, 512 * (1 + number % 2), this.#pick("address range", two!), {
          pages: 512,
        });
      case "arClear":
        return yield* kernel.arClear(core, range, number < 2 ? 4 * number : 512 * (number - 1));
      case "arGet":
        return void (yield* kernel.arGet(core, range));
      case "touch":
        return void (yield* touchPage(kernel, core, 512 * (one! % 3) + 4 * number + two! % 4, "write"));
      case "pcoreAlloc":
        return void known.pcore.push(yield* kernel.pcoreAlloc(core, share, { memory, core: 3 }));
      case "pcoreRun": {
        const program = (child: Core) => this.#program(child, this.children[this.#started++] ?? []);
        const shares = number === 0 ? [] : [this.#pick("share", three!)];
        const range = this.#pick("address range", one!);
        return yield* kernel.pcoreRun(core, this.#pick("pcore", two!), { program, range, shares });
      }
      case "pcoreSetInterval":
        return yield* kernel.pcoreSetInterval(
          core,
          this.#pick("pcore", two!),
          [0, 1000, 20_000, 50_000][number]!,
        );
      case "pcoreHalt":
        return yield* kernel.pcoreHalt(core, this.#pick("pcore", two!));
      case "deviceAlloc":
        return void known.device.push(
          yield* kernel.deviceAlloc(core, share, { memory, name: `card ${number % 2}` }),
        );
      case "deviceBuf":
        return yield* kernel.deviceBuf(core, this.#pick("device", one!), segment, number, "receive");
      case "deviceConf":
        return yield* kernel.deviceConf(core, this.#pick("device", one!), "memory", { segment });
      case "pcoreAddDevice":
        return yield* kernel.pcoreAddDevice(core, this.#pick("pcore", one!), this.#pick("device", two!));
    }
  }

  /**
   * Nobody is in the kernel or holds a lock; and what cores lead to refers to each other as often as is
   * counted.
   */
  check(): void {
    const kernel = this.#kernel, counts = new Map<KernelObject, number>();
    assert.deepEqual(this.#machine.memory.heldLocks.list(), []);
    const refer = (object: KernelObject) => {
      const before = counts.get(object) ?? 0;
      counts.set(object, before + 1);
      if (before === 0) { for (const target of targetsOf(object)) refer(target); }
    };
    for (const core of this.#running()) {
      assert.equal(kernel.isInside(core), false);
      const { share, range } = kernel.contextOf(core);
      assert.equal(range.rootOf?.core, core);
      assert.equal(range.parents.size, 0, "a root range is in no other");
      for (const object of [share, range, ...share.table.objects.filter((one) => isPcoreOf(one, core))]) {
        refer(object);
      }
      for (const page of [...core.mmu.tlb.pages()]) assert.ok(core.mmu.translate(page, "read") >= 0);
    }
    for (const [object, count] of counts) {
      // A device does not tell what it is fed and set to.
      const exact = object.type !== "segment";
      assert.ok(exact ? object.references === count : object.references >= count, `references to ${object}`);
      if (object instanceof Segment) {
        const beyond = [0, 1, 2, 3].map((index) => object.frameAt(object.pages + index));
        assert.ok(beyond.every((frame) => frame === undefined), `${object} has pages beyond its end`);
      }
      if (!(object instanceof Share) || !object.owner) continue;
      for (const holder of counts.keys()) {
        if (!(holder instanceof Share) || holder.table.referencesTo(object.id) === 0) continue;
        assert.equal(holder.owner, object.owner, "a private share is where its core alone reaches it");
      }
    }
  }

  /** All cores halt: then everything is where it was taken from. */
  finish(): void {
    const kernel = this.#kernel;
    for (const core of this.#running()) {
      this.#run(core, kernel.pcoreCurrent(core));
      core.start((function* () {
        yield* kernel.pcoreHalt(core, yield* kernel.pcoreCurrent(core));
        assert.fail("who has halted itself does nothing any more");
      })());
      this.#machine.run();
      this.check();
    }
    assert.deepEqual(kernel.records.inUse(), [0, 0, 0, 0]);
    assert.deepEqual([kernel.lists.inUse, kernel.tables.inUse], [0, 0]);
  }

  #running(): Core[] {
    return this.#cores.filter((core) => core.mmu.root !== undefined);
  }
}

function isPcoreOf(object: KernelObject, core: Core): boolean {
  return object instanceof Pcore && object.core === core;
}

function targetsOf(object: KernelObject): readonly KernelObject[] {
  if (object instanceof Share) {
    const { table } = object;
    return table.objects.flatMap((inner) =>
      Array.from({ length: table.referencesTo(inner.id) }, () => inner)
    );
  }
  if (object instanceof AddressRange) return object.mappings.map(({ target }) => target);
  return object instanceof Pcore ? object.devices : [];
}

slow(
  "Corey's calls by several cores at once never lock each other out, count references right, and leave nothing behind",
  () => {
    fc.assert(
      fc.property(scenario, ({ work, children }) => {
        const bustle = new Bustle(children);
        bustle.work(work);
        bustle.check();
        bustle.finish();
      }),
      { numRuns: 200 },
    );
  },
);
