/** A front end as Jupyter's are, to be played against the lab's kernel. */
import { projectPath } from "../../lib/files/project.ts";
import { TYPES } from "../../lib/jupyter/lab_kernel/assistant.ts";
import { Channels } from "../../lib/jupyter/runner/channels.ts";
import { type ConnectionInfo, newConnection } from "../../lib/jupyter/runner/connection.ts";
import type { JsonObject, Message } from "../../lib/jupyter/runner/messages.ts";

/** The lab's kernel as a process, as Jupyter starts it. */
export class LabProcess implements AsyncDisposable {
  readonly connection: ConnectionInfo = newConnection();
  readonly #child: Deno.ChildProcess;
  readonly #file: string = Deno.makeTempFileSync({ suffix: ".json" });

  /** Starts it, in a folder; types are checked only where that is what is tested, since it takes its time. */
  constructor(
    cwd: string,
    { types = "off", isUnderAShell = false }: {
      readonly types?: "on" | "off";
      readonly isUnderAShell?: boolean;
    } = {},
  ) {
    Deno.writeTextFileSync(this.#file, JSON.stringify(this.connection));
    const main = projectPath("lib/jupyter/lab_kernel/main.ts");
    const command = [Deno.execPath(), "run", "-A", "--config", projectPath("deno.json"), main, this.#file];
    const [program, ...args] = isUnderAShell ? ["sh", "-c", '"$@"; exit', "sh", ...command] : command;
    this.#child = new Deno.Command(program!, { args, cwd, env: { NO_COLOR: "1", [TYPES]: types } }).spawn();
  }

  /** Resolves when it has ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch { /* it has ended */ }
    await this.#child.status;
    await Deno.remove(this.#file);
  }
}

/** What came of a cell. */
export interface Played {
  /** What was published for it between `busy` and `idle`, in order: a word or two for each message. */
  readonly said: string[];
  /** The content of the reply. */
  readonly reply: JsonObject;
}

/** A kernel listens after some hundred milliseconds, on a busy machine after some seconds. */
const ATTEMPTS = 1500;

/** A front end. */
export class FrontEnd implements Disposable {
  /** All that was published, in order. */
  readonly published: Message[] = [];
  readonly #of = new Map<unknown, Message[]>();
  readonly #whenIdle = new Map<unknown, () => void>();
  /** Is told of each message as it is published. */
  onPublished: (message: Message) => void = () => {};

  private constructor(readonly channels: Channels) {
    channels.onPublished = (message) => {
      this.published.push(message);
      const own = this.#of.get(message.parent.msg_id) ?? [];
      this.#of.set(message.parent.msg_id, own);
      own.push(message);
      if (message.content.execution_state === "idle") this.#whenIdle.get(message.parent.msg_id)?.();
      this.onPublished(message);
    };
  }

  /** Connects, and waits until it hears what is published. */
  static async connect({ connection }: LabProcess): Promise<FrontEnd> {
    for (let attempt = 1;; attempt++) {
      try {
        const front = new FrontEnd(await Channels.connect(connection));
        while (front.published.length === 0) {
          await front.channels.request("shell", "kernel_info_request", {});
          await new Promise((go) => setTimeout(go, 10));
        }
        return front;
      } catch (error) {
        const { ConnectionRefused, ConnectionReset } = Deno.errors;
        const isEarly = error instanceof ConnectionRefused || error instanceof ConnectionReset;
        if (!isEarly || attempt === ATTEMPTS) throw error;
        await new Promise((go) => setTimeout(go, 20)); // it is not listening yet
      }
    }
  }

  /** Runs a cell; what was published for it counts until its `idle` comes. */
  async run(code: string, more: JsonObject = {}): Promise<Played> {
    const reply = await this.channels.request("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      stop_on_error: true,
      ...more,
    });
    const own = () => this.#of.get(reply.parent.msg_id) ?? [];
    const isIdle = () => own().at(-1)?.content.execution_state === "idle";
    if (!isIdle()) await new Promise<void>((resolve) => this.#whenIdle.set(reply.parent.msg_id, resolve));
    return { said: own().map(inShort), reply: reply.content };
  }

  /** Resolves as soon as a message is published that `matches`. */
  when(matches: (message: Message) => boolean): Promise<void> {
    return new Promise((resolve) =>
      this.onPublished = (message) => {
        if (matches(message)) resolve();
      }
    );
  }

  /** Presses the stop button; says how long the answer took, in milliseconds. */
  async interrupt(): Promise<number> {
    const began = performance.now();
    await this.channels.request("control", "interrupt_request", {});
    return performance.now() - began;
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    this.channels.close();
  }
}

/** A message in a word or two. */
export function inShort({ type, content }: Message): string {
  switch (type) {
    case "status":
      return String(content.execution_state);
    case "stream":
      return `${content.name} ${String(content.text).trim()}`;
    case "error":
      return `${content.ename}: ${content.evalue}`;
    case "execute_input":
      return `[${content.execution_count}]`;
    case "execute_result":
    case "display_data":
    case "update_display_data":
      return `${type} ${(content.data as JsonObject)["text/plain"]}`;
    default:
      return type;
  }
}
