/**
 * The Jupyter message format: what stands in the parts of a ZeroMQ message, and its signature.
 *
 * On the wire: routing identities (or the topic), the delimiter `<IDS|MSG>`, the HMAC-SHA256 of the
 * four parts that follow, then header, parent header, metadata and content as JSON.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";

const DELIMITER = "<IDS|MSG>";

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** One Jupyter message, with as much of its headers as both sides use. */
export interface Message {
  /** The message's own number. */
  readonly id: string;
  /** `execute_request`, `stream`, `status`, … */
  readonly type: string;
  /** The header of the message that this one answers; empty if it answers none. */
  readonly parent: JsonObject;
  /** What the type calls for. */
  readonly content: JsonObject;
  /** Hints beside the content. */
  readonly metadata: JsonObject;
}

/** A message as it came over the wire. */
export interface ReceivedMessage extends Message {
  /** Its header, which what answers it carries as its parent. */
  readonly header: JsonObject;
}

/** What {@linkcode decodeMessage} throws for a message that is not what it claims to be. */
export class MessageError extends Error {
  /** The name of the class. */
  override readonly name = "MessageError";
}

const headerSchema = z.object({ msg_id: z.string(), msg_type: z.string() });
const objectSchema = z.record(z.string(), z.unknown());

/** With an empty key nothing is signed. */
function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/**
 * Encodes a message for the wire, signed with `key`.
 *
 * @example
 * ```ts
 * import { decodeMessage, encodeMessage } from "./messages.ts";
 * import assert from "node:assert/strict";
 *
 * const message = { id: "1", type: "kernel_info_request", parent: {}, content: {}, metadata: {} };
 * const parts = encodeMessage(message, { key: "secret", session: "s" });
 * const { header, ...received } = decodeMessage(parts, "secret");
 * assert.deepEqual(received, message);
 * assert.equal(header.session, "s");
 * ```
 */
export function encodeMessage(
  message: Message,
  { key, session }: { key: string; session: string },
): Uint8Array[] {
  const header = {
    msg_id: message.id,
    msg_type: message.type,
    session,
    username: "corey-lab",
    date: new Date().toISOString(),
    version: "5.4",
  };
  const text = new TextEncoder();
  const parts = [header, message.parent, message.metadata, message.content].map((part) =>
    text.encode(JSON.stringify(part))
  );
  return [text.encode(DELIMITER), text.encode(sign(key, parts)), ...parts];
}

/**
 * Decodes the parts of a message and checks its signature.
 *
 * @throws {MessageError} if a part is missing, is not the JSON it should be, or was not signed with `key`.
 * @example
 * ```ts
 * import { decodeMessage, encodeMessage } from "./messages.ts";
 * import assert from "node:assert/strict";
 *
 * const message = { id: "1", type: "status", parent: { msg_id: "0" }, content: {}, metadata: {} };
 * const parts = encodeMessage(message, { key: "theirs", session: "s" });
 * assert.throws(() => decodeMessage(parts, "ours"), /signature/);
 * ```
 */
export function decodeMessage(parts: readonly Uint8Array[], key: string): ReceivedMessage {
  const text = new TextDecoder();
  const delimiter = parts.findIndex((part) => text.decode(part) === DELIMITER);
  const [signature, ...signed] = delimiter < 0 ? [] : parts.slice(delimiter + 1);
  if (signature === undefined || signed.length < 4) throw new MessageError("a Jupyter message lacks parts");
  const json = signed.slice(0, 4);
  const expected = new TextEncoder().encode(sign(key, json));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new MessageError("a Jupyter message carries a wrong signature");
  }
  try {
    const [header, parent, metadata, content] = json.map((part) => JSON.parse(text.decode(part)));
    const { msg_id: id, msg_type: type } = headerSchema.parse(header);
    return {
      id,
      type,
      header,
      parent: objectSchema.parse(parent),
      content: objectSchema.parse(content),
      metadata: objectSchema.parse(metadata),
    };
  } catch (error) {
    throw new MessageError("a Jupyter message is malformed", { cause: error });
  }
}
