/** Ways in which homework 1 is really handed in: what lies in `submitted/`, and what should come of it. */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { editionsOf, readAssignment } from "../../lib/homework/assignment_file.ts";
import { gradedCells } from "../../lib/homework/metadata.ts";
import { asStudent } from "../../lib/homework/seal_answers.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import type { NotebookCell, NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";

export const assignment = "1_contended_structure";
const another = "2_private_and_shared";
export const known: readonly string[] = [assignment, another];

/** The assignment, with seals that nothing opens: nothing is run here. */
export const editions = editionsOf(assignment, await readAssignment(assignment), "AAAA");
const otherEditions = editionsOf(another, await readAssignment(another), "AAAA");
/** The same with another one. */
export const editionsByName = { [assignment]: editions, [another]: otherEditions };

/** A notebook with answers of a student's own. */
export function notebookOf(student: string, released = editions.released): NotebookDocument {
  const blank = asStudent(released, student);
  const answers = gradedCells(blank);
  return {
    ...blank,
    cells: blank.cells.map((cell) => {
      const { grade_id = "" } = (cell.metadata.nbgrader ?? {}) as { grade_id?: string };
      if (answers.get(grade_id) !== cell) return cell;
      if (grade_id.endsWith("-answer")) {
        return { ...cell, source: `answer["${grade_id}"] = "of ${student}";` };
      }
      return cell.cell_type === "markdown" ? { ...cell, source: `In the words of ${student}.` } : cell;
    }),
  };
}

const textOf = (student: string): string => serialiseNotebook(notebookOf(student));
// deno-lint-ignore no-explicit-any
const changed = (student: string, change: (file: any) => void): string => {
  const file = JSON.parse(textOf(student));
  change(file);
  return JSON.stringify(file);
};
const utf16 = (text: string): Uint8Array =>
  new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer),
  ]);
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** A zip with these files. */
export async function zipOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  options = {},
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), options);
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await zip.add(name, new Uint8ArrayReader(bytes as Uint8Array<ArrayBuffer>));
  }
  return await zip.close();
}

/**
 * Something that lies in `submitted/`: text, bytes, a link, a folder, or a file that is that many bytes
 * large. What takes long to make is made when it is laid out.
 */
type Thing =
  | string
  | Uint8Array
  | { readonly link: string }
  | "folder"
  | { readonly bytes: number }
  | (() => Promise<Uint8Array>);
/** What should come of it: a notebook, or a refusal that says this; and what is noted. */
interface Outcome {
  readonly refusal?: RegExp;
  readonly note?: RegExp;
}
/** A row of the table. */
export interface OddHandIn extends Outcome {
  readonly what: string;
  /** By path below `submitted/`. */
  readonly lies: Readonly<Record<string, Thing>>;
  /** What the student is called. */
  readonly student: string;
}

const file = `${assignment}.ipynb`;
const lies = (student: string, content: Thing, name = file): OddHandIn["lies"] => ({
  [`${student}/${assignment}/${name}`]: content,
});
/** A student who hands in one file in the usual place. */
const one = (
  what: string,
  student: string,
  content: Thing,
  outcome: Outcome = {},
  name = file,
): OddHandIn => (
  { what, student, lies: lies(student, content, name), ...outcome }
);

