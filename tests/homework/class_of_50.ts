/**
 * A class of 50 submissions to homework 1, of all kinds that come in, with the points that each should get.
 */
import { gradedCells } from "../../lib/homework/metadata.ts";
import type { Editions } from "../../lib/homework/assignment_file.ts";
import { asStudent } from "../../lib/homework/seal_answers.ts";
import { serialiseNotebook } from "../../lib/jupyter/runner/document.ts";
import type { CodeCell, NotebookCell, NotebookDocument } from "../../lib/jupyter/runner/nbformat.ts";

/** A way to hand homework in. */
interface Kind {
  /** How many do it so. */
  readonly count: number;
  /** Whether it is handed in to the small assignment of `hostile.ts` as well, at a lower price. */
  readonly isElsewhere?: boolean;
  /** What the answer cells hold, by question; the teacher's solution unless given. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Whether unmentioned questions are left as they were. */
  readonly restIsBlank?: boolean;
  /** A cell of the student's own, in front of the first question. */
  readonly own?: string;
  /** Changes the notebook in other ways. */
  readonly change?: (notebook: NotebookDocument) => NotebookDocument;
  /** The whole file, in place of a notebook. */
  readonly file?: string;
  /** Points for 1a, 1b, 1c, 1d. */
  readonly points: readonly [number, number, number, number];
}

const full = [2, 2, 3, 3] as const, none = [0, 0, 0, 0] as const;
const report = "const report = sharingOf({ workload, machine, system, cores });";
const withReport = `import { sharingOf } from "corey-lab";\n${report}\n`;
const wrongAnswers = {
  "1a": 'answer["1a"] = "files_struct.max_fds";',
  "1b": 'answer["1b"] = 0.123;',
  "1c": 'answer["1c"] = -4;',
  "1d": 'answer["1d"] = 2.5;',
};

/** The kinds, by name. */
export const kinds: Readonly<Record<string, Kind>> = {
  right: { count: 8, points: full },
  rightInOtherWords: {
    count: 3,
    points: full,
    answers: {
      "1a":
        `${withReport}answer["1a"] = " " + String(report[0].costliestField).toUpperCase().replace(".", "->");`,
      "1b": 'answer["1b"] = Number(report[0].shareOfStall).toFixed(3);',
      "1c": 'answer["1c"] = (await cyclesPerOperation(cores) / await cyclesPerOperation(1)).toPrecision(4);',
    },
  },
  partly: {
    count: 6,
    points: [2, 0, 3, 0],
    restIsBlank: true,
    answers: {
      "1a": `${withReport}answer["1a"] = report[0].costliestField;`,
      "1c": 'answer["1c"] = await cyclesPerOperation(cores) / await cyclesPerOperation(1);',
    },
  },
  halfRight: {
    count: 3,
    points: [1, 1, 1.5, 1.5],
    answers: {
      "1a": `${withReport}answer["1a"] = String(report[0].costliestField).split(".")[0];`,
      "1b": 'answer["1b"] = 100 * Number(report[0].shareOfStall);',
      "1c": 'answer["1c"] = await cyclesPerOperation(1) / await cyclesPerOperation(cores);',
      "1d": 'const near = pipe(machine, withLatency("remoteCache", latencyCycles / 2));\n' +
        'answer["1d"] = await cyclesPerOperation(cores, near) / await cyclesPerOperation(cores);',
    },
  },
  wrong: { count: 4, points: none, answers: wrongAnswers },
  blank: { count: 2, points: none, restIsBlank: true },
  syntaxError: { count: 3, points: [2, 0, 3, 3], answers: { "1b": 'answer["1b"] = (0.5;' } },
  endlessLoop: { count: 3, points: [2, 2, 0, 3], answers: { "1c": "while (true);" } },
  waitsForEver: {
    count: 1,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: { "1c": "await new Promise(() => {});" },
  },
  exits: { count: 3, points: [2, 2, 0, 3], answers: { "1c": "Deno.exit(0);" } },
  floods: {
    count: 2,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: { "1c": 'while (true) console.log("x".repeat(500));' },
  },
  floodsAndEnds: {
    count: 1,
    isElsewhere: true,
    points: full,
    own: 'for (let i = 0; i < 3000; i++) console.log("x".repeat(500));',
  },
  hogsMemory: {
    count: 1,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: { "1c": "const hog = []; while (true) hog.push(new Array(1e6).fill(0.5));" },
  },
  hogsBuffers: {
    count: 1,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: { "1c": "const hog = []; while (true) hog.push(new Uint8Array(1e8).fill(1));" },
  },
  readsFiles: {
    count: 1,
    points: [0, 2, 3, 3],
    answers: {
      "1a": `${withReport}answer["1a"] = Deno.readTextFileSync("/etc/passwd") && report[0].costliestField;`,
    },
  },
  readsTheKey: {
    count: 1,
    isElsewhere: true,
    points: [2, 0, 3, 3],
    answers: {
      "1b":
        'answer["1b"] = JSON.parse(Deno.readTextFileSync("../../../source/1_contended_structure/1_contended_structure.ipynb"));',
    },
  },
  callsHome: {
    count: 1,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: { "1c": 'answer["1c"] = Number(await (await fetch("http://127.0.0.1:80/")).text());' },
  },
  runsPrograms: {
    count: 1,
    isElsewhere: true,
    points: [2, 2, 0, 3],
    answers: {
      "1c": 'answer["1c"] = new Deno.Command("sh", { args: ["-c", "echo 5"] }).outputSync().code + 5;',
    },
  },
  printsScripts: {
    count: 2,
    points: full,
    own:
      'await Deno.jupyter.display({ "text/html": `<b>bold</b><script>alert(1)</script><img src="http://evil.example/x.png" onerror="alert(2)">` }, { raw: true });',
  },
  changesTests: {
    count: 1,
    points: none,
    answers: wrongAnswers,
    change: (notebook) => ({
      ...notebook,
      cells: notebook.cells.map((cell) =>
        isGraded(cell)
          ? {
            ...cell,
            source:
              'await Deno.jupyter.broadcast("execute_result", { data: { "text/plain": "3" }, metadata: {}, execution_count: 1 });',
          }
          : cell
      ),
    }),
  },
  removesTests: {
    count: 1,
    points: full,
    change: (notebook) => ({ ...notebook, cells: notebook.cells.filter((cell) => !isGraded(cell)) }),
  },
  isNoNotebook: { count: 1, points: none, file: "Dear teacher, my dog ate my homework." },
};

