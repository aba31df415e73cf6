/** The sockets between a client and a kernel, and the matching of replies to requests. */
import type { ConnectionInfo } from "./connection.ts";
import { decodeMessage, encodeMessage, type JsonObject, type Message } from "./messages.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** The channels on which requests are sent. `control` gets through while code runs. */
export type RequestChannel = "shell" | "control";

const HANGING_UP = [
  Deno.errors.ConnectionReset,
  Deno.errors.BadResource,
  Deno.errors.Interrupted,
  Deno.errors.BrokenPipe,
];

/** The open channels to a kernel. */
export class Channels {
  /**
   * Resolves when all channels are closed: the kernel has hung up or, with an error, is no Jupyter kernel.
   */
  readonly closed: Promise<Error | undefined>;
  /** Gets everything the kernel publishes from now on, in order. */
  onPublished: (message: Message) => void = () => {};
  /** Gets what the kernel asks, such as for a line of input. */
  onAsked: (message: Message) => void = () => {};
  readonly #key: string;
  readonly #session: string = crypto.randomUUID();
  readonly #sockets: Readonly<Record<RequestChannel | "iopub" | "stdin", ZmtpSocket>>;
  readonly #waiting = new Map<string, (reply: Message) => void>();

  private constructor(key: string, sockets: Record<RequestChannel | "iopub" | "stdin", ZmtpSocket>) {
    this.#key = key;
    this.#sockets = sockets;
    const onReply = (reply: Message): void => {
      const id = String(reply.parent.msg_id);
      this.#waiting.get(id)?.(reply);
      this.#waiting.delete(id);
    };
    this.closed = Promise.all([
      this.#pump(sockets.iopub, (message) => this.onPublished(message)),
      this.#pump(sockets.shell, onReply),
      this.#pump(sockets.control, onReply),
      this.#pump(sockets.stdin, (message) => this.onAsked(message)),
    ]).then((errors) => errors.find((error) => error !== undefined));
  }

  /**
   * Connects to a kernel that is listening.
   *
   * @throws {Deno.errors.ConnectionRefused} if it is not listening (yet).
   * @example
   * ```ts ignore
   * const channels = await Channels.connect(connection);
   * ```
   */
  static async connect(connection: ConnectionInfo): Promise<Channels> {
    const { ip: hostname, key, shell_port, control_port, stdin_port, iopub_port } = connection;
    const opened: ZmtpSocket[] = [];
    const open = async (type: "DEALER" | "SUB", port: number): Promise<ZmtpSocket> => {
      const socket = await ZmtpSocket.connect(type, { hostname, port });
      opened.push(socket);
      return socket;
    };
    try {
      const iopub = await open("SUB", iopub_port);
      const shell = await open("DEALER", shell_port);
      const control = await open("DEALER", control_port);
      const stdin = await open("DEALER", stdin_port);
      return new Channels(key, { iopub, shell, control, stdin });
    } catch (error) {
      for (const socket of opened) socket.close();
      throw error;
    }
  }

  /** Sends a request and waits for its reply, for ever if the kernel gives none. */
  async request(channel: RequestChannel, type: string, content: JsonObject): Promise<Message> {
    const id = crypto.randomUUID();
    const reply = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    await this.#send(channel, { id, type, parent: {}, content, metadata: {} });
    return await reply;
  }

  /** Answers what the kernel has asked. */
  async answer(type: string, content: JsonObject): Promise<void> {
    await this.#send("stdin", { id: crypto.randomUUID(), type, parent: {}, content, metadata: {} });
  }

  async #send(channel: RequestChannel | "stdin", message: Message): Promise<void> {
    await this.#sockets[channel].send(encodeMessage(message, { key: this.#key, session: this.#session }));
  }

  /** Hangs up. */
  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  async #pump(socket: ZmtpSocket, onMessage: (message: Message) => void): Promise<Error | undefined> {
    try {
      for (let parts = await socket.receive(); parts !== null; parts = await socket.receive()) {
        onMessage(decodeMessage(parts, this.#key));
      }
      return undefined;
    } catch (error) {
      if (HANGING_UP.some((kind) => error instanceof kind)) return undefined;
      this.close(); // one channel that talks nonsense makes the others worthless
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
