/**
 * How time and memory of a simulation grow with cores and lines, as a table: `deno task bench --growth`. Cores read and write lines of one region, each its own share of them and, every tenth time, one of
 * the neighbour's. Each row is measured in a process of its own, whose memory nobody else has used.
 */
import { Machine, opteron16, pipe, withChips, withCoherence } from "corey-lab/machine";
import { table } from "../../lib/notebook/table.ts";

/** One row of the table. */
interface Growth {
  readonly cores: number;
  readonly lines: number;
  readonly operations: number;
  readonly seconds: number;
  readonly nanosecondsPerOperation: number;
  readonly megabytes: number;
}

const LINES_PER_PAGE = 64;

function measure(cores: number, lines: number, operations: number): Growth {
  const before = Deno.memoryUsage().rss, started = performance.now();
  const machine = new Machine(pipe(opteron16, withChips(cores / 4), withCoherence("directory")));
  const address = machine.memory.physical.placeFrames(lines / LINES_PER_PAGE, 0);
  const share = Math.max(1, Math.floor(lines / cores)), each = operations / cores;
  for (const core of machine.cores) {
    core.start((function* () {
      for (let i = 0; i < each; i++) {
        if (i % 16 === 0) yield;
        const whose = (core.number + (i % 10 === 0 ? 1 : 0)) % cores;
        const at = address + 64 * ((whose * share + i % share) % lines);
        if (i % 4 === 0) core.write(at);
        else core.read(at);
      }
    })());
  }
  machine.run();
  const seconds = (performance.now() - started) / 1000;
  return {
    cores,
    lines,
    operations,
    seconds,
    nanosecondsPerOperation: seconds / operations * 1e9,
    megabytes: (Deno.memoryUsage().rss - before) / 1e6,
  };
}

/** What is grown, one at a time, up to 1,024 cores, 100,000 lines and 10 million operations. */
const sizes = [
  ...[16, 64, 256, 1024].map((cores) => [cores, 102_400, 1e6]),
  ...[1024, 10_240, 102_400].map((lines) => [1024, lines, 1e6]),
  [1024, 102_400, 1e7],
];

if (Deno.args.length > 0) {
  const [cores, lines, operations] = Deno.args.map(Number);
  console.log(JSON.stringify(measure(cores!, lines!, operations!)));
} else {
  const rows = [];
  for (const size of sizes) {
    const args = ["run", "-A", import.meta.filename!, ...size.map(String)];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    rows.push(JSON.parse(new TextDecoder().decode(stdout)));
  }
  console.log(table(rows).text);
}
