/** The five sockets on which a kernel listens, and which front end a request came from. */
import type { ConnectionInfo } from "../runner/connection.ts";
import { decodeMessage, encodeMessage, type JsonObject, type ReceivedMessage } from "../runner/messages.ts";
import { type SocketType, ZmtpSocket } from "../runner/zmtp.ts";

/** The channels on which front ends ask; `control` gets through while code runs. */
export type Channel = "shell" | "control" | "stdin";

/** A message of a front end. */
export interface Request extends ReceivedMessage {
  /** Where it came in. */
  readonly channel: Channel;
  /** Answers it: to the front end that has sent it, and to no other. */
  reply(type: string, content: JsonObject): void;
}

/** The sockets of a kernel, open to any number of front ends. */
export class KernelSockets implements Disposable {
  readonly #key: string;
  readonly #session: string = crypto.randomUUID();
  readonly #listeners: Deno.Listener[] = [];
  readonly #subscribers = new Set<ZmtpSocket>();
  readonly #asked = new Set<ZmtpSocket>();
  readonly #onRequest: (request: Request) => void;

  /**
   * Listens where the connection file says.
   *
   * @param onRequest is called with each request, in the order in which they come in on their channel
   * @throws {Deno.errors.AddrInUse} if somebody listens there already
   */
  constructor(connection: ConnectionInfo, onRequest: (request: Request) => void) {
    const { key, shell_port, control_port, stdin_port, iopub_port, hb_port, ip: hostname } = connection;
    this.#key = key;
    this.#onRequest = onRequest;
    const listen = (port: number, type: SocketType, serve: (socket: ZmtpSocket) => Promise<void>): void => {
      const listener = Deno.listen({ hostname, port });
      this.#listeners.push(listener);
      void accept(listener, type, serve);
    };
    listen(hb_port, "REP", echo);
    listen(iopub_port, "PUB", (socket) => this.#serveSubscriber(socket));
    listen(shell_port, "ROUTER", (socket) => this.#serve(socket, "shell"));
    listen(control_port, "ROUTER", (socket) => this.#serve(socket, "control"));
    listen(stdin_port, "ROUTER", (socket) => this.#serve(socket, "stdin"));
  }

  /** Tells all front ends something. */
  publish(type: string, content: JsonObject, parent: JsonObject, metadata: JsonObject = {}): void {
    for (const socket of this.#subscribers) this.#send(socket, type, content, parent, metadata);
  }

  /** Asks whoever can answer questions, such as for a line of input. */
  ask(type: string, content: JsonObject, parent: JsonObject): void {
    for (const socket of this.#asked) this.#send(socket, type, content, parent);
  }

  /** Closes the doors. */
  [Symbol.dispose](): void {
    for (const listener of this.#listeners) listener.close();
  }

  #send(
    socket: ZmtpSocket,
    type: string,
    content: JsonObject,
    parent: JsonObject,
    metadata: JsonObject = {},
  ): void {
    const message = { id: crypto.randomUUID(), type, parent, content, metadata };
    // whoever has hung up does not hear it
    socket.send(encodeMessage(message, { key: this.#key, session: this.#session })).catch(() => {});
  }

  async #serve(socket: ZmtpSocket, channel: Channel): Promise<void> {
    if (channel === "stdin") this.#asked.add(socket);
    try {
      for (let parts = await socket.receive(); parts !== null; parts = await socket.receive()) {
        const message = this.#read(parts);
        if (message === undefined) continue;
        const reply = (type: string, content: JsonObject): void =>
          this.#send(socket, type, content, message.header);
        this.#onRequest({ ...message, channel, reply });
      }
    } finally {
      this.#asked.delete(socket);
    }
  }

  /** Undefined for a message of somebody without the key. */
  #read(parts: readonly Uint8Array[]): ReceivedMessage | undefined {
    try {
      return decodeMessage(parts, this.#key);
    } catch {
      return undefined;
    }
  }

  async #serveSubscriber(socket: ZmtpSocket): Promise<void> {
    try {
      for (let parts = await socket.receive(); parts !== null; parts = await socket.receive()) {
        if (parts[0]?.[0] === 1) this.#subscribers.add(socket);
        else this.#subscribers.delete(socket);
      }
    } finally {
      this.#subscribers.delete(socket);
    }
  }
}

async function accept(
  listener: Deno.Listener,
  type: SocketType,
  serve: (socket: ZmtpSocket) => Promise<void>,
): Promise<void> {
  for await (const connection of listener) {
    ZmtpSocket.over(connection, type).then(async (socket) => {
      await serve(socket).catch(() => {}); // it has hung up
      socket.close();
    }, () => {}); // it speaks something else
  }
}

async function echo(socket: ZmtpSocket): Promise<void> {
  for (let parts = await socket.receive(); parts !== null; parts = await socket.receive()) {
    await socket.send(parts);
  }
}
