/**
 * filesum: a core that adds up files for others. Requests come through shared memory, on a ring from each
 * front end, and the sums go back the same way. The files are in segments (`file_segments.ts`); what a sum
 * costs is what it takes to get the bytes to this core.
 *
 * Workload: `workloads/web_server/web_server.ts`. Notebook: `08_web_server`.
 */
import type { PolledDevice } from "../../kernels/polling.ts";
import type { IpcRing } from "../../libos/ipc_ring.ts";
import type { Core } from "../../machine/core.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import type { Program } from "../../sim/task.ts";
import type { FileSegments } from "./file_segments.ts";
import { MOST_FILES } from "./files.ts";
import { sumBytesPerCycle } from "./path_lengths.ts";

/** The rings between a front end and a filesum core. */
export interface Channel {
  /** Requests: a tag of the front end's and a file, in one word. */
  readonly requests: IpcRing;
  /** Replies: the tag, then the sum. */
  readonly replies: IpcRing;
}

/** Puts a request into a word. */
export function requestOf(tag: number, file: number): number {
  return tag * MOST_FILES + file;
}

/** One filesum core. */
export class Filesum implements PolledDevice {
  /** See {@link PolledDevice.name}. */
  readonly name = "filesum";
  /** Bytes that it has added up. */
  bytes = 0;

  /**
   * A core that has summed nothing yet.
   *
   * @param segments the files
   * @param channels one a front end
   */
  constructor(readonly segments: FileSegments, readonly channels: readonly Channel[]) {}

  /** See {@link PolledDevice.watched}. */
  watched(): readonly number[] {
    return this.channels.map(({ requests }) => requests.watched);
  }

  /** Takes one request of each front end. */
  *poll(core: Core): Program<boolean> {
    let worked = false;
    for (const { requests, replies } of this.channels) {
      const request = yield* requests.tryReceive(core);
      if (request === undefined) continue;
      worked = true;
      const sum = yield* this.#sum(core, request % MOST_FILES);
      yield* replies.send(core, Math.floor(request / MOST_FILES));
      yield* replies.send(core, sum);
    }
    return worked;
  }

  /** Adds up a file's words, modulo 2³². */
  *#sum(core: Core, file: number): Program<number> {
    const { segments } = this;
    let sum = 0;
    for (let block = 0; block < segments.files.blocks; block++) {
      const before = core.now;
      sum = sum + addUp(yield* segments.read(core, file, block)) | 0;
      // The additions go on while bytes come; only where bytes come faster do they take longer.
      core.compute(Math.max(0, before + PAGE_BYTES / sumBytesPerCycle.value - core.now));
      this.bytes += PAGE_BYTES;
    }
    return sum;
  }
}

function addUp(words: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum = sum + words[i]! | 0;
  return sum;
}
