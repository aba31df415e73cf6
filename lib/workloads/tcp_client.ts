/**
 * A client machine: outside the simulated machine, without a core or memory of it. It keeps a number of
 * connections going: when one has its answer and is closed, it opens the next (a closed loop). It speaks the
 * same TCP as the machine.
 */
import type { Sourced } from "../input/sourced.ts";
import { resetOf, TcpConnection, TcpState, type TcpWords } from "../kernels/tcp.ts";
import { answerTo, SERVICE_PORT } from "../kernels/tcp_server.ts";
import { Random } from "../sim/random.ts";
import { decode, encode, flags, type Packet, type TcpSegment } from "../machine/network/packet.ts";

/** Interfaces of clients have numbers from here on. */
const FIRST_ADDRESS = 1000;
/** Ports that clients use in turn: long before one comes round again, its last connection is forgotten. */
const PORTS = 60_000;
/** Ticks of a client's timers per second. */
export const CLIENT_TICKS_PER_SECOND = 10;

/** How long a packet travels between a client and the machine. */
export const cableDelay: Sourced<number, "microseconds"> = {
  value: 25,
  unit: "microseconds",
  source: "recalled: a gigabit switch, the client's card and its kernel take 50 to 100 µs; with enough " +
    "connections under way it does not matter",
  sure: "R",
};

/**
 * How long a client's process takes from one connection to the next, at most: it is drawn at random, so that
 * clients do not fall into step.
 */
const MOST_PAUSE_MICROSECONDS = 100;

/** The words of a client's connection: where they stand does not matter. */
const words: TcpWords = { state: 0, rcv_nxt: 1, snd_nxt: 2, snd_una: 3, rtime: 4, nrtx: 5 };

/** A connection, from the client's side. */
interface Attempt {
  readonly connection: TcpConnection;
  readonly memory: { load(address: number): number; store(address: number, value: number): void };
  readonly bytes: number[];
  /** What it has yet to say, packet by packet. */
  readonly unsent: Int32Array[];
  ended: boolean;
}

/** What a client says and wants to hear. */
export interface Conversation {
  /**
   * What it sends once its connection from a port is open, packet by packet: each when those before have been
   * acknowledged (Nagle's algorithm, RFC 896, which Linux follows unless told not to).
   */
  ask(port: number): readonly Int32Array[];
  /** Whether words are the whole right answer to that. */
  isAnswer(port: number, words: readonly number[]): boolean;
}

/** That with the paper's TCP service: the client says nothing. */
const listens: Conversation = {
  ask: () => [],
  isAnswer(port, words) {
    const expected = answerTo(port);
    return words.length === expected.length && words.every((word, i) => word === expected[i]);
  },
};

/** One client machine. */
export class TcpClient {
  /** Connections that had their whole answer and were closed. */
  completed = 0;
  /** Connections that ended without. */
  failed = 0;
  /** Answers that were not what the service should have said. */
  wrong = 0;
  /** Connections under way. */
  readonly attempts = new Map<number, Attempt>();
  readonly #address: number;
  #nextPort = 0;
  #remaining: number;

  readonly #random: Random;

  /**
   * A client that is still quiet.
   *
   * @param number of the client: its address follows
   * @param send puts a packet on the cable
   * @param cyclesPerMicrosecond of the common clock
   * @param connections how many it opens in all
   * @param conversation what it says on each, and wants to hear
   */
  constructor(
    readonly number: number,
    readonly send: (packet: Packet, atCycles: number) => void,
    readonly cyclesPerMicrosecond: number,
    connections = Infinity,
    readonly conversation: Conversation = listens,
  ) {
    this.#address = FIRST_ADDRESS + number;
    this.#remaining = connections;
    this.#random = new Random(number);
  }

  /** The interface numbers of clients are far from those of the machine; this finds the client. */
  static numberOf(address: number): number {
    return address - FIRST_ADDRESS;
  }

  /** Opens a connection to an interface after a short pause, unless it has opened all that it should. */
  open(server: number, nowCycles: number): void {
    if (this.#remaining-- <= 0) return;
    const port = 1024 + this.#nextPort;
    this.#nextPort = (this.#nextPort + 1) % PORTS;
    const values = new Int32Array(6);
    const memory = {
      load: (address: number) => values[address]!,
      store: (address: number, value: number) => void (values[address] = value),
    };
    const local = { address: this.#address, port }, remote = { address: server, port: SERVICE_PORT };
    // Three seconds, as for the machine.
    const connection = new TcpConnection(words, local, remote, 3 * CLIENT_TICKS_PER_SECOND);
    this.attempts.set(port, { connection, memory, bytes: [], unsent: [], ended: false });
    const pause = this.#random.below(MOST_PAUSE_MICROSECONDS) * this.cyclesPerMicrosecond;
    this.#send(connection.open(memory, 7919 * port | 0), nowCycles + pause);
  }

  /** Takes a packet from the cable. */
  receive(packet: Packet, nowCycles: number): void {
    const segment = decode(packet);
    if (!segment) return;
    const attempt = this.attempts.get(segment.toPort);
    if (!attempt) {
      if ((segment.flags & flags.rst) === 0) this.#send(resetOf(segment), nowCycles);
      return;
    }
    const { connection, memory } = attempt;
    const answer = connection.receive(memory, segment);
    attempt.bytes.push(...answer.data);
    for (const reply of answer.send) this.#send(reply, nowCycles);
    if (answer.opened) attempt.unsent.push(...this.conversation.ask(segment.toPort));
    if (answer.ended) {
      attempt.ended = true;
      attempt.unsent.length = 0;
      this.#send(connection.close(memory), nowCycles);
    } else if (connection.unacknowledged.length === 0) {
      const next = attempt.unsent.shift();
      if (next) this.#send(connection.send(memory, next), nowCycles);
    }
    this.#finish(attempt, nowCycles);
  }

  /** A tick of the timers. */
  tick(nowCycles: number): void {
    for (const attempt of [...this.attempts.values()]) {
      for (const segment of attempt.connection.tick(attempt.memory)) this.#send(segment, nowCycles);
      this.#finish(attempt, nowCycles);
    }
  }

  #finish({ connection, memory, bytes, ended }: Attempt, nowCycles: number): void {
    if (memory.load(words.state) !== TcpState.Closed) return;
    this.attempts.delete(connection.local.port);
    if (!ended) this.failed++;
    else if (this.conversation.isAnswer(connection.local.port, bytes)) this.completed++;
    else this.wrong++;
    this.open(connection.remote.address, nowCycles);
  }

  #send(segment: TcpSegment, nowCycles: number): void {
    this.send(encode(segment), nowCycles);
  }
}
