/** The three sockets between a client and a kernel, and the matching of replies to requests. */
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
  readonly #key: string;
  readonly #session: string = crypto.randomUUID();
  readonly #sockets: Readonly<Record<RequestChannel | "iopub", ZmtpSocket>>;
  readonly #waiting = new Map<string, (reply: Message) => void>();

  private constructor(key: string, sockets: Record<RequestChannel | "iopub", ZmtpSocket>) {
    this.#key = key;
    this.#sockets = sockets;
    const onReply = (reply: Message): void => {
      this.#waiting.get(reply.parentId ?? "")?.(reply);
      this.#waiting.delete(reply.parentId ?? "");
    };
    this.closed = Promise.all([
      this.#pump(sockets.iopub, (message) => this.onPublished(message)),
      this.#pump(sockets.shell, onReply),
      this.#pump(sockets.control, onReply),
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
    const { ip: hostname, key, shell_port, control_port, iopub_port } = connection;
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
      return new Channels(key, { iopub, shell, control });
    } catch (error) {
      for (const socket of opened) socket.close();
      throw error;
    }
  }

  /** Sends a request and waits for its reply, for ever if the kernel gives none. */
  async request(channel: RequestChannel, type: string, content: JsonObject): Promise<Message> {
    const id = crypto.randomUUID();
    const reply = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    const message = { id, type, parentId: undefined, content, metadata: {} };
    await this.#sockets[channel].send(encodeMessage(message, { key: this.#key, session: this.#session }));
    return await reply;
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