export const table: readonly OddHandIn[] = [
  one("as it was meant", "honest", textOf("honest")),
  // What editors and browsers do.
  one("a byte order mark", "bom", "\ufeff" + textOf("bom")),
  one("UTF-16", "wide", utf16(textOf("wide"))),
  one(
    "saved outputs of an unknown type",
    "outputs",
    changed("outputs", ({ cells }) => {
      cells.at(1).outputs = [{ output_type: "hologram", data: 7 }, null];
      cells.at(2).outputs = "none";
    }),
  ),
  one(
    "metadata stripped",
    "bare",
    changed("bare", (file) => {
      delete file.metadata;
      for (const cell of file.cells) delete cell.metadata;
    }),
  ),
  one(
    "metadata and ids stripped",
    "barer",
    changed("barer", (file) => {
      file.nbformat_minor = 2;
      for (const cell of file.cells) [cell.metadata, cell.id] = [{ collapsed: false }, undefined];
    }),
  ),
  one(
    "metadata that are something else",
    "weird",
    changed("weird", ({ cells }) => {
      cells[0].metadata = [1];
      cells[1].metadata = { nbgrader: "mine", tags: 7 };
    }),
  ),
  one(
    "a cell of a type of its editor's own",
    "sql",
    changed("sql", ({ cells }) => {
      cells.push({ cell_type: "sql", source: "select 1" });
    }),
  ),
  one("downloaded twice", "twice", textOf("twice"), {}, `${assignment} (1).ipynb`),
  one("another case", "loud", textOf("loud"), {}, "1_Contended_Structure.IPYNB"),
  one("hyphens, and a mail program's ending", "mail", textOf("mail"), {}, "1-contended-structure.ipynb.txt"),
  one("any name in the assignment's folder", "final", textOf("final"), {}, "final version 2.ipynb"),
  // How folders are called and where files lie.
  ...[
    "O'Brien",
    "ada+test",
    "Lee, Kim_48213_assignsubmission_file_",
    "\u00c4rgerlich",
    "U\u0308bel",
    " spaces  in it ",
    "=cmd|' C calc'!A0",
  ]
    .map((student) =>
      one(`a folder called ${student}`, student, textOf(student.replace(/_\d+_assign.*/, "")))
    ),
  { what: "no folder for the assignment", student: "flat", lies: { [`flat/${file}`]: textOf("flat") } },
  {
    what: "a name that says nothing, in no folder",
    student: "sniffed",
    lies: { "sniffed/homework.ipynb": textOf("sniffed") },
  },
  {
    what: "a file without a folder",
    student: "leekim_12_34",
    lies: { [`leekim_12_34_${file}`]: textOf("leekim") },
  },
  {
    what: "a file as Blackboard names it, with what it says beside it",
    student: "akim",
    lies: {
      [`${assignment}_akim_attempt_2026-11-01-10-10-10_${file}`]: textOf("akim"),
      [`${assignment}_akim_attempt_2026-11-01-10-10-10.txt`]: "Name: A Kim",
    },
  },
  {
    what: "assignments first, then students",
    student: "swapped",
    lies: { [`${assignment}/swapped/x.ipynb`]: textOf("swapped") },
  },
  {
    what: "two folders of one name, composed and not",
    student: "O\u0308zlem",
    lies: {
      [`\u00d6zlem/${another}/x.txt`]: "nothing",
      ...lies("O\u0308zlem", textOf("\u00d6zlem")),
    },
  },
  one("an escape in the folder's name", "\x1b[2Jclear", textOf("x"), { note: /^the name inside is "x"$/ }),
  // Two of one.
  {
    what: "two that differ",
    student: "undecided",
    refusal: /2 notebooks that differ.*\(1\).*expected one/,
    lies: {
      ...lies("undecided", textOf("undecided")),
      ...lies("undecided", textOf("Undecided"), `${assignment} (1).ipynb`),
    },
  },
  {
    what: "two that are the same but for outputs",
    student: "doubled",
    lies: {
      ...lies("doubled", textOf("doubled")),
      ...lies("doubled", changed("doubled", ({ cells }) => cells[1].execution_count = 7), "copy.ipynb"),
    },
  },
  {
    what: "a good one beside an empty one",
    student: "careful",
    note: /copy.ipynb: it is empty/,
    lies: {
      ...lies("careful", textOf("careful")),
      ...lies("careful", "", "copy.ipynb"),
    },
  },
  // What is none.
  {
    what: "an empty folder",
    student: "empty",
    lies: { empty: "folder" },
    refusal: /^nothing was handed in: expected submitted\/empty\/1_/,
  },
  one(
    "a text",
    "docx",
    "PK",
    { refusal: /no notebook of this assignment.*expected submitted/ },
    "homework.docx",
  ),
  one("an empty file", "void", "", { refusal: /it is empty: expected a notebook/ }),
  one("no JSON", "dog", "Dear teacher, my dog \x1b[31mate\x1b[0m it.", {
    refusal: /^\P{Cc}*no notebook: not JSON\P{Cc}*$/u,
  }),
  one("JSON that is no notebook", "list", "[1, 2]", { refusal: /no notebook: (nbformat|cells)/ }),
  one("an old notebook", "old", '{"nbformat": 3, "worksheets": []}', { refusal: /expected 4/ }),
  one(
    "the notebook of another assignment",
    "mistaken",
    serialiseNotebook(notebookOf("mistaken", otherEditions.released)),
    {
      refusal: /it is the notebook of 2_private_and_shared: expected that of 1_contended/,
    },
  ),
  one(
    "a notebook of one's own",
    "poet",
    '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","source":"Ode"}]}',
    {
      refusal: /none of the cells of 1_contended_structure: expected the notebook that was handed out/,
    },
  ),
  // What would stop or harm.
  one(
    "attachments 10,000 deep",
    "deep",
    changed("deep", ({ cells }) => cells[0].attachments = 1).replace(
      '"attachments":1',
      () => `"attachments":{"a":${nested(10_000)}}`,
    ),
    {
      refusal: /more than 100 deep/,
    },
  ),
  one("700 MB", "huge", { bytes: 700 * 2 ** 20 }, { refusal: /700 MB large: expected at most 50 MB/ }),
  one(
    "100,000 cells",
    "long",
    JSON.stringify({ nbformat: 4, cells: new Array(100_000).fill({ cell_type: "code" }) }),
    { refusal: /100000 cells: expected at most 2000/ },
  ),
  one("a file that is a folder", "misled", "folder", { refusal: /nothing was handed in|no notebook/ }),
  one("a link to a file", "thief", { link: "/etc/passwd" }, { refusal: /is a link: expected a file/ }),
  {
    what: "a link to a folder",
    student: "burglar",
    lies: { burglar: { link: "../source" } },
    refusal: /burglar is a link/,
  },
  {
    what: "a link to a folder below",
    student: "mole",
    lies: { [`mole/${assignment}`]: { link: "/etc" } },
    refusal: /is a link/,
  },
  // Zips.
  {
    what: "a zip of one's own",
    student: "zipped",
    lies: lies(
      "zipped",
      await zipOf({ [`hw/${file}`]: textOf("zipped"), "__MACOSX/._x.ipynb": "x" }),
      "hw.zip",
    ),
  },
  {
    what: "a zip in no folder",
    student: "alone",
    lies: { "alone.zip": await zipOf({ [file]: textOf("alone") }) },
  },
  one("a broken zip", "torn", (await zipOf({ [file]: textOf("torn") })).slice(0, 900), {
    refusal: /no zip that can be read/,
  }, "x.zip"),
  one("an empty zip", "hollow", await zipOf({}), { refusal: /an empty zip/ }, "x.zip"),
  one("a zip with a password", "secret", await zipOf({ [file]: textOf("secret") }, { password: "x" }), {
    refusal: /is encrypted: expected a zip without a password/,
  }, "x.zip"),
  one("a zip that swells", "bomb", () => zipOf({ [file]: new Uint8Array(60 * 2 ** 20) }), {
    refusal: /60 MB large: expected at most 50 MB/,
  }, "x.zip"),
  one(
    "a zip in a zip in a zip in a zip",
    "doll",
    await zipOf({ "a.zip": await zipOf({ "b.zip": await zipOf({ "c.zip": await zipOf({ [file]: "" }) }) }) }),
    { refusal: /a zip in a zip in a zip/ },
    "x.zip",
  ),
  one(
    "a zip of a hundred notebooks",
    "hoarder",
    await zipOf(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}/${file}`, "{}"]))),
    { refusal: /100 notebooks: expected one/ },
    "x.zip",
  ),
  {
    what: "a notebook that lies about",
    student: file,
    lies: { [file]: textOf("nobody") },
    refusal: /does not say whose it is: expected submitted\/<student>\//,
  },
  one(
    "a zip that swells, and says it does not",
    "liar",
    async () => understated(await zipOf({ [file]: new Uint8Array(60 * 2 ** 20) })),
    {
      refusal: /x.zip: .*: it (is larger than it says|cannot be unpacked)/,
    },
    "x.zip",
  ),
  {
    what: "a zip with a file that leads out, beside one that does not",
    student: "slip",
    lies: {
      "slip.zip": await zipOf({ [`../../evil/${file}`]: textOf("evil"), [`good\\${file}`]: textOf("good") }),
    },
    refusal: /leads out of it/,
  },
  {
    what: "a zip of names that begin at the root, of a disk, or of another computer",
    student: "roots",
    lies: {
      "roots.zip": await zipOf({
        "/etc/cron.d/x.ipynb": "{}",
        "C:\\x.ipynb": "{}",
        "\\\\host\\x.ipynb": "{}",
      }),
    },
    refusal: /leads out of it/,
  },
  one(
    "a link in a zip",
    "tunnel",
    await zipOf({ [file]: "/etc/passwd" }, {
      externalFileAttributes: 0o120777 * 2 ** 16,
      versionMadeBy: 0x0314,
    }),
    { refusal: /is a link: expected a file itself/ },
    "x.zip",
  ),
  one(
    "a zip of more files than a class hands in",
    "swarm",
    () => zipOf(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}.txt`, ""])), { level: 0 }),
    { refusal: /more than 10000 files/ },
    "x.zip",
  ),
  one(
    "a zip whose names are control characters",
    "bell",
    await zipOf({ ["\x07\x1b[2J/\u202e" + file]: textOf("bell") }),
    {},
    "x.zip",
  ),
  { what: "the one beside it, from a Windows of old", student: "good", lies: {} },
  ...await moodle(),
];

