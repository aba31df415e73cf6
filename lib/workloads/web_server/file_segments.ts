/**
 * The files in memory: each is a segment that all filesum cores have mapped, and that they add up where it is
 * (`state->buf` and `sumbuf` in `user/httpd/filesum.cc` of Corey's source, whose `sumbuf_hack` leaves the
 * file system out). To read them takes no lock, no call and no copy. Left out are the TLB's misses: a page in
 * a stream costs some tens of cycles more where it has them.
 *
 * Workload: `workloads/web_server/web_server.ts`. Notebook: `08_web_server`.
 */
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { PAGE_BYTES } from "../../machine/physical_memory.ts";
import { STEP_BYTES } from "../../machine/streams.ts";
import type { Program } from "../../sim/task.ts";
import type { FileSet } from "./files.ts";

/** A segment: where it stands, and the words of each of its pages. */
interface Segment {
  readonly address: number;
  readonly words: readonly Int32Array[];
}

/** Files, each in a segment. */
export class FileSegments {
  readonly #machine: Machine;
  readonly #segments = new Map<number, Segment>();

  /** No file is there yet. */
  constructor(machine: Machine, readonly files: FileSet) {
    this.#machine = machine;
  }

  /** A core makes a file's segment, in the memory of its own chip, and fills it. */
  *make(core: Core, file: number): Program {
    const { blocks } = this.files,
      words = Array.from({ length: blocks }, (_, i) => this.files.words(file, i));
    const address = this.#machine.memory.physical.placeFrames(blocks, core.chip);
    this.#segments.set(file, { address, words });
    for (let block = 0; block < blocks; block++) {
      core.streamClear(address + block * PAGE_BYTES, PAGE_BYTES);
      yield;
    }
  }

  /** Reads a page of a file's segment; what it holds. */
  *read(core: Core, file: number, block: number): Program<Int32Array> {
    const { address, words } = this.#segments.get(file)!, page = address + block * PAGE_BYTES;
    for (let at = page; at < page + PAGE_BYTES; at += STEP_BYTES) {
      core.streamRead(at, STEP_BYTES);
      yield;
    }
    return words[block]!;
  }
}
