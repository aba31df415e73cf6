/** Any call of Corey, with right and wrong arguments: what the tests of all calls try. */
import fc from "fast-check";
import type { CopyMode } from "corey-lab/corey";

/** Calls: those that do more come more often. */
const OFTEN = [
  "shareAlloc",
  "shareAddobj",
  "segmentAlloc",
  "arAlloc",
  "arSetSeg",
  "arSetAr",
  "touch",
] as const;
const AT_TIMES = [
  "shareDelobj",
  "segmentCopy",
  "segmentSetNbytes",
  "arClear",
  "pcoreRun",
  "pcoreAlloc",
] as const;
const DEVICES = ["deviceAlloc", "deviceBuf", "deviceConf", "pcoreAddDevice"] as const;
const SELDOM = [
  "selfDrop",
  "objGetName",
  "segmentGetNbytes",
  "arGet",
  "pcoreCurrent",
  "pcoreSetInterval",
  "pcoreHalt",
  "deviceList",
  "deviceStat",
  "localityGet",
] as const;

/** One call. */
export const step = fc.record({
  verb: fc.oneof(
    { weight: 21, arbitrary: fc.constantFrom(...OFTEN) },
    { weight: 14, arbitrary: fc.constantFrom(...AT_TIMES) },
    { weight: 7, arbitrary: fc.constantFrom(...DEVICES) },
    { weight: 10, arbitrary: fc.constantFrom(...SELDOM) },
  ),
  core: fc.nat(3),
  /** Whether names and numbers are chosen such that the call makes sense. */
  sensible: fc.constantFrom(true, true, true, false),
  picks: fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 }),
  memory: fc.oneof({ weight: 12, arbitrary: fc.nat(3) }, fc.constantFrom(4, -1, NaN)),
  scope: fc.constantFrom("private" as const, "shared" as const, "shared" as const),
  pages: fc.constantFrom(1, 2, 4, 512, 1024, 0, -1, NaN),
  start: fc.constantFrom(0, 1, 3, 512, 1024, 1536, -1, 0.5, 2 ** 31),
  from: fc.constantFrom(0, 0, 0, 1, 512),
  mode: fc.constantFrom<CopyMode>("copy", "copy-on-write", "copy-on-reference"),
  hertz: fc.constantFrom(0, 100, 5000, -1, NaN, 2e9),
  kind: fc.nat(20),
});
/** See {@link step}. */
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Every outcome of every call. */
export const outcomes = Object.entries({
  "any call": ["EIDLE"],
  share_alloc: ["ok", "ENOENT", "ETYPE", "EINVAL", "EACCES"],
  share_addobj: ["ok", "ENOENT", "ETYPE", "EACCES", "ELOOP"],
  share_delobj: ["ok", "ENOENT", "ETYPE"],
  self_drop: ["ok", "ENOENT"],
  obj_get_name: ["ok", "ENOENT", "ETYPE"],
  segment_alloc: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  segment_copy: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  segment_get_nbytes: ["ok", "ENOENT", "ETYPE"],
  segment_set_nbytes: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  ar_alloc: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  ar_set_seg: ["ok", "ENOENT", "ETYPE", "EINVAL", "EEXIST", "ERANGE"],
  ar_set_ar: ["ok", "ENOENT", "ETYPE", "EINVAL", "EEXIST", "EALIGN", "ELOOP"],
  ar_clear: ["ok", "ENOENT", "ETYPE"],
  ar_get: ["ok", "ENOENT", "ETYPE"],
  "page fault": ["ok", "EFAULT"],
  pcore_alloc: ["ok", "ENOENT", "ETYPE", "EINVAL", "EBUSY"],
  pcore_current: ["ok"],
  pcore_run: ["ok", "ENOENT", "ETYPE", "EINVAL", "EBUSY", "EACCES"],
  pcore_add_device: ["ok", "ENOENT", "ETYPE", "EBUSY"],
  pcore_set_interval: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  pcore_halt: ["ok", "ENOENT", "ETYPE", "EIDLE"],
  device_alloc: ["ok", "ENOENT", "ETYPE", "EINVAL", "ENODEV", "EBUSY"],
  device_list: ["ok"],
  device_stat: ["ok", "ENOENT", "ETYPE"],
  device_conf: ["ok", "ENOENT", "ETYPE", "EINVAL"],
  device_buf: ["ok", "ENOENT", "ETYPE", "ERANGE"],
  locality_get: ["ok"],
}).flatMap(([call, reasons]) => reasons.map((reason) => `${call}: ${reason}`));
