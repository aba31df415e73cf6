/**
 * A line between two processes on which each can ask the other and wait for the answer, without giving way to
 * anything else: simulated programs are generators, which cannot `await`. It is two named pipes, one a
 * direction, and a message is a line of JSON.
 *
 * While one side waits, the other may ask back, as deep as they like. What needs no answer is told along with
 * the next message.
 */

/** What travels: what is told, then a question, an answer, or why there is none. */
type Message = readonly [told: readonly unknown[], kind: "ask" | "answer" | "error", value: unknown];

/** No message of an honest side is nearly as long. */
const MOST_CHARACTERS = 1_000_000;

/** One end of a line. */
export class Line {
  readonly #reader: Deno.FsFile;
  readonly #writer: Deno.FsFile;
  readonly #answer: (request: unknown) => unknown;
  readonly #bytes: Uint8Array = new Uint8Array(65_536);
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #received = "";
  #told: unknown[] = [];

  /**
   * An end of a line.
   *
   * @param reader the pipe from the other side
   * @param writer the pipe to the other side
   * @param answer finds the answer to what the other side asks or tells; may throw, and may ask back
   */
  constructor(reader: Deno.FsFile, writer: Deno.FsFile, answer: (request: unknown) => unknown) {
    this.#reader = reader;
    this.#writer = writer;
    this.#answer = answer;
  }

  /** Tells something that needs no answer; it arrives before whatever is sent next. */
  tell(request: unknown): void {
    this.#told.push(request);
    if (this.#told.length >= 1000) this.ask(null);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws {Error} with the reason of the other side if it has no answer, or when there is no other side any
   * more
   */
  ask(request: unknown): unknown {
    this.#send("ask", request);
    for (;;) {
      const [told, kind, value] = this.#receive();
      const refused = this.#heard(told);
      if (kind === "ask") this.#reply(value, refused);
      else if (refused !== undefined) throw refused;
      else if (kind === "error") throw new Error(String(value));
      else return value;
    }
  }

  /** Answers for ever. */
  serve(): never {
    for (;;) {
      const [told, , value] = this.#receive();
      this.#reply(value, this.#heard(told));
    }
  }

  #heard(told: readonly unknown[]): unknown {
    try {
      for (const request of told) this.#answer(request);
    } catch (error) {
      return error;
    }
  }

  #reply(request: unknown, refused: unknown): void {
    try {
      if (refused !== undefined) throw refused;
      this.#send("answer", request === null ? null : this.#answer(request));
    } catch (error) {
      this.#send("error", error instanceof Error ? error.message : String(error));
    }
  }

  #send(kind: Message[1], value: unknown): void {
    const told = this.#told;
    this.#told = [];
    const text = JSON.stringify([told, kind, value ?? null]) + "\n";
    for (let bytes = this.#encoder.encode(text); bytes.length > 0;) {
      bytes = bytes.subarray(this.#writer.writeSync(bytes));
    }
  }

  #receive(): Message {
    for (let from = 0;;) {
      const end = this.#received.indexOf("\n", from);
      if (end >= 0) {
        const message: unknown = JSON.parse(this.#received.slice(0, end));
        this.#received = this.#received.slice(end + 1);
        if (isMessage(message)) return message;
        throw new Error("the other side does not keep to the protocol");
      }
      from = this.#received.length;
      if (from > MOST_CHARACTERS) throw new Error("the other side sends a message without end");
      const count = this.#reader.readSync(this.#bytes);
      if (count === null) throw new Error("the program has ended, or was ended because it took too long");
      this.#received += this.#decoder.decode(this.#bytes.subarray(0, count), { stream: true });
    }
  }
}

function isMessage(message: unknown): message is Message {
  return Array.isArray(message) && message.length === 3 && Array.isArray(message[0]) &&
    ["ask", "answer", "error"].includes(message[1]);
}
