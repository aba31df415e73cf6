/**
 * `deno lsp`, the language server that editors use, as a process behind the kernel: what it is asked and what
 * it answers is JSON, each message with its length before it.
 */
import * as z from "zod";
import type { JsonObject } from "../runner/messages.ts";
import { onExit } from "../runner/on_exit.ts";

const messageSchema = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  result: z.unknown().optional(),
});
const configurationSchema = z.looseObject({ items: z.array(z.unknown()) });
const HEAD_END = "\r\n\r\n";

/** A language server that runs. */
export class LanguageServer implements Disposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #takeBack: () => void;
  #requests = 0;

  private constructor(cwd: string) {
    const nice = Deno.build.os === "windows" ? [] : ["nice", "-n", "5"]; // what cells compute comes first
    const [program, ...args] = [...nice, Deno.execPath(), "lsp", "--quiet"];
    const env = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    this.#child = new Deno.Command(program!, {
      args,
      cwd,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    })
      .spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#takeBack = onExit(() => this[Symbol.dispose]());
    void this.#listen().catch(() => this[Symbol.dispose]()); // it says what nobody understands
    void this.#child.status.then(() => this.#giveUp());
  }

  /**
   * Starts one.
   *
   * @param root the folder whose `deno.json` counts
   */
  static async start(root: URL): Promise<LanguageServer> {
    const server = new LanguageServer(Deno.cwd());
    await server.request("initialize", {
      processId: Deno.pid,
      rootUri: root.href,
      workspaceFolders: [{ uri: root.href, name: "lab" }],
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { diagnostic: {} },
      },
      initializationOptions: { enable: true },
    });
    server.notify("initialized", {});
    return server;
  }

  /** Asks something; undefined if there is no answer to be had. */
  request(method: string, params: JsonObject): Promise<unknown> {
    const id = ++this.#requests;
    const answered = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    return answered;
  }

  /** Tells something. */
  notify(method: string, params: JsonObject): void {
    this.#send({ method, params });
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#takeBack();
    try {
      this.#child.kill("SIGKILL");
    } catch { /* it has ended */ }
  }

  #send(message: JsonObject): void {
    const body = new TextEncoder().encode(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const head = new TextEncoder().encode(`Content-Length: ${body.length}${HEAD_END}`);
    this.#writer.write(head).catch(() => this.#giveUp());
    this.#writer.write(body).catch(() => this.#giveUp());
  }

  #giveUp(): void {
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }

  async #listen(): Promise<void> {
    let buffered = new Uint8Array(0);
    for await (const bytes of this.#child.stdout) {
      buffered = new Uint8Array([...buffered, ...bytes]);
      for (;;) {
        const head = new TextDecoder().decode(buffered.subarray(0, 200)).split(HEAD_END, 1)[0]!;
        const length = Number(/Content-Length: (\d+)/.exec(head)?.[1]), start = head.length + HEAD_END.length;
        if (!(buffered.length >= start + length)) break;
        this.#take(new TextDecoder().decode(buffered.subarray(start, start + length)));
        buffered = buffered.slice(start + length);
      }
    }
  }

  #take(text: string): void {
    const { id, method, result, ...rest } = messageSchema.parse(JSON.parse(text));
    if (method === undefined) {
      this.#waiting.get(Number(id))?.(result);
      this.#waiting.delete(Number(id));
    } else if (id !== undefined) {
      const asked = configurationSchema.safeParse(rest.params);
      const isConfiguration = method === "workspace/configuration" && asked.success;
      this.#send({ id, result: isConfiguration ? asked.data.items.map(() => ({ enable: true })) : null });
    }
  }
}
