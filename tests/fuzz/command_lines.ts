/** Command lines as people mistype them. */
import fc from "fast-check";
import { allExperiments } from "../../lib/experiments/settings.ts";

const names = allExperiments.map(({ name }) => name);
const keys = [...new Set(allExperiments.flatMap(({ parameters }) => Object.keys(parameters.shape)))];
const word = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "1",
    "16",
    "1..4",
    "4..1",
    "1,,2",
    "1e3",
    "-1",
    "0",
    "99999999999999999999",
    "1..99999999999",
    "NaN",
  ),
  fc.constantFrom(
    "mcs",
    "ticket,mcs",
    "[1,2]",
    "{}",
    "null",
    "true",
    '"',
    "\u001b[31m",
    "../x",
    "__proto__",
    "opteron16",
    "csv",
  ),
  // Numbers and lists of other countries, other languages, and of those who want to see what happens.
  fc.constantFrom(
    "１６",
    "٣",
    "1_000",
    "0x10",
    "1e-7",
    "-0",
    "∞",
    "1–4",
    "1...4",
    "1..4..8",
    "..4",
    "4..",
    "1..1000000",
    "1024..1025",
    "1,".repeat(2000),
    "9".repeat(400),
    "\u202e61",
    "\ufeff16",
    "constructor",
    "toString",
    "hasOwnProperty",
    "=",
    "a=b=c",
    "[[[[1]]]]",
    '{"value":1}',
    "[".repeat(500),
    "Infinity",
    "undefined",
    "ＯＰＴＥＲＯＮ16",
    "opteron16.json",
    "/dev/zero",
    "/dev/stdin",
    ".",
  ),
  fc.string({ maxLength: 12, unit: "binary" }),
  fc.string({ maxLength: 12 }),
);
const experiment = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, {
  weight: 1,
  arbitrary: word,
});
const setting = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...keys), word).map(([key, value]) => `${key}=${value}`) },
  { weight: 1, arbitrary: fc.tuple(word, word).map(([key, value]) => `${key}=${value}`) },
  { weight: 1, arbitrary: word },
);
const option = fc.oneof(
  { weight: 4, arbitrary: setting.map((setting) => ["--set", setting]) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom("--machine", "--cores", "--format", "--columns", "--workers"), word)
      .map(([name, value]) => [name, value]),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ["--cores", "1..4,8"],
      ["--machine", "epyc64"],
      ["--format", "json"],
      ["--columns", "cores"],
      ["--workers", "2"],
    ),
  },
  { weight: 1, arbitrary: word.map((word) => [word]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(["--set"], ["--cores"], ["--"], ["--nonsense"], ["-x"], ["--format=csv"]),
  },
);

/** Of `deno task run`; none asks for help, which is printed. */
export const runLine: fc.Arbitrary<string[]> = fc.tuple(experiment, fc.array(option, { maxLength: 4 }))
  .map(([name, options]) => [name, ...options.flat()])
  .filter((args) => !args.some((arg) => /^-h|^--h|^help$/.test(arg)));

/** Names of notebooks, or of tests. */
export const someNames: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    fc.constantFrom("02_dup_close", "locks", "notebooks/03_locks.ipynb", "tests/sim", "../x.ipynb"),
    word,
  ),
  { minLength: 1, maxLength: 3 },
);
