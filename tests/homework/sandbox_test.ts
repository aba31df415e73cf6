/** What a submission cannot do, tried in the kernel it would run in. */
import assert from "node:assert/strict";
import { Sandbox } from "../../lib/homework/sandbox.ts";
import { slow } from "../slow.ts";

/** Each is an expression that has to throw. */
const forbidden: readonly [what: string, code: string][] = [
  ["read a file", 'Deno.readTextFileSync("/etc/passwd")'],
  ["read its own folder", 'Array.from(Deno.readDirSync("."))'],
  ["read through Node", '(await import("node:fs")).readFileSync("/etc/passwd")'],
  ["import a file as a module", 'await import("file:///etc/passwd")'],
  ["import a file as text", 'await import("file:///etc/passwd", { with: { type: "text" } })'],
  ["import a file as bytes", 'await import("file:///etc/passwd", { with: { type: "bytes" } })'],
  [
    "import a file as data",
    `await import("file://\${Deno.env.get("HOME")}/work/deno.json", { with: { type: "json" } })`,
  ],
  [
    "import a file by a module made on the spot",
    `await import('data:text/javascript,export { default } from "file:///etc/passwd" with { type: "text" }')`,
  ],
  [
    "import a file by a module out of memory",
    `await import(URL.createObjectURL(new Blob(['import t from "file:///etc/passwd" with { type: "text" }; export { t };'], { type: "text/javascript" })))`,
  ],
  ["require a file", '(await import("node:module")).createRequire("file:///tmp/x.js")("/etc/passwd")'],
  [
    "start a worker from a file",
    `await new Promise((resolve, reject) => {
      const worker = new Worker("file:///etc/hostname.js", { type: "module" });
      worker.onmessage = resolve;
      worker.onerror = (event) => { event.preventDefault(); reject(new Error(event.message)); };
    })`,
  ],
  ["write a file", 'Deno.writeTextFileSync("/tmp/x", "")'],
  ["use a database file", 'new (await import("node:sqlite")).DatabaseSync("/tmp/x.db")'],
  ["connect", "await Deno.connect({ port: 80 })"],
  ["listen", "Deno.listen({ port: 0 })"],
  ["fetch", 'await fetch("http://127.0.0.1:80/")'],
  ["look up names", 'await Deno.resolveDns("example.com", "A")'],
  ["import from the network", 'await import("https://127.0.0.1:80/x.ts")'],
  ["fetch a package", 'await import("npm:no-such-package-of-corey-lab@1.0.0")'],
  ["run a program", 'new Deno.Command("sh").outputSync()'],
  [
    "run a program through Node",
    '(await import("node:child_process")).execFileSync("/bin/sh", ["-c", "true"])',
  ],
  ["send signals", 'Deno.kill(Deno.ppid, "SIGCONT")'],
  ["load native code", 'Deno.dlopen("libc.so.6", {})'],
  [
    "ask for a permission back",
    'if ((await Deno.permissions.request({ name: "read" })).state !== "granted") throw new Error("denied")',
  ],
  [
    "do it in a worker",
    `await new Promise((resolve, reject) => {
      const code = 'Deno.readTextFileSync("/etc/passwd"); postMessage(1)';
      const worker = new Worker("data:application/javascript," + encodeURIComponent(code), { type: "module" });
      worker.onmessage = resolve;
      worker.onerror = (event) => { event.preventDefault(); reject(new Error(event.message)); };
    })`,
  ],
  ["look into its own memory", '(await import("node:v8")).writeHeapSnapshot("/tmp/x.heapsnapshot")'],
  [
    "take more memory than it may, in arrays of numbers of its own",
    "const hog = []; for (let i = 0; i < 40; i++) hog.push(new Uint8Array(1e8).fill(1));",
  ],
];

slow("a submission's kernel has no files, no network, no other programs, little memory", async () => {
  await using sandbox = Sandbox.open({ memoryMegabytes: 1024 });
  await using kernel = await sandbox.start();
  for (const [what, code] of forbidden) {
    // Only Linux bounds memory outside V8's heap.
    if (what.startsWith("take more memory") && Deno.build.os !== "linux") continue;
    const { status, outputs } = await kernel.execute(`${code};`, { timeoutMs: 20_000 });
    assert.notEqual(status, "ok", `could ${what}: ${JSON.stringify(outputs).slice(0, 300)}`);
    assert.ok(kernel.alive, `the kernel survives the attempt to ${what}`);
  }
});

slow(
  "a submission can use what it names of the lab, draw, and sees nothing of the grader's environment",
  async () => {
    Deno.env.set("COREY_LAB_SECRET", "42");
    const cell = `
    import { dupClose, lines, linux, opteron16, show, sweep } from "corey-lab";
    import { ticket } from "corey-lab/locks";
    import assert from "node:assert/strict";
    const rows = await sweep({ workload: dupClose(), machine: opteron16, system: linux.threads(), cores: [1, 2] });
    await show(lines(rows, { x: "cores", y: "throughputPerSecond", stroke: "system", title: "mine" }));
    assert.equal(ticket.name, "ticket");
    assert.equal(Deno.env.get("COREY_LAB_SECRET"), undefined);
  `;
    await using sandbox = Sandbox.open({ memoryMegabytes: 1024 }, cell);
    await using kernel = await sandbox.start();
    const { status, outputs } = await kernel.execute(cell);
    assert.equal(status, "ok", JSON.stringify(outputs));
    assert.ok(outputs.some((output) => "data" in output && "image/png" in output.data));
  },
);

slow("submissions leave each other no messages, in storage that Deno keeps", async () => {
  const first = Sandbox.open({ memoryMegabytes: 1024 });
  const writer = await first.start();
  const wrote = await writer.execute(
    'localStorage.setItem("hello", "from the first");',
  );
  assert.equal(wrote.status, "ok");
  await writer.kill();
  await first[Symbol.asyncDispose]();
  await using second = Sandbox.open({ memoryMegabytes: 1024 });
  await using reader = await second.start();
  const { outputs } = await reader.execute('console.log(localStorage.getItem("hello"))');
  assert.deepEqual(outputs, [{ output_type: "stream", name: "stdout", text: "null\n" }]);
});

slow(
  "a submission that writes without end is ended, and leaves nothing; the next kernel starts",
  async () => {
    await using sandbox = Sandbox.open({ memoryMegabytes: 1024, diskMegabytes: 64 });
    await using greedy = await sandbox.start();
    const { status, outputs } = await greedy.execute(`
    const store = await caches.open("x");
    for (let i = 0;; i++) await store.put("http://x/" + i, new Response(new Uint8Array(1e7)));
  `);
    assert.equal(status, "died");
    assert.match(JSON.stringify(outputs), /the submission has written more than 64 MB/);
    await using next = await sandbox.start();
    assert.equal((await next.execute("1")).status, "ok");
  },
);

Deno.test("Sandbox.open() refuses bounds under which nothing could start, in one sentence", () => {
  for (
    const bounds of [{ memoryMegabytes: 1 }, { memoryMegabytes: 1e20 }, {
      memoryMegabytes: 1024,
      diskMegabytes: 1,
    }]
  ) {
    assert.throws(() => Sandbox.open(bounds), {
      name: "InputError",
      message: /^what a submission may take is not valid: \w+ = /,
    });
  }
});
