/**
 * One end of a TCP connection (RFC 793): the states, the numbers, what to answer, what to send again. It is
 * the same on Corey, on Linux and on the clients; what differs is which structures its words stand in, and
 * who runs it under which lock.
 *
 * Left out, because a service of short answers does not need them: windows, congestion control, segments out
 * of order (they are asked for again), options.
 * Workload: `workloads/tcp_service.ts`.
 */
import { after, flags, noData, type TcpSegment } from "../machine/network/packet.ts";

/** The states of a connection. */
export enum TcpState {
  Closed,
  SynSent,
  SynReceived,
  Established,
  FinWait1,
  FinWait2,
  Closing,
  TimeWait,
  CloseWait,
  LastAck,
}

/** The words of a connection, by address. */
export interface TcpWords {
  /** A {@link TcpState}. */
  readonly state: number;
  /** The next byte that is expected. */
  readonly rcv_nxt: number;
  /** The next byte to be sent. */
  readonly snd_nxt: number;
  /** The oldest byte that was not acknowledged. */
  readonly snd_una: number;
  /** Ticks since it was sent. */
  readonly rtime: number;
  /** Times it was sent again. */
  readonly nrtx: number;
}

/** What reads and writes words: a core, or something outside the machine. */
export interface WordAccess {
  /** Reads a word. */
  load(address: number): number;
  /** Writes a word. */
  store(address: number, value: number): void;
}

/** An end's address and port. */
export interface Endpoint {
  /** The network interface. */
  readonly address: number;
  /** The port. */
  readonly port: number;
}

/** What a segment led to. */
export interface Answer {
  /** Segments to send. */
  readonly send: TcpSegment[];
  /** Data that came, in order. */
  readonly data: Int32Array;
  /** Whether the connection opened. */
  readonly opened: boolean;
  /** Whether the other side said that it sends no more. */
  readonly ended: boolean;
}

/** A segment is sent again so often, then the connection is given up (`TCP_MAXRTX` of lwIP). */
const MOST_RETRANSMISSIONS = 12;

/** One end of a connection. The caller holds the lock that guards its words, if other cores may call it. */
export class TcpConnection {
  /** What was sent and not yet acknowledged. */
  readonly unacknowledged: TcpSegment[] = [];
  #acknowledgementDue = false;

  /**
   * A connection that is not open yet.
   *
   * @param timeoutTicks ticks after which a segment is sent again for the first time; twice as many for the
   * second, and so on
   */
  constructor(
    readonly at: TcpWords,
    readonly local: Endpoint,
    readonly remote: Endpoint,
    readonly timeoutTicks: number,
  ) {}

  /** Opens a connection: the segment that asks for it. */
  open(core: WordAccess, sequence: number): TcpSegment {
    this.#begin(core, TcpState.SynSent, sequence, 0);
    return this.#emit(core, flags.syn, noData);
  }

  /** Answers a request to open a connection. */
  accept(core: WordAccess, sequence: number, syn: TcpSegment): TcpSegment {
    this.#begin(core, TcpState.SynReceived, sequence, syn.sequence + 1 | 0);
    return this.#emit(core, flags.syn | flags.ack, noData);
  }

  /** Sends data. */
  send(core: WordAccess, data: Int32Array): TcpSegment {
    return this.#emit(core, flags.ack, data);
  }

  /** Says that there is no more to come. */
  close(core: WordAccess): TcpSegment {
    const state = core.load(this.at.state);
    core.store(this.at.state, state === TcpState.CloseWait ? TcpState.LastAck : TcpState.FinWait1);
    return this.#emit(core, flags.fin | flags.ack, noData);
  }

