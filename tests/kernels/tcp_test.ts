import assert from "node:assert/strict";
import fc from "fast-check";
import { flags, noData, type TcpSegment } from "corey-lab/machine";
import { resetOf, TcpConnection, TcpState, type WordAccess } from "corey-lab/kernels";

const words = { state: 0, rcv_nxt: 1, snd_nxt: 2, snd_una: 3, rtime: 4, nrtx: 5 };

/** One end, with words of its own. */
class End implements WordAccess {
  readonly values = new Int32Array(6);
  readonly connection: TcpConnection;
  constructor(local: number, remote: number) {
    this.connection = new TcpConnection(words, { address: local, port: local }, {
      address: remote,
      port: remote,
    }, 3);
  }
  load(address: number): number {
    return this.values[address]!;
  }
  store(address: number, value: number): void {
    this.values[address] = value;
  }
  get state(): TcpState {
    return this.values[0]!;
  }
}

/**
 * A client and a server that answers with some words and closes; `fate` says for each packet how often it
 * arrives.
 */
function talk(answer: Int32Array, fate: () => number, mostTicks = 2000) {
  const client = new End(1, 2), server = new End(2, 1), received: number[] = [];
  const wires: { to: End; segment: TcpSegment }[] = [];
  let packets = 0, opened = 0, closed = false;
  const post = (to: End, segments: readonly TcpSegment[]) => {
    for (const segment of segments) {
      packets++;
      for (let copies = fate(); copies > 0; copies--) wires.push({ to, segment });
    }
  };
  post(server, [client.connection.open(client, -3)]);
  let ticks = 0;
  const isOver = () => client.state === TcpState.Closed && closed;
  for (; ticks < mostTicks && !isOver(); ticks++) {
    for (let next = wires.shift(); next; next = wires.shift()) {
      const { to, segment } = next;
      if (to === server) {
        if (server.state === TcpState.Closed) {
          if ((segment.flags & flags.syn) !== 0) {
            post(client, [server.connection.accept(server, 1000, segment)]);
          } else if ((segment.flags & flags.rst) === 0) post(client, [resetOf(segment)]);
          continue;
        }
        const said = server.connection.receive(server, segment);
        post(client, said.send);
        if (said.opened) {
          opened++;
          post(client, [server.connection.send(server, answer)]);
          post(client, [server.connection.close(server)]);
        }
      } else {
        const said = client.connection.receive(client, segment);
        received.push(...said.data);
        post(server, said.send);
        if (said.ended) {
          closed = true;
          post(server, [client.connection.close(client)]);
        }
      }
    }
    post(client, server.connection.tick(server));
    post(server, client.connection.tick(client));
  }
  return { client, server, received, packets, opened, isOver: isOver(), ticks };
}

Deno.test("A connection that opens, brings 128 bytes and closes takes four packets each way", () => {
  const answer = new Int32Array(32).fill(7),
    { client, server, received, packets, opened } = talk(answer, () => 1);
  assert.equal(packets, 8);
  assert.equal(opened, 1);
  assert.deepEqual(received, [...answer]);
  assert.equal(server.state, TcpState.TimeWait);
  assert.equal(client.state, TcpState.Closed);
});

Deno.test("Whatever is lost or comes twice, a connection opens once, brings every byte once, in order, and ends", () => {
  const fates = fc.array(fc.constantFrom(0, 1, 1, 1, 2), { minLength: 0, maxLength: 30 });
  const answers = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(answers, fates, (words, fates) => {
      let i = 0;
      const { received, opened, isOver, ticks } = talk(Int32Array.from(words), () => fates[i++] ?? 1);
      assert.ok(isOver, `not over after ${ticks} ticks`);
      assert.deepEqual(received, words);
      assert.equal(opened, 1);
    }),
    { numRuns: 500 },
  );
});

Deno.test("A connection is given up after twelve vain attempts", () => {
  const { client, packets } = talk(noData, () => 0);
  assert.equal(client.state, TcpState.Closed);
  assert.equal(packets, 13);
});

Deno.test("A reset ends a connection only if it is of it", () => {
  const client = new End(1, 2);
  const syn = client.connection.open(client, 100), reset = resetOf(syn);
  client.connection.receive(client, { ...reset, acknowledgement: 55 });
  assert.equal(client.state, TcpState.SynSent, "a reset for something else");
  client.connection.receive(client, reset);
  assert.equal(client.state, TcpState.Closed);
});

Deno.test("Data that are not next in order are not taken, but asked for again", () => {
  const client = new End(1, 2);
  const syn = client.connection.open(client, 100);
  const from = { from: 2, fromPort: 2, to: 1, toPort: 1, acknowledgement: syn.sequence + 1, data: noData };
  client.connection.receive(client, { ...from, sequence: 0, flags: flags.syn | flags.ack });
  const early = client.connection.receive(client, {
    ...from,
    sequence: 9,
    flags: flags.ack,
    data: Int32Array.of(1),
  });
  assert.deepEqual([...early.data], []);
  assert.deepEqual(early.send.map(({ acknowledgement }) => acknowledgement), [1]);
});