const isGraded = (cell: NotebookCell): boolean =>
  (cell.metadata as { nbgrader?: { grade?: boolean } }).nbgrader?.grade === true && cell.cell_type === "code";

/** A submission as it is handed in. */
export interface Submission {
  /** Who. */
  readonly student: string;
  /** In which way. */
  readonly kind: string;
  /** Whether that is tried elsewhere as well. */
  readonly isElsewhere: boolean;
  /** The file. */
  readonly text: string;
  /** Points for 1a, 1b, 1c, 1d. */
  readonly points: readonly number[];
}

/**
 * The class.
 *
 * @param times how many times as many there are of each kind: 6 for a class of 300
 */
export function classOf50({ source, released }: Editions, times: number = 1): Submission[] {
  const solutions = gradedCells(source);
  return Object.entries(kinds).flatMap(([kind, { count, points, file, isElsewhere = false, ...how }]) =>
    Array.from({ length: times * count }, (_, i) => {
      const student = `${kind}-${i + 1}`;
      const notebook = handIn(asStudent(released, student), how, (id) => solutions.get(id)!.source);
      return { student, kind, isElsewhere, points, text: file ?? serialiseNotebook(notebook) };
    })
  );
}

function handIn(
  blank: NotebookDocument,
  { answers = {}, restIsBlank = false, own, change = (notebook) => notebook }: Omit<
    Kind,
    "count" | "points" | "file" | "isElsewhere"
  >,
  solution: (id: string) => string,
): NotebookDocument {
  const cells = blank.cells.flatMap((cell) => {
    const id = (cell.metadata as { nbgrader?: { grade_id: string } }).nbgrader?.grade_id ?? "";
    const [, question] = /^(\w+)-answer$/.exec(id) ?? [];
    if (question === undefined) return [cell];
    const source = answers[question] ?? (restIsBlank ? cell.source : solution(id));
    const ownCell: CodeCell = {
      cell_type: "code",
      id: "own",
      metadata: {},
      source: own ?? "",
      outputs: [],
      execution_count: null,
    };
    return own !== undefined && question === "1a" ? [ownCell, { ...cell, source }] : [{ ...cell, source }];
  });
  return change({ ...blank, cells });
}
