/** Help while one works, with types: remarks on cells, documentation, completions. Off by `// types: off`. */
import type { JsonObject } from "../runner/messages.ts";
import type { Answer } from "./answers.ts";
import { Checker } from "./checker.ts";
import { type Remark, slipsRemark } from "./remarks.ts";

/** The line that turns it off, or on again. */
const SWITCH = /^\s*\/\/\s*types:\s*(on|off)\s*$/m;
/** The environment variable that turns it off from the start: `off`. */
export const TYPES = "COREY_LAB_TYPES";
/** More completions are of no use. */
const MOST = 200;

/** Helps with the cells of one kernel. */
export class Assistant implements Disposable {
  readonly #cwd: string;
  #isOn = Deno.env.get(TYPES) !== "off";
  #checker: Checker | undefined;

  /** Its language server starts when it is first needed. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** Whether it helps. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Whether a remark will be long in coming. */
  get isBehind(): boolean {
    return this.#checker?.isBehind ?? true;
  }

  /** What there is to say on a cell that runs now. */
  async remarkOn(code: string): Promise<Remark | undefined> {
    const said = SWITCH.exec(code)?.[1];
    if (said !== undefined) this.#isOn = said === "on";
    if (!this.#isOn) this[Symbol.dispose]();
    const slips = await this.#help()?.check(code) ?? [];
    return slips.length === 0 || !this.#isOn ? undefined : slipsRemark(slips, code);
  }

  /** Answers what a front end asks on Shift+Tab. */
  async inspect({ code, cursor_pos }: JsonObject): Promise<Answer> {
    const source = String(code), text = await this.#help()?.inspect(source, unitsIn(source, cursor_pos));
    if (text === undefined) return ["inspect_reply", { status: "ok", found: false, data: {}, metadata: {} }];
    const data = { "text/markdown": text, "text/plain": text.replaceAll(/^```.*\n?/gm, "") };
    return ["inspect_reply", { status: "ok", found: true, data, metadata: {} }];
  }

  /** Answers what a front end asks on Tab. */
  async complete({ code, cursor_pos }: JsonObject): Promise<Answer> {
    const source = String(code), offset = unitsIn(source, cursor_pos), end = Number(cursor_pos);
    const found = (await this.#help()?.complete(source, offset) ?? []).slice(0, MOST);
    const start = end - /[\w$]*$/.exec(source.slice(0, offset))![0].length;
    return ["complete_reply", {
      status: "ok",
      matches: found.map(({ text }) => text),
      cursor_start: start,
      cursor_end: end,
      metadata: {
        _jupyter_types_experimental: found.map(({ text, kind }) => ({ text, type: kind, start, end })),
      },
    }];
  }

  /** Forgets the cells that have run: what they have declared is gone. */
  forget(): void {
    this.#checker?.forget();
  }

  /** Ends its language server. */
  [Symbol.dispose](): void {
    this.#checker?.[Symbol.dispose]();
    this.#checker = undefined;
  }

  #help(): Checker | undefined {
    return this.#isOn ? this.#checker ??= new Checker(this.#cwd) : undefined;
  }
}

/** Front ends count letters, strings count units of UTF-16. */
function unitsIn(code: string, letters: unknown): number {
  return [...code].slice(0, Number(letters)).join("").length;
}
