/**
 * What clients say to the web server: they ask for a file by its number, drawn at random, and check the sum
 * that they are told.
 */
import { readResponse } from "../../libos/http/response.ts";
import { packText, unpackText } from "../../libos/http/text.ts";
import { Random } from "../../sim/random.ts";
import type { Conversation } from "../tcp_client.ts";
import { type FileSet, sumText } from "./files.ts";

/**
 * The text of a request in the two pieces in which Corey's client writes it (`handle_writeable` in
 * `test/httpc.cc`), each a packet.
 */
export function requestPieces(file: number): readonly string[] {
  return [
    // Data are counted in words: so many digits that the piece ends with one.
    `GET /${String(file).padStart(6, "0")} `,
    "HTTP/1.0\r\nUser-Agent: TestClient\r\nHost: webd:80\r\n\r\n",
  ];
}

/** The conversation of a client. */
export function asksForFiles(files: FileSet, seed: number): Conversation {
  const random = new Random(seed), asked = new Map<number, number>();
  return {
    ask(port) {
      const file = random.below(files.count);
      asked.set(port, file);
      return requestPieces(file).map(packText);
    },
    isAnswer(port, words) {
      const response = readResponse(unpackText(words)), file = asked.get(port);
      asked.delete(port);
      return file !== undefined && response?.status === 200 && response.body === sumText(files.sum(file));
    },
  };
}
