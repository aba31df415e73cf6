/**
 * Which points are being measured just now. Each process has one file that names its own, and touches it
 * while it lives; so a process that was killed is known by a file that has become old.
 */
import { join } from "node:path";
import { writeWhole } from "../files/write_whole.ts";
import { isOlder, namesIn, removed, type Results } from "./results.ts";

/** The variable of the environment by which a process is told what its file is called. */
export const nameOfRun = "COREY_LAB_RUN";

const TOUCH_MS = 10_000, DEAD_AFTER_MS = 45_000;

/** Where the files are. Not among the results, which are many. */
const folderOf = ({ folder, version }: Results): string => join(folder, `${version}-running`);

/** The points that this process measures. */
export class UnderWay {
  readonly #path: string;
  readonly #keys = new Set<string>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #leave = (): void => removed(this.#path);

  /** @throws {WriteError} when nothing can be written where the results are to go */
  constructor(results: Results) {
    this.#path = join(folderOf(results), Deno.env.get(nameOfRun) ?? crypto.randomUUID());
    writeWhole(this.#path, "[]");
    this.#timer = setInterval(() => this.#write(), TOUCH_MS);
    globalThis.addEventListener("unload", this.#leave);
  }

  /** The points that a process measured when it was ended; its file is removed. */
  static left(results: Results, run: string): string[] {
    const path = join(folderOf(results), run), keys = keysIn(path);
    removed(path);
    return keys;
  }

  /** Says that a point is being measured. */
  begin(key: string): void {
    this.#keys.add(key);
    this.#write();
  }

  /** Says that it no longer is; others learn of it with the next that is begun, or by its result. */
  end(key: string): void {
    this.#keys.delete(key);
  }

  /** Removes the file. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    globalThis.removeEventListener("unload", this.#leave);
    this.#leave();
  }

  /** Whole or not at all: a point that ends the process may do so in the middle of it. */
  #write(): void {
    try {
      writeWhole(this.#path, JSON.stringify([...this.#keys]));
    } catch { /* on a full disk the next result says so */ }
  }
}

/** The points that living processes measure; files of dead ones are removed. */
export function keysUnderWay(results: Results): Set<string> {
  const keys = new Set<string>();
  for (const name of namesIn(folderOf(results))) {
    const path = join(folderOf(results), name);
    if (isOlder(path, DEAD_AFTER_MS)) removed(path);
    else if (!name.endsWith(".tmp")) { for (const key of keysIn(path)) keys.add(key); }
  }
  return keys;
}

function keysIn(path: string): string[] {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch {
    return []; // its process has ended, or is writing, just now
  }
}
