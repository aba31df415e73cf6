/**
 * The web server, end to end: every client is told the right sum, whatever happens to cores, packets and
 * requests.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Faults,
  Machine,
  type MachineSpec,
  opteron16,
  opteron48,
  withLineBytes,
} from "corey-lab/machine";
import { drivers, packText, readResponse, unpackText } from "corey-lab/libos";
import {
  asksForFiles,
  type Conversation,
  FileSegments,
  FileSet,
  TcpClients,
  webServer,
  webServers,
} from "corey-lab/workloads";
import { activeCores } from "../../lib/experiments/one_run.ts";
import { slow } from "../slow.ts";

const PER_CLIENT = 6;
type Mode = keyof typeof webServers;
type Options = Parameters<typeof webServers.random>[0];

/** Lets each client make some requests, and runs until all have ended or a long time has passed. */
function serve(
  {
    machine: spec = opteron16,
    mode = "random",
    cores = 4,
    options = {},
    faults = {},
    seed = 1,
    conversation,
  }: {
    machine?: MachineSpec;
    mode?: Mode;
    cores?: number;
    options?: Options;
    faults?: Faults;
    seed?: number;
    conversation?: Conversation | ((client: number) => Conversation | undefined);
  },
) {
  const machine = new Machine(spec);
  const kernel = webServers[mode]({ fileKilobytes: 8, ...options }).boot(machine);
  const run = { machine, kernel, cores: activeCores(machine, cores), seed };
  const clients = new TcpClients(
    run,
    faults,
    PER_CLIENT,
    (client) =>
      (typeof conversation === "function" ? conversation(client) : conversation) ??
        asksForFiles(kernel.files, seed + client),
  );
  const second = machine.spec.clockHertz.value;
  let now = clients.begin(2, 100);
  const open = () => clients.clients.reduce((sum, { attempts }) => sum + attempts.size, 0);
  for (let i = 0; i < 2000 && open() > 0; i++) machine.run(now += second / 10);
  const sum = (what: "completed" | "failed" | "wrong") =>
    clients.clients.reduce((total, client) => total + client[what], 0);
  const outcome = { completed: sum("completed"), failed: sum("failed"), wrong: sum("wrong"), open: open() };
  return {
    kernel,
    machine,
    outcome,
    expected: { completed: PER_CLIENT * cores, failed: 0, wrong: 0, open: 0 },
  };
}

Deno.test("FileSet.sum() is what the words of a file add up to", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, blocks) => {
    const files = new FileSet(3, 4 * blocks, seed);
    for (let file = 0; file < 3; file++) {
      let sum = 0n;
      for (let block = 0; block < blocks; block++) {
        for (const word of files.words(file, block)) sum += BigInt(word);
      }
      assert.equal(BigInt(files.sum(file)), BigInt.asUintN(32, sum));
    }
  }));
  assert.throws(() => new FileSet(1, 3), /multiple of 4 KB/);
  assert.throws(() => new FileSet(1000, 4), /512 files/);
});

Deno.test("a file's segment is read where it is: from memory once, then from the core's caches, with no lock", () => {
  const machine = new Machine(opteron16), { counters } = machine.memory, [first, core] = machine.cores;
  const segments = new FileSegments(machine, new FileSet(2, 16));
  machine.runOn(first!, segments.make(first!, 1));
  const lines = () => {
    let words = 0;
    machine.runOn(
      core!,
      function* () {
        for (let block = 0; block < 4; block++) words += (yield* segments.read(core!, 1, block)).length;
      }(),
    );
    assert.equal(words, 4096);
    return counters.sameChipTransfers[1]! + counters.dramReads[1]!;
  };
  assert.equal(lines(), 256);
  assert.equal(lines(), 256, "no more the second time");
  assert.equal(counters.atomics[1], 0);
});

Deno.test("a client says the second piece of its request when the first has been acknowledged", () => {
  const { kernel: { device }, outcome } = serve({});
  // In: SYN, ACK, the two pieces, ACK of the answer's end, FIN. Out: SYN, the first piece's ACK, answer, FIN,
  // ACK.
  assert.deepEqual([device.received, device.transmitted].map((packets) => packets / outcome.completed), [
    6,
    5,
  ]);
});

slow(
  "every client is told the right sum, for any number of cores, files and sizes, both modes and all drivers",
  () => {
    const options = fc.record({
      fileKilobytes: fc.constantFrom(4, 12, 40),
      files: fc.integer({ min: 1, max: 11 }),
      filesAt: fc.constantFrom("first", "home"),
      driver: fc.constantFrom(drivers.polling(), drivers.dedicated),
      kernelCoreServes: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom<Mode>("random", "locality"),
        fc.integer({ min: 2, max: 16 }),
        options,
        fc.nat(100),
        (mode, cores, options, seed) => {
          const { outcome, expected, kernel } = serve({ mode, cores, options: options as Options, seed });
          assert.deepEqual(outcome, expected);
          assert.equal(kernel.answered, expected.completed);
        },
      ),
      { numRuns: 25 },
    );
  },
);

