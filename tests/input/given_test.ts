/** What cells hand on by mistake, where no types are checked, is refused in a sentence that says what is missing. */
import assert from "node:assert/strict";
import {
  diagnose,
  dupClose,
  fitUsl,
  followLine,
  lines,
  linux,
  live,
  opteron16,
  pipe,
  range,
  saveRows,
  show,
  sweep,
  table,
  withChips,
  writeCsv,
  writePng,
  writeSvg,
} from "corey-lab";

const rows = [{ system: "a", cores: 1, seconds: 2 }, { system: "a", cores: 2, seconds: 1 }];
const options = { x: "cores", y: "seconds", stroke: "system", title: "two cores" };
const figure = lines(rows, options), later = Promise.resolve(rows);
const run = { workload: dupClose(), machine: opteron16, system: linux.threads(), cores: 2 };
/** Called as from a cell that nobody has checked. */
const said = async (call: () => unknown): Promise<string> => {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return String(error);
  }
};

const mistakes: readonly [what: string, call: () => unknown, said: RegExp][] = [
  ["rows that are a promise", () => lines(later as never, options), /lines: that is a promise: put await/],
  ["the same in a table", () => table(later as never), /table: that is a promise/],
  ["the same in a file", () => writeCsv(later as never, "a.csv"), /writeCsv: that is a promise/],
  ["the same in a law", () => fitUsl(later as never), /fitUsl: that is a promise/],
  [
    "no rows at all",
    () => lines(undefined as never, options),
    /lines: expected a list of rows, not undefined/,
  ],
  ["one row", () => table(rows[0] as never), /table: expected a list of rows, not an object/],
  [
    "a row that is none",
    () => table([null] as never),
    /table: row 1: expected a record such as .*, not null/,
  ],
  [
    "a figure for rows",
    () => writeCsv(figure as never, "a.csv"),
    /writeCsv: expected a list of rows, not an/,
  ],
  ["rows for a figure", () => show(rows as never), /show: expected a figure or a table, .* not a list/],
  ["nothing to show", () => show(undefined as never), /show: expected a figure or a table, .* not undefined/],
  ["a table that is not there yet", () => show(later as never), /show: that is a promise/],
  ["rows as SVG", () => writeSvg(rows as never, "a.svg"), /writeSvg: expected a figure, .* not a list/],
  [
    "a path before the figure",
    () => writePng("a.png" as never, figure as never),
    /writePng: .* not "a\.png"/,
  ],
  [
    "no path",
    () => writeSvg(figure, undefined as never),
    /writeSvg: expected the path of a file, .*out\/locks\.svg/,
  ],
  ["a picture's name for rows", () => writeCsv(rows, "a.svg"), /writeCsv: .*out\/locks\.csv, not a\.svg/],
  ["another picture's name", () => writeSvg(figure, "a.PNG"), /writeSvg: .*out\/locks\.svg, not a\.PNG/],
  [
    "rows without a name",
    () => saveRows(rows, undefined as never),
    /undefined cannot be part of a file's name/,
  ],
  [
    "one end of a range",
    () => range(5, undefined as never),
    /range: expected two whole numbers.*5 and undefined/,
  ],
  ["a machine's name", () => pipe("opteron16" as never), /pipe: expected a machine, .* not "opteron16"/],
  ["a change that is none", () => pipe(opteron16, withChips(2), 5 as never), /pipe: change 2 is none/],
  [
    "a run for what was seen of it",
    () => followLine(run as never, "a"),
    /followLine: expected a report, as watch/,
  ],
  ["an experiment's name", () => live("locks" as never), /live: expected an experiment, .* not "locks"/],
  ["no cores", () => sweep({ ...run, cores: [] }), /cores = \[\]: expected a list, such as \[1, 16\]/],
  [
    "a run for its report",
    () => diagnose(run as never),
    /expected the report of a run, as watch.* not an object/,
  ],
];
for (const [what, call, sentence] of mistakes) {
  Deno.test(`${what}: refused in a sentence`, async () => {
    const sentenceSaid = await said(call);
    assert.match(sentenceSaid, sentence);
    assert.doesNotMatch(sentenceSaid, /\n|is not iterable|Cannot read/);
  });
}
