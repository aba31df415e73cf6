/**
 * Packets as they travel: TCP over IP over Ethernet. The headers' fields are kept one a word, in the 54 bytes
 * that the three headers take, so that a packet touches the lines that a real one does.
 */

/** A packet: its 32-bit words, headers first. */
export type Packet = Int32Array;

/** Bytes of the Ethernet, IP and TCP headers. */
const HEADER_BYTES = 54;
/** The shortest Ethernet frame, without its check sum; shorter packets are padded. */
const SHORTEST_FRAME_BYTES = 60;
const DATA_WORD = 14;
/** Data of a segment: what Ethernet carries beside the headers of IP and TCP. */
const MOST_DATA_BYTES = 1460;
/** Words of the longest packet. */
export const MOST_WORDS: number = DATA_WORD + MOST_DATA_BYTES / 4;

/** Where the fields stand, by word. */
enum Word {
  To,
  From,
  DataBytes,
  FromPort,
  ToPort,
  Sequence,
  Acknowledgement,
  Flags,
  Checksum,
}

/** The flags of TCP. */
export const flags = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** A TCP segment with its addresses. */
export interface TcpSegment {
  /** The network interface that it goes to: a virtual one has an address of its own. */
  readonly to: number;
  /** The interface that sent it. */
  readonly from: number;
  /** Port at the receiver. */
  readonly toPort: number;
  /** Port at the sender. */
  readonly fromPort: number;
  /** Number of the first byte. */
  readonly sequence: number;
  /** Number of the next byte that the sender expects; with the flag `ack`. */
  readonly acknowledgement: number;
  /** Of {@link flags}. */
  readonly flags: number;
  /** The data, as words. */
  readonly data: Int32Array;
}

/** No data. */
export const noData: Int32Array = new Int32Array(0);

/** The interface that a packet goes to, at a glance: all that a virtual network card looks at. */
export function addresseeOf(packet: Packet): number {
  return packet[Word.To]!;
}

/**
 * Which of some queues a packet goes to, by the sender's address and port: all of a connection to the same,
 * as with receive-side scaling (RSS). (Not the hash of Toeplitz, but as even.)
 */
export function queueOf(packet: Packet, queues: number): number {
  return queueOfSender(packet[Word.From]!, packet[Word.FromPort]!, queues);
}

/** See {@link queueOf}. */
export function queueOfSender(address: number, port: number, queues: number): number {
  return ((Math.imul(address, 0x9e3779b1) ^ Math.imul(port, 0x85ebca6b)) >>> 12) % queues;
}

/** What a packet takes in the sender's memory, in bytes. */
export function packetBytes(packet: Packet): number {
  return HEADER_BYTES + 4 * (packet.length - DATA_WORD);
}

/** What a packet takes on the wire and in the receiver's memory, in bytes. */
export function frameBytes(packet: Packet): number {
  return Math.max(SHORTEST_FRAME_BYTES, packetBytes(packet));
}

/** Puts a segment into a packet, with its check sum. */
export function encode(segment: TcpSegment): Packet {
  const packet = new Int32Array(DATA_WORD + segment.data.length);
  packet[Word.To] = segment.to;
  packet[Word.From] = segment.from;
  packet[Word.DataBytes] = 4 * segment.data.length;
  packet[Word.FromPort] = segment.fromPort;
  packet[Word.ToPort] = segment.toPort;
  packet[Word.Sequence] = segment.sequence;
  packet[Word.Acknowledgement] = segment.acknowledgement;
  packet[Word.Flags] = segment.flags;
  packet.set(segment.data, DATA_WORD);
  packet[Word.Checksum] = checksum(packet, packet.length);
  return packet;
}

/** The segment in a packet; undefined when the packet has been damaged. */
export function decode(packet: Packet): TcpSegment | undefined {
  const words = packet[Word.DataBytes]! / 4;
  if (!Number.isInteger(words) || words < 0 || DATA_WORD + words > packet.length) return undefined;
  if (checksum(packet, DATA_WORD + words) !== packet[Word.Checksum]) return undefined;
  return {
    to: packet[Word.To]!,
    from: packet[Word.From]!,
    toPort: packet[Word.ToPort]!,
    fromPort: packet[Word.FromPort]!,
    sequence: packet[Word.Sequence]!,
    acknowledgement: packet[Word.Acknowledgement]!,
    flags: packet[Word.Flags]!,
    data: packet.slice(DATA_WORD, DATA_WORD + words),
  };
}

/** How far one sequence number lies behind another; they wrap round. */
export function after(sequence: number, other: number): number {
  return (sequence - other) | 0;
}

function checksum(packet: Packet, words: number): number {
  let sum = 0;
  for (let i = 0; i < words; i++) {
    if (i !== Word.Checksum) sum = Math.imul(sum, 31) + packet[i]! | 0;
  }
  return sum;
}
