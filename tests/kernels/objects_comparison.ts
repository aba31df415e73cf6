/**
 * Corey and beside it a plain model that does the same calls: results, errors, counts, and who reaches what
 * must agree.
 */
import assert from "node:assert/strict";
import type { Program } from "corey-lab/sim";
import type { Core } from "corey-lab/machine";
import { KernelError } from "corey-lab/kernels";
import {
  AddressRange,
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
import type { Step } from "./any_calls.ts";
import { card } from "./card.ts";
import { fourCores } from "./four_cores.ts";
import {
  type Plain,
  PlainCorey,
  type PlainPcore,
  type PlainRange,
  type PlainShare,
  Refusal,
} from "./plain_corey.ts";

/** IDs that no object has. */
const WILD = [0, -1, NaN, 2 ** 53, 0.5, Infinity, -1024, 2 ** 31];

/** What the first steps are. */
const FIRST: Omit<Step, "verb"> = {
  core: 0,
  sensible: true,
  picks: [1, 2, 0, 0],
  memory: 0,
  scope: "shared",
  pages: 4,
  start: 0,
  from: 0,
  mode: "copy",
  hertz: 0,
  kind: 1,
};

/** Each call with each outcome that has been seen. */
export const seen = new Set<string>();

/** The kernel, and beside it the plain model; does calls one after the other and compares. */
export class Comparison {
  readonly #cards;
  readonly #machine;
  readonly #cores: readonly Core[];
  readonly #kernel: Corey;
  readonly #model = new PlainCorey(4, ["card 0", "card 1"]);
  readonly #real = new Map<Plain, KernelObject>();
  /** What a core that was started by another is to do next; there is a place for each of those cores. */
  readonly #inboxes = new Map<Core, (() => Program) | undefined>();
  #labels = 0;

  constructor() {
    const { machine, cores } = fourCores();
    this.#machine = machine;
    this.#cores = cores;
    this.#cards = ["card 0", "card 1"].map((name) => card(machine, name));
    this.#kernel = new Corey(machine, { running: cores.slice(0, 2), drivers: this.#cards });
    const common = this.#kernel.bootShare(cores.slice(0, 2));
    const share: PlainShare = this.#model.add({
      type: "share",
      id: common,
      memory: 0,
      label: "",
      owner: undefined,
      entries: new Map(),
    });
    for (const core of [0, 1]) {
      this.#enter(core, [], undefined, undefined, false);
      this.#model.put(share, this.#model.contexts[core]!.share);
    }
    this.#real.set(share, this.#found(this.#model.contexts[0]!.share, common));
    this.check();
    // Something to begin with, in the share that both reach.
    for (const verb of ["segmentAlloc", "arAlloc", "arAlloc", "deviceAlloc", "pcoreAlloc"] as const) {
      this.step({ ...FIRST, verb });
    }
  }

  step(step: Step): void {
    // A core that runs nothing can do nothing, which takes few tries.
    const number = this.#model.contexts[step.core] || step.kind === 0 ? step.core : 0,
      core = this.#cores[number]!;
    if (this.#model.contexts[number]?.kernelCore) return;
    this[step.verb](core, step);
    this.check();
  }

  shareAlloc(core: Core, step: Step): void {
    const share = this.#share(core, step, 0), { memory, scope } = step, label = this.#label();
    this.#compare(core, "share_alloc", () => {
      const into = this.#model.shareAlloc(core.number, share, memory, scope);
      return (name: Name) => {
        const owner = scope === "private" ? core.number : undefined;
        this.#made(into, name, {
          type: "share",
          id: name.object,
          memory,
          label,
          owner,
          entries: new Map(),
        });
      };
    }, () => this.#kernel.shareAlloc(core, share, { memory, scope, label }));
  }

  shareAddobj(core: Core, step: Step): void {
    const type = step.kind % 3 === 0 ? "share" as const : undefined;
    // A root share can be named as well, by its own ID.
    const root = this.#model.contexts[core.number]?.share.id;
    const name = root !== undefined && step.kind % 5 === 0
      ? { share: root, object: root }
      : this.#name(core, step, 0, type);
    const share = this.#share(core, step, 1);
    this.#compare(
      core,
      "share_addobj",
      () => {
        const add = this.#model.shareAddobj(core.number, share, name);
        return (result: Name) => {
          assert.deepEqual(result, { share, object: name.object });
          add();
        };
      },
      () => this.#kernel.shareAddobj(core, share, name),
    );
  }

  shareDelobj(core: Core, step: Step): void {
    const name = this.#name(core, step, 0);
    this.#compare(
      core,
      "share_delobj",
      () => this.#model.shareDelobj(core.number, name),
      () => this.#kernel.shareDelobj(core, name),
    );
  }

  selfDrop(core: Core, step: Step): void {
    const share = this.#share(core, step, 0);
    this.#compare(core, "self_drop", () => {
      const root = this.#model.contextOf(core.number).share.id;
      return this.#model.shareDelobj(core.number, { share: root, object: share });
    }, () => this.#kernel.selfDrop(core, share));
  }

  objGetName(core: Core, step: Step): void {
    const name = this.#name(core, step, 0);
    this.#compare(core, "obj_get_name", () => {
      const { label } = this.#model.look(core.number, name);
      return (result: string) => assert.equal(result, label);
    }, () => this.#kernel.objGetName(core, name));
  }

  segmentAlloc(core: Core, step: Step): void {
    const share = this.#share(core, step, 0), { memory, pages } = step, label = this.#label();
    this.#compare(core, "segment_alloc", () => {
      if (!(pages >= 1)) throw new Refusal("EINVAL");
      const into = this.#model.place(core.number, share, memory);
      return (name: Name) =>
        this.#made(into, name, {
          type: "segment",
          id: name.object,
          memory,
          label,
          size: pages,
          pages: new Map(),
        });
    }, () => this.#kernel.segmentAlloc(core, share, { memory, pages, label }));
  }

  segmentCopy(core: Core, step: Step): void {
    const original = this.#name(core, step, 0, "segment"), share = this.#share(core, step, 1);
    const { memory, mode } = step, label = this.#label();
    this.#compare(core, "segment_copy", () => {
      const from = this.#model.find(core.number, original, "segment");
      const into = this.#model.place(core.number, share, memory);
      return (name: Name) => {
        const copy = {
          type: "segment",
          id: name.object,
          memory,
          label,
          size: from.size,
          pages: new Map(),
        } as const;
        this.#model.copyInto(copy, from, mode);
        this.#made(into, name, copy);
      };
    }, () => this.#kernel.segmentCopy(core, share, original, { memory, mode, label }));
  }

  segmentGetNbytes(core: Core, step: Step): void {
    const name = this.#name(core, step, 0, "segment");
    this.#compare(core, "segment_get_nbytes", () => {
      const { size } = this.#model.find(core.number, name, "segment");
      return (result: number) => assert.equal(result, 4096 * size);
    }, () => this.#kernel.segmentGetNbytes(core, name));
  }

  segmentSetNbytes(core: Core, step: Step): void {
    const name = this.#name(core, step, 0, "segment"), pages = step.pages;
    this.#compare(
      core,
      "segment_set_nbytes",
      () => this.#model.setSize(core.number, name, pages),
      () => this.#kernel.segmentSetNbytes(core, name, 4096 * pages),
    );
  }

  arAlloc(core: Core, step: Step): void {
    const share = this.#share(core, step, 0), { memory } = step, label = this.#label();
    this.#compare(core, "ar_alloc", () => {
      const into = this.#model.place(core.number, share, memory);
      return (name: Name) =>
        this.#made(into, name, { type: "address range", id: name.object, memory, label, mappings: [] });
    }, () => this.#kernel.arAlloc(core, share, { memory, label }));
  }

  arSetSeg(core: Core, step: Step): void {
    const range = this.#name(core, step, 0, "address range"), segment = this.#name(core, step, 1, "segment");
    const { start } = step, from = step.kind % 4 === 0 ? step.from : 0;
    const pages = step.sensible && step.kind > 5 ? undefined : step.pages;
    this.#compare(
      core,
      "ar_set_seg",
      () => this.#model.map(core.number, range, segment, "segment", { start, pages, from }),
      () =>
        this.#kernel.arSetSeg(core, range, start, segment, pages === undefined ? { from } : { pages, from }),
    );
  }

  arSetAr(core: Core, step: Step): void {
    const range = this.#name(core, step, 0, "address range");
    const child = this.#name(core, step, 1, "address range"), { sensible, kind } = step;
    const aligned = sensible && kind > 5;
    const start = aligned ? 512 * (kind % 3) : step.start, from = aligned ? 0 : step.from;
    const pages = aligned ? 512 : step.pages;
    this.#compare(
      core,
      "ar_set_ar",
      () => this.#model.map(core.number, range, child, "address range", { start, pages, from }),
      () => this.#kernel.arSetAr(core, range, start, child, { pages, from }),
    );
  }

  arClear(core: Core, step: Step): void {
    const range = this.#name(core, step, 0, "address range");
    const plain = this.#model.all.find(({ id }) => id === range.object);
    const mapped = plain?.type === "address range" && step.kind % 3 === 0 ? plain.mappings[0] : undefined;
    const start = mapped ? mapped.start : step.start;
    this.#compare(
      core,
      "ar_clear",
      () => this.#model.arClear(core.number, range, start),
      () => this.#kernel.arClear(core, range, start),
    );
  }

  arGet(core: Core, step: Step): void {
    const range = this.#name(core, step, 0, "address range");
    this.#compare(core, "ar_get", () => {
      const { mappings } = this.#model.find(core.number, range, "address range");
      const expected = mappings.map(({ target, ...rest }) => ({ ...rest, type: target.type }));
      return (result: unknown) => assert.deepEqual(result, expected);
    }, () => this.#kernel.arGet(core, range));
  }

  touch(core: Core, step: Step): void {
    const mappings = this.#model.contexts[core.number]?.range.mappings ?? [];
    const { start } = mappings.length > 0 && step.sensible ? pick(mappings, step.kind) : step;
    const page = Math.max(0, Math.floor(start)) + step.picks[0]! % 3;
    this.#compare(
      core,
      "page fault",
      () => this.#model.touch(core.number, page),
      () => touchPage(this.#kernel, core, page, "write"),
    );
  }

  pcoreAlloc(core: Core, step: Step): void {
    const share = this.#share(core, step, 0), { memory } = step, label = this.#label();
    const wanted = step.sensible || step.kind > 6 ? step.picks[1]! % 4 : [4, -1, NaN][step.kind % 3]!;
    this.#compare(core, "pcore_alloc", () => {
      const into = this.#model.pcoreAlloc(core.number, share, memory, wanted);
      return (name: Name) =>
        this.#made(into, name, { type: "pcore", id: name.object, memory, label, core: wanted, devices: [] });
    }, () => this.#kernel.pcoreAlloc(core, share, { memory, label, core: wanted }));
  }

  pcoreCurrent(core: Core): void {
    this.#compare(core, "pcore_current", () => {
      const { share, pcore } = this.#model.contextOf(core.number);
      return (result: Name) => assert.deepEqual(result, { share: share.id, object: pcore.id });
    }, () => this.#kernel.pcoreCurrent(core));
  }

  pcoreRun(core: Core, step: Step): void {
    const pcore = this.#name(core, step, 0, "pcore"), range = this.#name(core, step, 1, "address range");
    const shares = Array.from({ length: step.kind % 3 }, (_, i) => this.#name(core, step, 2 + i, "share"));
    // A kernel core makes no calls, so there are few.
    const kernelCore = step.picks[3]! % 5 === 0, isProgram = step.sensible ? !kernelCore : step.kind % 4 > 0;
    const program = isProgram ? { program: (child: Core) => this.#serve(child) } : {};
    this.#compare(
      core,
      "pcore_run",
      () => {
        const found = this.#model.pcoreRun(core.number, pcore, {
          program: isProgram,
          kernelCore,
          range,
          shares,
        });
        return () => {
          const child = found.pcore.core;
          this.#enter(child, found.shares, found.range, found.pcore, kernelCore);
          if (isProgram) this.#inboxes.set(this.#cores[child]!, undefined);
        };
      },
      () => this.#kernel.pcoreRun(core, pcore, { ...program, kernelCore, range, shares }),
    );
  }

  pcoreAddDevice(core: Core, step: Step): void {
    const pcore = this.#name(core, step, 0, "pcore"), device = this.#name(core, step, 1, "device");
    this.#compare(core, "pcore_add_device", () => {
      const into = this.#model.find(core.number, pcore, "pcore");
      const added = this.#model.find(core.number, device, "device");
      if (this.#model.contexts[into.core]?.pcore === into) throw new Refusal("EBUSY");
      return () => into.devices.push(added);
    }, () => this.#kernel.pcoreAddDevice(core, pcore, device));
  }

  pcoreSetInterval(core: Core, step: Step): void {
    const pcore = this.#name(core, step, 0, "pcore"), { hertz } = step;
    this.#compare(core, "pcore_set_interval", () => {
      this.#model.find(core.number, pcore, "pcore");
      if (![0, 100, 5000].includes(hertz)) throw new Refusal("EINVAL");
      return () => {};
    }, () => this.#kernel.pcoreSetInterval(core, pcore, hertz));
  }

  pcoreHalt(core: Core, step: Step): void {
    const name = this.#name(core, step, 0, "pcore");
    // Core 0 stays, so that one core always runs; core 1 mostly does.
    const { contexts } = this.#model;
    if (name.object === contexts[0]!.pcore.id) return;
    if (name.object === contexts[1]?.pcore.id && step.kind > 2) return;
    this.#halt(core, name);
  }

  deviceAlloc(core: Core, step: Step): void {
    const share = this.#share(core, step, 0), { memory } = step, label = this.#label();
    const device = `card ${step.kind % (step.sensible ? 2 : 3)}`;
    this.#compare(core, "device_alloc", () => {
      const into = this.#model.deviceAlloc(core.number, share, memory, device);
      return (name: Name) =>
        this.#made(into, name, {
          type: "device",
          id: name.object,
          memory,
          label,
          driver: device,
          fed: [],
          uses: undefined,
        });
    }, () => this.#kernel.deviceAlloc(core, share, { memory, label, name: device }));
  }

  deviceList(core: Core): void {
    this.#compare(
      core,
      "device_list",
      () => (result: unknown) => assert.deepEqual(result, this.#model.drivers),
      () => this.#kernel.deviceList(core),
    );
  }

  deviceStat(core: Core, step: Step): void {
    const device = this.#name(core, step, 0, "device");
    this.#compare(core, "device_stat", () => {
      const { driver } = this.#model.find(core.number, device, "device");
      return (result: unknown) => assert.deepEqual(result, this.#cards[Number(driver.at(-1))]!.settings);
    }, () => this.#kernel.deviceStat(core, device));
  }

  deviceConf(core: Core, step: Step): void {
    const device = this.#name(core, step, 0, "device");
    const setting = ["rate", "memory", "colour", "toString"][step.kind % 4]!, value = step.hertz;
    const segment = this.#name(core, step, 1, "segment"), isMemory = setting === "memory";
    this.#compare(core, "device_conf", () => {
      const to = this.#model.find(core.number, device, "device");
      const memory = isMemory ? this.#model.find(core.number, segment, "segment") : undefined;
      if (!isMemory && (setting !== "rate" || Number.isNaN(value))) throw new Refusal("EINVAL");
      return () => {
        if (memory) to.uses = memory;
        assert.equal(this.#cards[Number(to.driver.at(-1))]!.settings[setting], memory?.id ?? value);
      };
    }, () => this.#kernel.deviceConf(core, device, setting, isMemory ? { segment } : { value }));
  }

  deviceBuf(core: Core, step: Step): void {
    const device = this.#name(core, step, 0, "device"), segment = this.#name(core, step, 1, "segment");
    const page = step.sensible && step.kind > 5 ? 0 : step.start;
    this.#compare(core, "device_buf", () => {
      const to = this.#model.find(core.number, device, "device");
      const fed = this.#model.find(core.number, segment, "segment");
      if (!Number.isInteger(page) || page < 0 || page >= fed.size) throw new Refusal("ERANGE");
      return () => to.fed.push(fed);
    }, () => this.#kernel.deviceBuf(core, device, segment, page, "receive"));
  }

  localityGet(core: Core): void {
    this.#compare(
      core,
      "locality_get",
      () => (result: { chipOf: readonly number[] }) => assert.deepEqual(result.chipOf, [0, 0, 1, 1]),
      () => this.#kernel.localityGet(core),
    );
  }

  /** Compares all there is. */
  check(): void {
    const kernel = this.#kernel, { memory } = this.#machine, inUse = [0, 0, 0, 0];
    const references = this.#model.references();
    for (const plain of this.#model.all) {
      const real = this.#real.get(plain)!, count = references.get(plain) ?? 0;
      assert.equal(real.references, count, `references to ${real}`);
      if (count === 0) continue;
      assert.equal(memory.words[real.record.references >>> 2], count, `${real} in memory`);
      assert.deepEqual([real.type, real.id, real.label], [plain.type, plain.id, plain.label]);
      inUse[plain.memory]! += plain.type === "share" ? 2 : 1;
      if (real instanceof Share) {
        assert.ok(plain.type === "share");
        const entries = [...plain.entries].map(([{ id }, times]) => [id, times]);
        const found = real.table.objects.map(({ id }) => [id, real.table.referencesTo(id)]);
        assert.deepEqual(new Map(found as [Id, number][]), new Map(entries as [Id, number][]));
      } else if (real instanceof AddressRange) {
        assert.ok(plain.type === "address range");
        assert.equal(real.mappings.length, plain.mappings.length);
        assert.equal(real.rootOf?.core.number, this.#rootOf(plain));
      } else if (real instanceof Segment) {
        assert.ok(plain.type === "segment");
        assert.equal(real.pages, plain.size);
      }
    }
    assert.deepEqual(kernel.records.inUse(), inUse);
    const pages = new Set(this.#model.segments().flatMap(({ pages }) => [...pages.values()]));
    assert.equal(kernel.lists.inUse, pages.size);
    for (const core of this.#cores) {
      const runs = this.#model.contexts[core.number] !== undefined;
      if (runs) kernel.contextOf(core);
      else assert.throws(() => kernel.contextOf(core), KernelError);
      assert.equal(core.mmu.root !== undefined, runs);
      if (!this.#model.contexts[core.number]?.kernelCore) assert.equal(kernel.isInside(core), false);
    }
    assert.deepEqual(memory.heldLocks.list(), []);
  }

  /** Ends all that runs: then nothing is left, unless there is a kernel core that nobody can halt. */
  finish(): void {
    const { contexts } = this.#model;
    for (const kernelCore of contexts.filter((context) => context?.kernelCore)) {
      for (const core of this.#cores) {
        if (!contexts[core.number] || contexts[core.number]!.kernelCore) continue;
        const share = this.#model.sharesOf(core.number).find(({ entries }) => entries.has(kernelCore!.pcore));
        if (!share || contexts[kernelCore!.pcore.core] !== kernelCore) continue;
        this.#halt(core, { share: share.id, object: kernelCore!.pcore.id });
        this.check();
      }
    }
    for (const core of this.#cores) {
      const context = contexts[core.number];
      if (!context || context.kernelCore) continue;
      const { share, pcore } = context, name = { share: share.id, object: pcore.id };
      // It still needs a name for itself.
      if (share.entries.has(pcore)) this.#halt(core, name);
      else if (this.#inboxes.has(core)) {
        this.#inboxes.set(core, undefined);
        core.wake(Math.max(...this.#cores.map(({ now }) => now)));
        this.#settle(core.now + 1e6);
        this.#ended(core.number);
      }
      this.check();
    }
    if (contexts.some((context) => context !== undefined)) return;
    seen.add("all ends");
    assert.deepEqual(this.#kernel.records.inUse(), [0, 0, 0, 0]);
    assert.deepEqual([this.#kernel.lists.inUse, this.#kernel.tables.inUse], [0, 0]);
  }

  #halt(core: Core, name: Name): void {
    this.#compare(core, "pcore_halt", () => {
      const pcore = this.#model.find(core.number, name, "pcore");
      if (this.#model.contexts[pcore.core]?.pcore !== pcore) throw new Refusal("EIDLE");
      return () => this.#ended(pcore.core);
    }, () => this.#kernel.pcoreHalt(core, name));
  }

  #ended(core: number): void {
    this.#model.contexts[core] = undefined;
    this.#inboxes.delete(this.#cores[core]!);
  }

  /** Notes what a core runs with. */
  #enter(
    core: number,
    shares: readonly PlainShare[],
    range: PlainRange | undefined,
    pcore: PlainPcore | undefined,
    kernelCore: boolean,
  ): void {
    const real = this.#kernel.contextOf(this.#cores[core]!);
    const share: PlainShare = this.#model.add({
      type: "share",
      id: real.share.id,
      memory: core,
      label: "",
      owner: core,
      entries: new Map(),
    });
    this.#real.set(share, real.share);
    if (!range) {
      range = { type: "address range", id: real.range.id, memory: core, label: "", mappings: [] };
      this.#real.set(this.#model.add(range), real.range);
    }
    if (!pcore) {
      const running = real.share.table.objects.find((object) => object instanceof Pcore)!;
      pcore = { type: "pcore", id: running.id, memory: core, label: `core ${core}`, core, devices: [] };
      this.#real.set(this.#model.add(pcore), running);
    }
    for (const object of [pcore, range, ...shares]) this.#model.put(object, share);
    this.#model.contexts[core] = { share, range, pcore, kernelCore };
  }

  /** Notes a new object in a share. */
  #made(into: PlainShare, name: Name, object: Plain): void {
    assert.equal(name.share, into.id);
    assert.ok(this.#model.all.every(({ id }) => id !== name.object), "no ID is used twice");
    this.#model.put(this.#model.add(object), into);
    this.#real.set(object, this.#found(into, name.object));
  }

  #found(share: PlainShare, id: Id): KernelObject {
    return (this.#real.get(share) as Share).table.objects.find((object) => object.id === id)!;
  }

  #rootOf(range: PlainRange): number | undefined {
    const core = this.#model.contexts.findIndex((context) => context?.range === range);
    return core < 0 ? undefined : core;
  }

  #label(): string {
    return `label ${++this.#labels}`;
  }

  /** The ID of a share that the core reaches, or of anything. */
  #share(core: Core, { sensible, picks }: Pick<Step, "sensible" | "picks">, place: number): Id {
    const shares = this.#sharesOf(core), choice = picks[place % 4]!;
    if (shares.length === 0 || (!sensible && choice % 2 === 0)) return this.#anyId(choice >> 1);
    if (sensible) return pick(shares, choice).id;
    const { entries } = pick(shares, choice >> 3);
    return entries.size > 0 ? pick([...entries.keys()], choice >> 1).id : 0;
  }

  /** The name of an object that the core reaches, of the right type if there is one; or any name. */
  #name(core: Core, { sensible, picks }: Step, place: number, type?: ObjectType): Name {
    const choice = picks[place % 4]!, shares = this.#sharesOf(core);
    const names = shares.flatMap((share) =>
      [...share.entries.keys()].map((object) => ({ type: object.type, share: share.id, object: object.id }))
    );
    const right = names.filter((name) => !type || name.type === type);
    const among = sensible && right.length > 0 ? right : choice % 2 === 0 ? names : [];
    if (among.length > 0) {
      const { share, object } = pick(among, choice >> 1);
      return { share, object };
    }
    const share = this.#share(core, { sensible: choice % 3 > 0, picks }, place);
    return { share, object: choice % 5 === 0 ? share : this.#anyId(choice >> 2) };
  }

  #sharesOf(core: Core): readonly PlainShare[] {
    return this.#model.contexts[core.number] ? this.#model.sharesOf(core.number) : [];
  }

  /** Of an object that is there, or was, or never. */
  #anyId(choice: number): Id {
    return pick([...WILD, ...this.#model.all.map(({ id }) => id)], choice);
  }

  /** Makes a call in the kernel and in the model. */
  #compare<Result>(
    core: Core,
    call: string,
    model: () => (result: Result) => void,
    program: () => Program<Result>,
  ): void {
    const runs = this.#model.contexts[core.number] !== undefined;
    let commit: ((result: Result) => void) | undefined, reason = "ok";
    try {
      // Only a core that runs makes calls; a page fault of another is refused, since it has no address space.
      if (!runs && call !== "page fault") throw new Refusal("EIDLE");
      commit = model();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reason = error.reason;
    }
    const outcome = this.#perform(core, program);
    const key = `${call}: ${reason}`;
    seen.add(!runs && reason === "EIDLE" ? "any call: EIDLE" : key);
    if (commit) {
      if (outcome.error) throw outcome.error;
      commit(outcome.result!);
      assert.equal(outcome.ended, !runs || this.#model.contexts[core.number] !== undefined);
    } else {
      const { error } = outcome;
      assert.ok(error instanceof KernelError, `${key}, but there was ${error ?? "no error"}`);
      assert.equal(`${error.call}: ${error.reason}`, key, error.message);
    }
  }

  /** Runs a program on a core, and gives all others time to do what comes of it. */
  #perform<Result>(core: Core, program: () => Program<Result>) {
    const outcome: { result?: Result; error?: unknown; ended: boolean } = { ended: false };
    const attempt = function* () {
      try {
        outcome.result = yield* program();
      } catch (error) {
        outcome.error = error;
      }
      outcome.ended = true;
    };
    const now = Math.max(...this.#cores.map(({ now }) => now));
    if (this.#inboxes.has(core)) {
      this.#inboxes.set(core, attempt);
      core.wake(now);
    } else {
      core.now = now;
      core.start(attempt());
    }
    this.#settle(now + 1e6);
    return outcome;
  }

  #settle(untilCycles: number): void {
    this.#machine.run(untilCycles);
  }

  /** What a core that another has started does: whatever it is told. */
  *#serve(core: Core): Program {
    for (;;) {
      yield core.rest(() => "something to do");
      const next = this.#inboxes.get(core);
      if (!next) return;
      yield* next();
    }
  }
}

function pick<Value>(values: readonly Value[], choice: number): Value {
  return values[choice % values.length]!;
}