/** The zip of one file, which says that it holds 100 bytes. */
function understated(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer), end = zip.length - 22, central = view.getUint32(end + 16, true);
  view.setUint32(central + 24, 100, true);
  return zip;
}

/** Two of the students in one zip of a learning system: one has handed in a zip. */
async function moodle(): Promise<OddHandIn[]> {
  const [anne, bob] = ["Anne A_1_assignsubmission_file_", "Böb B_2_assignsubmission_file_"];
  const zip = await zipOf({
    [`${anne}/my homework.ipynb`]: textOf("Anne A"),
    [`${bob}/all.zip`]: await zipOf({ [file]: textOf("Bob B") }),
    "Cy C_3_assignsubmission_onlinetext_/onlinetext.html": "Here it is",
  });
  const lies = { "CS101-Homework 1-48213.zip": zip };
  return [
    { what: "a class's zip", student: anne, lies },
    { what: "a zip in a class's zip", student: bob, lies: {} },
    {
      what: "no notebook in a class's zip",
      student: "Cy C_3_assignsubmission_onlinetext_",
      lies: {},
      refusal: /but .*onlinetext.html: expected/,
    },
  ];
}

/** Puts everything where it lies. */
export async function layOut(submitted: string, rows: readonly OddHandIn[]): Promise<void> {
  for (const [path, thing] of rows.flatMap(({ lies }) => Object.entries(lies))) {
    const place = `${submitted}/${path}`;
    await Deno.mkdir(thing === "folder" ? place : place.slice(0, place.lastIndexOf("/")), {
      recursive: true,
    });
    if (thing === "folder") continue;
    if (typeof thing === "string") await Deno.writeTextFile(place, thing);
    else if (thing instanceof Uint8Array) await Deno.writeFile(place, thing);
    else if (typeof thing === "function") await Deno.writeFile(place, await thing());
    else if ("link" in thing) await Deno.symlink(thing.link, place);
    else {
      await Deno.writeTextFile(place, "");
      await Deno.truncate(place, thing.bytes);
    }
  }
}

/** The answers and tests of a notebook, as grading finds them. */
export const answersIn = ({ cells }: NotebookDocument): string[] =>
  cells.filter(isMarked).map(({ source }) => source);
const isMarked = ({ metadata }: NotebookCell): boolean => metadata.nbgrader !== undefined;
