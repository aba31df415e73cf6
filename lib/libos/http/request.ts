/**
 * Requests of HTTP/1.0 (RFC 1945), read as they come: a request may be split across any number of packets.
 * Lines may end without a carriage return, as the RFC's appendix B asks for; anything else that is not a
 * request is refused with the status that the RFC has for it.
 */

/** A request that was read to its end. It has no body: the methods here take none. */
export interface HttpRequest {
  /** `GET` or `HEAD`. */
  readonly method: "GET" | "HEAD";
  /** The path, which begins with a slash. */
  readonly path: string;
  /** Header fields, by their names in lower case; fields of one name are joined with commas. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Why what was sent cannot be answered. */
export interface HttpRefusal {
  /** The status to answer with: 400 or 501. */
  readonly status: 400 | 501;
  /** Why, in a few words. */
  readonly reason: string;
}

/** The longest request that is read: request line and headers. */
export const MOST_REQUEST_BYTES = 4096;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Reads one request. */
export class HttpRequestReader {
  #text = "";
  #outcome: HttpRequest | HttpRefusal | undefined;

  /**
   * Takes the next characters; what comes after the end of the request is ignored.
   *
   * @returns the request or why it is refused, once that is known
   */
  push(characters: string): HttpRequest | HttpRefusal | undefined {
    if (this.#outcome) return this.#outcome;
    this.#text += characters;
    const end = /\r?\n\r?\n/.exec(this.#text), bytes = end ? end.index : this.#text.length;
    if (bytes > MOST_REQUEST_BYTES) return this.#outcome = refuse(400, "the request is too long");
    if (!end) return undefined;
    return this.#outcome = parse(this.#text.slice(0, end.index));
  }
}

/** Reads a request line and headers. */
function parse(head: string): HttpRequest | HttpRefusal {
  const [requestLine = "", ...lines] = head.split(/\r?\n/);
  const parts = requestLine.split(" ");
  if (parts.length !== 3) return refuse(400, "a request line has a method, a path and a version");
  const [method, path, version] = parts as [string, string, string];
  if (!TOKEN.test(method)) return refuse(400, "the method is not a word");
  if (!/^HTTP\/\d+\.\d+$/.test(version)) return refuse(400, "the version is not that of HTTP");
  if (!/^\/[\x21-\x7e]*$/.test(path)) return refuse(400, "the path does not begin with a slash");
  const headers = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (last === undefined) return refuse(400, "a continuation continues nothing");
      headers.set(last, `${headers.get(last)} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":"), name = line.slice(0, colon);
    if (colon < 0 || !TOKEN.test(name)) return refuse(400, "a header line has a name and a colon");
    last = name.toLowerCase();
    const before = headers.get(last), value = line.slice(colon + 1).trim();
    headers.set(last, before === undefined ? value : `${before}, ${value}`);
  }
  if (method !== "GET" && method !== "HEAD") return refuse(501, `${method} is not implemented`);
  return { method, path, headers };
}

function refuse(status: HttpRefusal["status"], reason: string): HttpRefusal {
  return { status, reason };
}
