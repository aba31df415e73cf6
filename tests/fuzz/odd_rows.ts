/** Rows as they come from files, and from sweeps that went wrong. */
import fc from "fast-check";
import { type Row } from "corey-lab";
import { numbers } from "./mutations.ts";

const word = fc.oneof(
  fc.constantFrom(
    "linux",
    "corey",
    "",
    " ",
    "__proto__",
    "constructor",
    "toString",
    "<b>&\"'",
    "\u001b[31m",
    "漢字",
    'a,b;"c"\r\n',
    "=1+1",
    "-0",
    "\u202e",
    "x".repeat(300),
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const count = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 64 }) }, {
  weight: 1,
  arbitrary: numbers,
});
const rate = fc.oneof({ weight: 3, arbitrary: fc.double({ min: 0, max: 1e6, noNaN: true }) }, {
  weight: 1,
  arbitrary: numbers,
});
/** A value that no row should have. */
const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  true,
  "12",
  "",
  10n,
  {},
  [1],
  new Date(NaN),
  Symbol.iterator.description,
);
const few = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary: value }, { weight: 1, arbitrary: odd });

const row = fc.record({
  system: few(word),
  cores: few(count),
  rate: few(rate),
  share: few(fc.constantFrom(0, 0.1, 0.2, 0.1 + 0.2, 1)),
  error: fc.constantFrom("no room", "two\nlines"),
  warning: fc.constant("the window is too short"),
}, { requiredKeys: ["system"], noNullPrototype: true });

/** Some of them. */
export const rows: fc.Arbitrary<Row[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(row, { maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(row, {
      maxLength: 40,
      selector: ({ system, cores }) => `${String(system)} ${String(cores)}`,
    }),
  },
) as fc.Arbitrary<unknown> as fc.Arbitrary<Row[]>;

/** A column, or what somebody took for one. */
export const column: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("system", "cores", "rate", "share") },
  { weight: 1, arbitrary: fc.constantFrom("rates", "__proto__", "error", "") },
);
/** A title or a label. */
export const title: fc.Arbitrary<string> = word;
