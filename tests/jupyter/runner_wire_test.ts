import assert from "node:assert/strict";
import { Channels } from "../../lib/jupyter/runner/channels.ts";
import { newConnection } from "../../lib/jupyter/runner/connection.ts";
import { concatenate, encodeFrame, FrameReader } from "../../lib/jupyter/runner/frames.ts";
import { decodeMessage, encodeMessage, MessageError } from "../../lib/jupyter/runner/messages.ts";
import { greeting, ZmtpSocket } from "../../lib/jupyter/runner/zmtp.ts";

/** A source that gives `bytes` in pieces of at most `piece` bytes. */
function sourceOf(bytes: Uint8Array, piece: number): { read(into: Uint8Array): Promise<number | null> } {
  let at = 0;
  return {
    read(into: Uint8Array): Promise<number | null> {
      if (at >= bytes.length) return Promise.resolve(null);
      const next = bytes.subarray(at, at + Math.min(piece, into.length));
      into.set(next);
      at += next.length;
      return Promise.resolve(next.length);
    },
  };
}

Deno.test("encodeFrame writes a length of one byte up to 255 bytes and of eight bytes above", () => {
  assert.deepEqual([...encodeFrame(new Uint8Array(255)).subarray(0, 2)], [0, 255]);
  assert.deepEqual([...encodeFrame(new Uint8Array(256)).subarray(0, 9)], [2, 0, 0, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual([...encodeFrame(new Uint8Array(70_000), { more: true }).subarray(0, 9)], [
    3,
    0,
    0,
    0,
    0,
    0,
    1,
    17,
    112,
  ]);
  assert.equal(encodeFrame(new Uint8Array(3), { command: true })[0], 4);
});

for (const piece of [1, 7, 64 * 1024]) {
  Deno.test(`FrameReader reads back what encodeFrame wrote, in pieces of ${piece} bytes`, async () => {
    const bodies = [0, 1, 255, 256, 70_000].map((length) => new Uint8Array(length).fill(length % 251));
    const wire = concatenate(bodies.map((body, i) => encodeFrame(body, { more: i % 2 === 0 })));
    const reader = new FrameReader(sourceOf(wire, piece));
    for (const [i, body] of bodies.entries()) {
      const frame = await reader.next();
      assert.ok(frame);
      assert.equal(frame.more, i % 2 === 0);
      assert.deepEqual(frame.body, body);
    }
    assert.equal(await reader.next(), null);
  });
}

Deno.test("FrameReader.next gives null when the source ends inside a frame", async () => {
  const cut = encodeFrame(new Uint8Array(300)).subarray(0, 200);
  assert.equal(await new FrameReader(sourceOf(cut, 50)).next(), null);
});

Deno.test("FrameReader.next refuses a length beyond reason", async () => {
  const frame = Uint8Array.of(2, 255, 255, 255, 255, 255, 255, 255, 255);
  await assert.rejects(new FrameReader(sourceOf(frame, 9)).next(), /does not speak ZMTP/);
});

Deno.test("greeting is that of ZMTP 3.0 with the NULL mechanism", () => {
  const bytes = greeting();
  assert.deepEqual([...bytes.subarray(0, 12)], [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  assert.equal(new TextDecoder().decode(bytes.subarray(12, 16)), "NULL");
  assert.ok(bytes.subarray(16).every((byte) => byte === 0));
});

Deno.test("ZmtpSocket.connect refuses a peer that speaks something else", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const peer = (async () => {
    const connection = await listener.accept();
    await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n".padEnd(64)));
    return connection;
  })();
  await assert.rejects(ZmtpSocket.connect("DEALER", listener.addr), /does not speak ZMTP 3/);
  (await peer).close();
  listener.close();
});

Deno.test("Channels.connect says so when nobody listens", async () => {
  await assert.rejects(Channels.connect(newConnection()), Deno.errors.ConnectionRefused);
});

const message = {
  id: "a",
  type: "execute_request",
  parent: {},
  content: { code: "1 + 1; // é" },
  metadata: { tags: [1] },
};

Deno.test("decodeMessage reads back what encodeMessage wrote, behind any routing parts", () => {
  const parts = encodeMessage(message, { key: "secret", session: "s" });
  const { header, ...received } = decodeMessage(parts, "secret");
  assert.deepEqual(received, message);
  assert.deepEqual([header.msg_id, header.session], ["a", "s"]);
  const behindTopic = [new TextEncoder().encode("topic"), ...parts];
  assert.deepEqual(decodeMessage(behindTopic, "secret"), { header, ...message });
});

Deno.test("encodeMessage signs with HMAC-SHA256 over the four JSON parts", async () => {
  const [, signature, ...json] = encodeMessage(message, { key: "secret", session: "s" });
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("secret"), algorithm, false, [
    "sign",
  ]);
  const expected = new Uint8Array(await crypto.subtle.sign("HMAC", key, concatenate(json)));
  assert.equal(new TextDecoder().decode(signature), expected.toHex());
});

Deno.test("decodeMessage refuses a message signed with another key or changed on the way", () => {
  const parts = encodeMessage(message, { key: "theirs", session: "s" });
  assert.throws(() => decodeMessage(parts, "ours"), { name: "MessageError", message: /wrong signature/ });
  const changed = [...parts.slice(0, 5), new TextEncoder().encode('{"code":"Deno.exit()"}')];
  assert.throws(() => decodeMessage(changed, "theirs"), /wrong signature/);
});

Deno.test("an empty key signs nothing, and takes what is not signed", () => {
  const parts = encodeMessage(message, { key: "", session: "s" });
  assert.equal(parts[1]!.length, 0);
  assert.equal(decodeMessage(parts, "").id, "a");
});

Deno.test("decodeMessage refuses a message that lacks parts", () => {
  assert.throws(() => decodeMessage([], "key"), MessageError);
  assert.throws(
    () => decodeMessage(encodeMessage(message, { key: "k", session: "s" }).slice(0, 4), "k"),
    /lacks parts/,
  );
});
