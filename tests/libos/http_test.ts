/** HTTP/1.0 messages: whole and torn, right and wrong; and their way through words. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  HttpRequestReader,
  MOST_REQUEST_BYTES,
  packText,
  readResponse,
  responseText,
  unpackText,
} from "corey-lab/libos";

const chars = (set: string, max: number, min = 0) =>
  fc.string({ unit: fc.constantFrom(...set), minLength: min, maxLength: max });
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const header = fc.tuple(chars(letters + "-", 12, 1), chars(letters + "0123456789 :/,", 20));
const request = fc.record({
  method: fc.constantFrom("GET", "HEAD"),
  path: chars(letters + "0123456789/?=%.", 30).map((path) => `/${path}`),
  headers: fc.array(header, { maxLength: 6 }),
  newline: fc.constantFrom("\r\n", "\n"),
});
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

const textOf = ({ method, path, headers, newline }: Request) =>
  [`${method} ${path} HTTP/1.0`, ...headers.map(([name, value]) => `${name}:${value}`), "", ""].join(newline);

/** Cuts a text at places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1))), text.length].sort((a, b) =>
    a - b
  );
  return ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
}

/** What a reader says to a text that comes in one piece. */
const read = (text: string) => new HttpRequestReader().push(text);

Deno.test("HttpRequestReader reads every request, however it is torn, and only once it is whole", () => {
  fc.assert(
    fc.property(request, fc.array(fc.nat(200)), (request, places) => {
      const reader = new HttpRequestReader(), text = textOf(request), pieces = cut(text, places);
      let seen = "";
      for (const piece of pieces) {
        const outcome = reader.push(piece);
        seen += piece;
        const whole = /\r?\n\r?\n/.test(seen);
        assert.equal(outcome !== undefined, whole);
        if (!whole) continue;
        assert.ok(outcome && "path" in outcome);
        assert.equal(outcome.method, request.method);
        assert.equal(outcome.path, request.path);
        for (const [name] of request.headers) {
          const values = request.headers.filter((other) => other[0].toLowerCase() === name.toLowerCase());
          assert.equal(
            outcome.headers.get(name.toLowerCase()),
            values.map(([, value]) => value.trim()).join(", "),
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("HttpRequestReader ignores what follows a request", () => {
  const reader = new HttpRequestReader(), whole = reader.push("GET /1 HTTP/1.0\r\n\r\n\0\0");
  assert.ok(whole && "path" in whole && whole.path === "/1");
  assert.equal(reader.push("GET /2 HTTP/1.0\r\n\r\n"), whole);
});

Deno.test("HttpRequestReader joins lines that continue a header", () => {
  const outcome = read("GET / HTTP/1.0\r\nA: one\r\n  two\r\n\tthree\r\nB:\r\n\r\n");
  assert.ok(outcome && "headers" in outcome);
  assert.deepEqual([...outcome.headers], [["a", "one two three"], ["b", ""]]);
});

Deno.test("HttpRequestReader refuses what is no request of HTTP/1.0, and says why", () => {
  const wrong: readonly [string, number, RegExp][] = [
    ["GET /\r\n\r\n", 400, /a method, a path and a version/],
    ["\r\n\r\n", 400, /a method, a path and a version/],
    ["GET  / HTTP/1.0\r\n\r\n", 400, /a method, a path and a version/],
    ["G(T / HTTP/1.0\r\n\r\n", 400, /method is not a word/],
    ["GET / HTTP/one\r\n\r\n", 400, /version/],
    ["GET / FTP/1.0\r\n\r\n", 400, /version/],
    ["GET etc/passwd HTTP/1.0\r\n\r\n", 400, /slash/],
    ["GET /\x7f HTTP/1.0\r\n\r\n", 400, /slash/],
    ["GET / HTTP/1.0\r\nno colon\r\n\r\n", 400, /a name and a colon/],
    ["GET / HTTP/1.0\r\n: no name\r\n\r\n", 400, /a name and a colon/],
    ["GET / HTTP/1.0\r\n continued\r\n\r\n", 400, /continues nothing/],
    ["POST / HTTP/1.0\r\n\r\n", 501, /POST is not implemented/],
    ["get / HTTP/1.0\r\n\r\n", 501, /get is not implemented/],
  ];
  for (const [text, status, reason] of wrong) {
    const outcome = read(text);
    assert.ok(outcome && "status" in outcome, text);
    assert.equal(outcome.status, status, text);
    assert.match(outcome.reason, reason);
  }
});

Deno.test("HttpRequestReader reads no more than it must: an endless request is refused", () => {
  const reader = new HttpRequestReader();
  let read = 0, outcome;
  for (; !outcome && read < 100_000; read += 100) outcome = reader.push("x".repeat(100));
  assert.ok(outcome && "status" in outcome && outcome.status === 400);
  assert.ok(read <= MOST_REQUEST_BYTES + 100);
});

Deno.test("HttpRequestReader gives any characters an outcome or waits for more; it never throws", () => {
  const soup = chars("GETHAD /:\r\n\0 1.0abP", 60);
  fc.assert(
    fc.property(fc.array(soup, { maxLength: 5 }), (pieces) => {
      const reader = new HttpRequestReader();
      for (const piece of pieces) reader.push(piece);
      const outcome = reader.push("\r\n\r\n");
      assert.ok(outcome !== undefined);
    }),
    { numRuns: 500 },
  );
});

Deno.test("readResponse gives back what responseText was given, also through words, and nothing of a response that is not whole", () => {
  const status = fc.constantFrom(200, 400, 404, 501);
  fc.assert(
    fc.property(status, chars(letters + "0123456789\r\n: ", 40), fc.nat(), (status, body, cut) => {
      const text = responseText(status as 200, body);
      assert.deepEqual(readResponse(unpackText(packText(text))), { status, body });
      const short = text.slice(0, cut % text.length);
      assert.equal(readResponse(short), undefined);
    }),
    { numRuns: 300 },
  );
  assert.equal(readResponse(responseText(200, "ab", "HEAD")), undefined);
  assert.equal(readResponse("HTTP/1.0 200 OK\r\n\r\nno length"), undefined);
});

Deno.test("packText and unpackText keep every one-byte character, and fill up the last word with NULs", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
    const text = String.fromCharCode(...bytes), words = packText(text);
    assert.equal(words.length, Math.ceil(text.length / 4));
    assert.equal(unpackText(words), text.padEnd(4 * words.length, "\0"));
  }));
});
