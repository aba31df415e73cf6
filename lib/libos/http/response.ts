/** Responses of HTTP/1.0 (RFC 1945): the server's writing of them, the client's reading. */

/** A status that is sent here. */
export type HttpStatus = 200 | 400 | 404 | 501;

const phrases: Readonly<Record<HttpStatus, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  501: "Not Implemented",
};

/** The text of a response. To `HEAD` the same is said without the body. */
export function responseText(status: HttpStatus, body: string, method: "GET" | "HEAD" = "GET"): string {
  return `HTTP/1.0 ${status} ${phrases[status]}\r\n` +
    `Content-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n` +
    (method === "HEAD" ? "" : body);
}

/** Reads a response to `GET` that has come to its end; undefined if it is none, or not whole. */
export function readResponse(text: string): { status: number; body: string } | undefined {
  const match = /^HTTP\/1\.[01] (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(text);
  const length = match && /^Content-Length: (\d+)\r$/im.exec(match[2]!);
  if (!match || !length) return undefined;
  const body = text.slice(match[0].length, match[0].length + Number(length[1]));
  return body.length === Number(length[1]) ? { status: Number(match[1]), body } : undefined;
}