  /** Takes a segment of this connection. */
  receive(core: WordAccess, segment: TcpSegment): Answer {
    const { at } = this, answer = { send: [] as TcpSegment[], data: noData, opened: false, ended: false };
    const state: TcpState = core.load(at.state), isSyn = (segment.flags & flags.syn) !== 0;
    if (state === TcpState.Closed) return answer;
    if ((segment.flags & flags.rst) !== 0) {
      if (this.#isResetValid(core, state, segment)) this.#end(core);
      return answer;
    }
    if (state === TcpState.SynSent) {
      if (!isSyn || segment.acknowledgement !== core.load(at.snd_nxt)) return answer;
      core.store(at.rcv_nxt, segment.sequence + 1 | 0);
      this.#acknowledge(core, segment.acknowledgement);
      core.store(at.state, TcpState.Established);
      answer.opened = true;
      answer.send.push(this.#make(core, flags.ack, core.load(at.snd_nxt), noData));
      return answer;
    }
    if (isSyn) {
      // It asks again: our answer was lost, or its question came twice.
      answer.send.push(
        state === TcpState.SynReceived ? this.#again(core, this.unacknowledged[0]!) : this.#bare(core),
      );
      return answer;
    }
    const acknowledged = this.#acknowledge(core, segment.acknowledgement);
    if (state === TcpState.SynReceived && acknowledged) {
      core.store(at.state, TcpState.Established);
      answer.opened = true;
    }
    this.#takeContents(core, segment, answer);
    this.#settle(core);
    return answer;
  }

  /** Acknowledges at once what otherwise the next segment would; undefined if there is nothing. */
  acknowledge(core: WordAccess): TcpSegment | undefined {
    return this.#acknowledgementDue ? this.#bare(core) : undefined;
  }

  /** A tick of the retransmission timer: what has to be sent again. */
  tick(core: WordAccess): TcpSegment[] {
    const { at } = this, [oldest] = this.unacknowledged;
    if (this.#acknowledgementDue) return [this.#bare(core)];
    if (!oldest) return [];
    const waited = core.load(at.rtime) + 1, times = core.load(at.nrtx);
    core.store(at.rtime, waited);
    if (waited < this.timeoutTicks * 2 ** Math.min(times, 6)) return [];
    if (times >= MOST_RETRANSMISSIONS) {
      this.#end(core);
      return [];
    }
    core.store(at.rtime, 0);
    core.store(at.nrtx, times + 1);
    return this.unacknowledged.map((segment) => this.#again(core, segment));
  }

  #begin(core: WordAccess, state: TcpState, sequence: number, expected: number): void {
    const { at } = this;
    core.store(at.state, state);
    core.store(at.rcv_nxt, expected);
    core.store(at.snd_nxt, sequence);
    core.store(at.snd_una, sequence);
    core.store(at.rtime, 0);
    core.store(at.nrtx, 0);
  }

  /** Takes data and the end that are next in order; what is not next is asked for again. */
  #takeContents(
    core: WordAccess,
    segment: TcpSegment,
    answer: { send: TcpSegment[]; data: Int32Array; ended: boolean },
  ): void {
    const { at } = this, bytes = 4 * segment.data.length, isFin = (segment.flags & flags.fin) !== 0;
    if (bytes === 0 && !isFin) return;
    const expected = core.load(at.rcv_nxt), state: TcpState = core.load(at.state);
    const open = state === TcpState.Established || state === TcpState.FinWait1 || state === TcpState.FinWait2;
    if (segment.sequence !== expected || !open) {
      answer.send.push(this.#bare(core));
      return;
    }
    answer.data = segment.data;
    answer.ended = isFin;
    core.store(at.rcv_nxt, expected + bytes + (isFin ? 1 : 0) | 0);
    // Data alone are acknowledged with what follows, or at the next tick.
    this.#acknowledgementDue = true;
    if (!isFin) return;
    answer.send.push(this.#bare(core));
    core.store(
      at.state,
      state === TcpState.Established
        ? TcpState.CloseWait
        : state === TcpState.FinWait1
        ? TcpState.Closing
        : TcpState.TimeWait,
    );
  }

  /** Notes what the other side has; says whether it is something new. */
  #acknowledge(core: WordAccess, number: number): boolean {
    const { at } = this;
    if (after(number, core.load(at.snd_una)) <= 0 || after(number, core.load(at.snd_nxt)) > 0) return false;
    core.store(at.snd_una, number);
    core.store(at.rtime, 0);
    core.store(at.nrtx, 0);
    const pending = this.unacknowledged;
    while (pending.length > 0 && after(number, endOf(pending[0]!)) >= 0) pending.shift();
    return true;
  }

  /** States that change once everything that was sent has been acknowledged. */
  #settle(core: WordAccess): void {
    if (this.unacknowledged.length > 0) return;
    const state: TcpState = core.load(this.at.state);
    // Closing is entered with our end already acknowledged when both come in one segment.
    if (state === TcpState.FinWait1) core.store(this.at.state, TcpState.FinWait2);
    else if (state === TcpState.Closing) core.store(this.at.state, TcpState.TimeWait);
    else if (state === TcpState.LastAck) core.store(this.at.state, TcpState.Closed);
  }

  #isResetValid(core: WordAccess, state: TcpState, segment: TcpSegment): boolean {
    return state === TcpState.SynSent
      ? segment.acknowledgement === core.load(this.at.snd_nxt)
      : segment.sequence === core.load(this.at.rcv_nxt);
  }

  #end(core: WordAccess): void {
    this.unacknowledged.length = 0;
    this.#acknowledgementDue = false;
    core.store(this.at.state, TcpState.Closed);
  }

  #bare(core: WordAccess): TcpSegment {
    return this.#make(core, flags.ack, core.load(this.at.snd_nxt), noData);
  }

  /** A segment that has to arrive. */
  #emit(core: WordAccess, flagBits: number, data: Int32Array): TcpSegment {
    const segment = this.#make(core, flagBits, core.load(this.at.snd_nxt), data);
    core.store(this.at.snd_nxt, endOf(segment));
    this.unacknowledged.push(segment);
    return segment;
  }

  /** The same segment, with what is acknowledged by now. */
  #again(core: WordAccess, { flags, sequence, data }: TcpSegment): TcpSegment {
    return this.#make(core, flags, sequence, data);
  }

  #make(core: WordAccess, flagBits: number, sequence: number, data: Int32Array): TcpSegment {
    const { local, remote } = this;
    if ((flagBits & flags.ack) !== 0) this.#acknowledgementDue = false;
    return {
      from: local.address,
      fromPort: local.port,
      to: remote.address,
      toPort: remote.port,
      sequence,
      acknowledgement: core.load(this.at.rcv_nxt),
      flags: flagBits,
      data,
    };
  }
}

/** The number of the byte after a segment; its SYN and its FIN count as one each. */
function endOf({ sequence, data, flags: bits }: TcpSegment): number {
  const marks = (bits & flags.syn ? 1 : 0) + (bits & flags.fin ? 1 : 0);
  return sequence + 4 * data.length + marks | 0;
}

/** The answer to a segment of a connection that is not known. */
export function resetOf(segment: TcpSegment): TcpSegment {
  return {
    from: segment.to,
    fromPort: segment.toPort,
    to: segment.from,
    toPort: segment.fromPort,
    sequence: segment.flags & flags.ack ? segment.acknowledgement : 0,
    acknowledgement: segment.sequence + (segment.flags & flags.syn ? 1 : 0) | 0,
    flags: flags.rst | flags.ack,
    data: noData,
  };
}