slow("with packets lost, doubled and damaged, no request is lost, answered twice or answered wrongly", () => {
  const rate = fc.double({ min: 0, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ loss: rate, duplication: rate, corruption: rate }),
      fc.constantFrom<Mode>("random", "locality"),
      fc.nat(1000),
      (faults, mode, seed) => {
        const { outcome, expected, kernel } = serve({ mode, faults, seed });
        assert.deepEqual(outcome, expected);
        assert.equal(kernel.answered, expected.completed);
      },
    ),
    { numRuns: 12 },
  );
});

slow("with locality, each file is summed by one core, and no other reads it", () => {
  const bytes = (mode: Mode, file: number) => {
    const conversation: Conversation = {
      ask: () => [packText(`GET /${file} HTTP/1.0\r\n\r\n`)],
      isAnswer: () => true,
    };
    return serve({ mode, cores: 8, conversation }).kernel.summers.map((summer) => summer.bytes > 0);
  };
  assert.deepEqual(bytes("locality", 2), [false, false, true, false]);
  assert.deepEqual(bytes("locality", 5), [false, true, false, false]);
  assert.ok(bytes("random", 2).filter(Boolean).length > 1);
});

/** Clients that say the packets of `texts` and hear the status and perhaps the body that they should. */
function says(texts: readonly string[], status: number, body?: string): Conversation {
  return {
    ask: () => texts.map((text) => packText(text)),
    isAnswer(_port, words) {
      const response = readResponse(unpackText(words));
      return response?.status === status && (body === undefined || response.body === body);
    },
  };
}

slow("a request that is torn across packets is answered, also when packets are lost", () => {
  const text = "GET /1 HTTP/1.0\r\nUser-Agent: Test\r\n\r\n    ",
    right = serve({}).kernel.files.sum(1).toString(16);
  for (const size of [4, 8, 20]) {
    const pieces = text.slice(0, 40).match(new RegExp(`[^]{1,${size}}`, "g"))!;
    for (const loss of [0, 0.05]) {
      const { outcome, expected } = serve({ faults: { loss }, conversation: says(pieces, 200, right) });
      assert.deepEqual(outcome, expected, `pieces of ${size}, loss ${loss}`);
    }
  }
});

slow("malformed requests are refused, and disturb nobody", () => {
  const refused: readonly [string, number][] = [
    ["nonsense\r\n\r\n", 400],
    ["GET / HTTP/1.0\r\n\r\n", 404],
    ["GET /8 HTTP/1.0\r\n\r\n", 404],
    ["GET /-1 HTTP/1.0\r\n\r\n", 404],
    ["GET /99999999999 HTTP/1.0\r\n\r\n", 404],
    ["PUT /1 HTTP/1.0\r\n\r\n", 501],
  ];
  for (const [text, status] of refused) {
    // Every other client asks for files, and is told the right sums, by front ends that hear nonsense in
    // between.
    const conversation = (client: number) => client % 2 ? says([text], status) : undefined;
    for (const mode of ["random", "locality"] as const) {
      const { outcome, expected, kernel } = serve({ mode, conversation });
      assert.deepEqual(outcome, expected, text);
      const summed = kernel.summers.reduce((sum, { bytes }) => sum + bytes, 0);
      assert.equal(summed, 2 * PER_CLIENT * 8 * 1024, "the sums of two clients of four, and no others");
    }
  }
});

slow("a single bit that is wrong in the cache is a wrong answer", () => {
  const wrongAnswers = (damage: number) => {
    const machine = new Machine(opteron16), kernel = webServers.random({ fileKilobytes: 32 }).boot(machine);
    const { words } = kernel.files;
    const damaged = (file: number, block: number) =>
      words(file, block).map((word, at) => file === 3 && block === 7 && at === 9 ? word ^ damage : word);
    Object.assign(kernel.files, { words: damaged });
    const load = { warmUpMicroseconds: 1000, requests: 50 };
    return Number(
      webServer(load).measure({ machine, kernel, cores: activeCores(machine, 6), seed: 1 }).wrongAnswers,
    );
  };
  assert.equal(wrongAnswers(0), 0);
  assert.ok(wrongAnswers(1) > 0);
});

slow("24 front ends, with more packet buffers than the card has descriptors, answer as well", () => {
  const { outcome, expected } = serve({ machine: opteron48, cores: 48, options: { files: 24 } });
  assert.deepEqual(outcome, expected);
});

slow(
  "the rate by bytes summed is the rate of answers, however long lines are; another seed is another run",
  () => {
    const rates = ([[64, 1], [64, 2], [128, 1]] as const).map(([lineBytes, seed]) => {
      const machine = new Machine(withLineBytes(lineBytes)(opteron16));
      const kernel = webServers.random({ fileKilobytes: 32 }).boot(machine);
      const load = { warmUpMicroseconds: 2000, requests: 1_000_000, mostMicroseconds: 5000 };
      const row = webServer(load).measure({ machine, kernel, cores: activeCores(machine, 6), seed });
      const answersPerSecond = Number(row.requests) / 0.005, rate = Number(row.requestsPerSecond);
      assert.ok(Math.abs(rate / answersPerSecond - 1) < 0.1, `${rate}, ${answersPerSecond}`);
      assert.equal(row.wrongAnswers, 0);
      return kernel.summers.map(({ bytes }) => bytes);
    });
    assert.notDeepEqual(rates[0], rates[1]);
  },
);

Deno.test("the web server refuses a single core", () => {
  assert.throws(() => serve({ cores: 1 }), /two cores/);
});
