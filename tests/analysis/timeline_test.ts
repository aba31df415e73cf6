/** The timeline of a run: as a trace that the Perfetto viewer opens, and as figures. */
import assert from "node:assert/strict";
import { type TraceEvent, traceOf } from "corey-lab";
import { opteron16 } from "corey-lab/machine";
import { linux } from "corey-lab/linux";
import { dupClose, unmap } from "corey-lab/workloads";
import { watch } from "corey-lab/experiments";
import { sharingByCore } from "corey-lab/analysis";
import { heatMap, stackedBars, timeline } from "corey-lab/plots";
import { figureToSvg } from "../../lib/pictures/picture.ts";
import { slow } from "../slow.ts";

const busy = watch({
  workload: unmap({ warmUpMicroseconds: 100, microseconds: 400 }),
  machine: opteron16,
  system: linux.threads(),
  cores: 4,
}, { fromMicroseconds: 50, microseconds: 100 });

/** The rules of the Trace Event Format for the events that are used here. */
function checkEvent(event: TraceEvent): void {
  assert.ok(event.name.length > 0);
  assert.ok(Number.isInteger(event.pid) && Number.isInteger(event.tid), JSON.stringify(event));
  if (event.ph === "M") {
    assert.ok(["process_name", "thread_name"].includes(event.name));
    assert.equal(typeof event.args.name, "string");
    return;
  }
  assert.equal(event.ph, "X");
  assert.ok(
    Number.isFinite(event.ts) && Number.isFinite(event.dur) && event.dur! >= 0,
    JSON.stringify(event),
  );
  assert.equal(typeof event.cat, "string");
}

Deno.test("a trace obeys the Trace Event Format: JSON, named processes and threads, intervals that nest", () => {
  const { traceEvents, displayTimeUnit } = JSON.parse(JSON.stringify(traceOf(busy.timeline))) as ReturnType<
    typeof traceOf
  >;
  assert.ok(["ms", "ns"].includes(displayTimeUnit));
  traceEvents.forEach(checkEvent);
  const named = new Set(
    traceEvents.filter(({ ph }) => ph === "M").map(({ name, pid, tid }) =>
      `${name} ${pid} ${name === "thread_name" ? tid : ""}`
    ),
  );
  const intervals = traceEvents.filter(({ ph }) => ph === "X");
  for (const { pid, tid } of intervals) {
    assert.ok(named.has(`process_name ${pid} `) && named.has(`thread_name ${pid} ${tid}`));
  }
  assert.deepEqual(new Set(intervals.map(({ pid }) => pid)), new Set([0, 4, 8, 12]));
  for (const [thread, ofThread] of Map.groupBy(intervals, ({ pid, tid }) => `${pid} ${tid}`)) {
    const open: TraceEvent[] = [];
    for (const event of ofThread) {
      while (open.length > 0 && open.at(-1)!.ts! + open.at(-1)!.dur! <= event.ts! + 1e-9) open.pop();
      const around = open.at(-1);
      const ends = event.ts! + event.dur!;
      assert.ok(
        !around || ends <= around.ts! + around.dur! + 1e-9,
        `${thread}: ${JSON.stringify(event)} overlaps ${JSON.stringify(around)}`,
      );
      open.push(event);
    }
  }
});

Deno.test("a timeline has the stretch that was asked for, with all that happens in it", () => {
  const tracks = new Set(busy.timeline.map(({ track }) => track));
  assert.deepEqual(tracks, new Set(["memory", "locks", "faults", "interrupts"]));
  for (const { startMicroseconds, microseconds } of busy.timeline) {
    assert.ok(Number(startMicroseconds) < 150 && Number(startMicroseconds) + Number(microseconds) > 50);
  }
  assert.ok(busy.timeline.some(({ what }) => String(what).includes("mmap_sem")));
});

slow("figures of a run are drawn, and say in words what they show", async () => {
  const { activities, words } = watch({
    workload: dupClose({ warmUpMicroseconds: 100, microseconds: 200 }),
    machine: opteron16,
    system: linux.threads(),
    cores: 8,
  });
  const figures = [
    stackedBars(activities, { x: "core", y: "share", fill: "activity", title: "Time" }),
    heatMap(sharingByCore(words), { x: "core", y: "structure", fill: "stallCycles", title: "Stalls" }),
    timeline(busy.timeline, { title: "Unmap" }),
  ];
  assert.match(figures[0]!.alt, /cache of another chip \d+ %/);
  assert.match(figures[1]!.alt, /files_struct/);
  for (const figure of figures) assert.match(await figureToSvg(figure), /^<svg/);
});
