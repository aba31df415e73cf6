/**
 * ZMTP 3.0, the wire protocol of ZeroMQ, as far as Jupyter needs it: over TCP, with the NULL mechanism (no
 * encryption, no password). A client of a kernel connects as DEALER and SUB; a kernel accepts as ROUTER, PUB
 * and REP.
 *
 * A connection opens with a 64-byte greeting and one READY command from either side. After that it
 * carries messages. A message is one or more frames (see `frames.ts`), all but the last marked "more".
 */
import { concatenate, encodeFrame, FrameReader } from "./frames.ts";

/** The kinds of sockets: those of a client, and those of a kernel. */
export type SocketType = "DEALER" | "SUB" | "ROUTER" | "PUB" | "REP";

const GREETING_BYTES = 64;

/**
 * The greeting either side sends: signature, version 3.0, mechanism NULL, not a server.
 *
 * @example
 * ```ts
 * import { greeting } from "./zmtp.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(greeting().length, 64);
 * ```
 */
export function greeting(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(GREETING_BYTES);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(new TextEncoder().encode("NULL"), 12);
  return bytes;
}

function readyCommand(type: SocketType): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const property = (name: string, value: string): number[] => [
    name.length,
    ...text.encode(name),
    ...[0, 0, 0, value.length],
    ...text.encode(value),
  ];
  const body = [5, ...text.encode("READY"), ...property("Socket-Type", type), ...property("Identity", "")];
  return encodeFrame(Uint8Array.from(body), { command: true });
}

/** Where a ZeroMQ peer listens. */
export interface Address {
  /** Host name or IP address. */
  readonly hostname: string;
  /** TCP port. */
  readonly port: number;
}

/** A connected ZeroMQ socket. It sends and receives messages of one or more parts. */
export class ZmtpSocket {
  readonly #connection: Deno.Conn;
  readonly #frames: FrameReader;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
    this.#frames = new FrameReader(connection);
  }

  /**
   * Connects and shakes hands. A SUB socket subscribes to everything.
   *
   * @throws {Deno.errors.ConnectionRefused} if nobody listens there.
   * @throws {Error} if the peer does not speak ZMTP 3 with the NULL mechanism.
   * @example
   * ```ts ignore
   * const shell = await ZmtpSocket.connect("DEALER", { hostname: "127.0.0.1", port: 50001 });
   * ```
   */
  static async connect(type: SocketType, address: Address): Promise<ZmtpSocket> {
    return await ZmtpSocket.over(await Deno.connect(address), type);
  }

  /**
   * Shakes hands over a connection that is there, and closes it if that fails. Of a SUB socket's subscription
   * a PUB socket hears by a message.
   *
   * @throws {Error} if the peer does not speak ZMTP 3 with the NULL mechanism.
   * @example
   * ```ts ignore
   * for await (const connection of listener) void serve(await ZmtpSocket.over(connection, "ROUTER"));
   * ```
   */
  static async over(connection: Deno.Conn, type: SocketType): Promise<ZmtpSocket> {
    try {
      const socket = new ZmtpSocket(connection);
      await socket.#handshake(type);
      return socket;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async #handshake(type: SocketType): Promise<void> {
    await this.#write(greeting());
    const theirs = await this.#frames.take(GREETING_BYTES);
    if (theirs === null) throw new Error("the peer closed the connection during the ZMTP handshake");
    const mechanism = new TextDecoder().decode(theirs.subarray(12, 32)).replace(/\0+$/, "");
    if (theirs[0] !== 0xff || theirs[9] !== 0x7f || theirs[10]! < 3 || mechanism !== "NULL") {
      throw new Error("the peer does not speak ZMTP 3 with the NULL mechanism");
    }
    await this.#write(readyCommand(type));
    const ready = await this.#frames.next();
    if (!ready?.command || new TextDecoder().decode(ready.body.subarray(1, 6)) !== "READY") {
      throw new Error("the peer did not answer the ZMTP handshake with READY");
    }
    if (type === "SUB") await this.send([Uint8Array.of(1)]); // subscribe; the prefix is empty
  }

  /** Sends one message; messages sent at the same time do not mix. */
  async send(parts: readonly Uint8Array[]): Promise<void> {
    const frames = parts.map((part, i) => encodeFrame(part, { more: i < parts.length - 1 }));
    await this.#write(concatenate(frames)); // in one piece: small packets wait for each other
  }

  /** The next message, or null when the peer has closed the connection. */
  async receive(): Promise<Uint8Array[] | null> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const frame = await this.#frames.next();
      if (frame === null) return null;
      if (frame.command) continue; // nothing after READY concerns us
      parts.push(frame.body);
      if (!frame.more) return parts;
    }
  }

  /** Closes the connection; a pending {@linkcode receive} rejects or ends. */
  close(): void {
    try {
      this.#connection.close();
    } catch { /* closed already */ }
  }

  #write(bytes: Uint8Array): Promise<void> {
    const write = async (): Promise<void> => {
      for (let sent = 0; sent < bytes.length;) sent += await this.#connection.write(bytes.subarray(sent));
    };
    return this.#lastWrite = this.#lastWrite.then(write);
  }
}
