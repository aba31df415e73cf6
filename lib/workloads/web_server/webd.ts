/**
 * webd: a front end that speaks HTTP/1.0 on a network stack of its own, and leaves the work to others. It
 * reads a request, sends its file's number to a filesum core, and goes on with other connections until the
 * sum is back.
 *
 * It scales: stack, connections and rings are its own.
 * Workload: `workloads/web_server/web_server.ts`. Notebook: `08_web_server`.
 */
import type { PolledDevice } from "../../kernels/polling.ts";
import type { TcpConnection } from "../../kernels/tcp.ts";
import { type HttpRequest, HttpRequestReader } from "../../libos/http/request.ts";
import { type HttpStatus, responseText } from "../../libos/http/response.ts";
import { packText, unpackText } from "../../libos/http/text.ts";
import type { Received, TcpStack } from "../../libos/tcp/stack.ts";
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";
import { sumText } from "./files.ts";
import { type Channel, requestOf } from "./filesum.ts";
import { webdCycles } from "./path_lengths.ts";

/** Tags of requests come round after so many. */
const TAGS = 2 ** 20;

/** A request that waits for its sum. */
interface Pending {
  readonly connection: TcpConnection;
  readonly method: HttpRequest["method"];
}

/** One front end. */
export class Webd implements PolledDevice {
  /** See {@link PolledDevice.name}. */
  readonly name = "webd";
  /** Requests that it has answered, refusals included. */
  answered = 0;
  /** What is known of requests that are not whole yet; `done` once they were. */
  readonly #readers = new WeakMap<TcpConnection, HttpRequestReader | "done">();
  readonly #pending = new Map<number, Pending>();
  #nextTag = 0;

  /**
   * A front end on a stack.
   *
   * @param channels one a filesum core
   * @param files how many there are
   * @param choose says which filesum core gets the request for a file
   */
  constructor(
    readonly stack: TcpStack,
    readonly channels: readonly Channel[],
    readonly files: number,
    readonly choose: (file: number) => number,
  ) {}

  /** See {@link PolledDevice.watched}. */
  watched(): readonly number[] {
    return this.channels.map(({ replies }) => replies.watched);
  }

  /** Accepts a connection, reads what came on another, answers with sums that are back. */
  *poll(core: Core): Program<boolean> {
    const connection = yield* this.stack.accept(core);
    if (connection) core.compute(webdCycles.thread.value);
    const received = yield* this.stack.read(core);
    if (received) yield* this.#take(core, received);
    let worked = connection !== undefined || received !== undefined;
    for (const { replies } of this.channels) {
      const tag = yield* replies.tryReceive(core);
      if (tag === undefined) continue;
      worked = true;
      const sum = yield* replies.receive(core), { connection, method } = this.#pending.get(tag)!;
      this.#pending.delete(tag);
      yield* this.#answer(core, connection, 200, sumText(sum), method);
    }
    return worked;
  }

  *#take(core: Core, { connection, data, ended }: Received): Program {
    const reader = this.#readers.get(connection) ?? new HttpRequestReader();
    if (reader === "done") return;
    const request = reader.push(unpackText(data));
    this.#readers.set(connection, request || ended ? "done" : reader);
    if (!request) {
      if (ended) return yield* this.stack.close(core, connection);
      return yield* this.stack.acknowledge(core, connection);
    }
    core.compute(webdCycles.parse.value);
    if ("status" in request) return yield* this.#answer(core, connection, request.status, request.reason);
    const file = /^\/\d{1,9}$/.test(request.path) ? Number(request.path.slice(1)) : this.files;
    if (file >= this.files) {
      return yield* this.#answer(core, connection, 404, "no such file", request.method);
    }
    const tag = this.#nextTag;
    this.#nextTag = (tag + 1) % TAGS;
    this.#pending.set(tag, { connection, method: request.method });
    yield* this.channels[this.choose(file)]!.requests.send(core, requestOf(tag, file));
  }

  *#answer(
    core: Core,
    connection: TcpConnection,
    status: HttpStatus,
    body: string,
    method?: HttpRequest["method"],
  ): Program {
    core.compute(webdCycles.respond.value);
    yield* this.stack.write(core, connection, packText(responseText(status, body, method)));
    yield* this.stack.close(core, connection);
    this.answered++;
  }
}
