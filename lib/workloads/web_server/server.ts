/**
 * The paper's web server, put together: half of the cores run front ends, the other half filesum; every front
 * end has a pair of rings to every filesum core. As in Corey's source (`user/httpd/main.cc`), the first core
 * takes the network card's packets for all, runs a front end as well, and has made the files' segments;
 * the cores after it run filesum, and those after them the other front ends.
 *
 * Workload: `workloads/web_server/web_server.ts`. Notebook: `08_web_server`.
 */
import * as z from "zod";
import { count, flag, made, optionsOf, positive } from "../../input/options.ts";
import { pollForever } from "../../kernels/polling.ts";
import type { System } from "../../kernels/system.ts";
import type { TcpServer } from "../../kernels/tcp_server.ts";
import { IpcRing } from "../../libos/ipc_ring.ts";
import { type DriverPlacement, drivers } from "../../libos/tcp/drivers.ts";
import { CoreyTcpServer } from "../../libos/tcp/service.ts";
import type { Core } from "../../machine/core.ts";
import type { Machine } from "../../machine/machine.ts";
import { Random } from "../../sim/random.ts";
import { FileSegments } from "./file_segments.ts";
import { FileSet } from "./files.ts";
import { type Channel, Filesum } from "./filesum.ts";
import { Webd } from "./webd.ts";

/** Which filesum core gets a request: any, or that of the file. */
export type Assignment = "random" | "locality";

/** What can be changed. */
export interface WebServerOptions {
  /** Size of each file; 512 KB by default. */
  readonly fileKilobytes?: number;
  /** How many files there are; 8 by default. */
  readonly files?: number;
  /**
   * Whose memory the files are in: the first core's by default, or that of the core that sums them
   * with locality.
   */
  readonly filesAt?: "first" | "home";
  /** Who drives the network card: every front end (`drivers.polling()`) by default. */
  readonly driver?: DriverPlacement;
  /** Whether the first core runs a front end beside taking the card's packets; it does by default. */
  readonly kernelCoreServes?: boolean;
}

const checked = optionsOf<WebServerOptions>("webServers", {
  fileKilobytes: positive.optional(),
  files: count.optional(),
  filesAt: z.enum(["first", "home"]).optional(),
  driver: made<DriverPlacement>(["drives"], "drivers.dedicated").optional(),
  kernelCoreServes: flag.optional(),
});

/** Slots of a ring: more than a front end has connections. */
const RING_SLOTS = 64;

/** The web server on a machine. */
export class WebServer implements TcpServer {
  /** The files that it serves. */
  readonly files: FileSet;
  /** The front ends, once it serves. */
  readonly frontEnds: Webd[] = [];
  /** The filesum cores, once it serves. */
  readonly summers: Filesum[] = [];
  /** The cores that they run on. */
  readonly summingCores: Core[] = [];
  readonly #frontCores: Core[] = [];
  readonly #network: CoreyTcpServer;
  #seed = 0;

  /** Nothing runs yet. */
  constructor(
    readonly machine: Machine,
    readonly assignment: Assignment,
    readonly options: WebServerOptions = {},
  ) {
    const { fileKilobytes = 512, files = 8, driver = drivers.polling(), kernelCoreServes = true } = checked(
      options,
    );
    this.files = new FileSet(files, fileKilobytes);
    this.#network = new CoreyTcpServer(machine, driver, {
      kernelCoreServes,
      service: (stack, core) => this.#frontEnd(stack, core),
    });
  }

  /** See {@link TcpServer.device}. */
  get device(): TcpServer["device"] {
    return this.#network.device;
  }

  /** See {@link TcpServer.kernelCores}. */
  get kernelCores(): readonly Core[] {
    return this.#network.kernelCores;
  }

  /** See {@link TcpServer.ready}. */
  get ready(): boolean {
    return this.#network.ready;
  }

  /** See {@link TcpServer.dropped}. */
  get dropped(): number {
    return this.#network.dropped;
  }

  /** See {@link TcpServer.driverLocks}. */
  get driverLocks(): number {
    return this.#network.driverLocks;
  }

  /** See {@link TcpServer.answered}. */
  get answered(): number {
    return this.frontEnds.reduce((sum, { answered }) => sum + answered, 0);
  }

  /**
   * See {@link TcpServer.serve}.
   *
   * @throws {RangeError} when there are less than two cores
   */
  serve(cores: readonly Core[], seed: number): readonly number[] {
    if (cores.length < 2) {
      throw new RangeError("the web server needs two cores: one to speak HTTP, one to sum");
    }
    const { machine, files } = this, summing = Math.floor(cores.length / 2);
    const frontCores = [cores[0]!, ...cores.slice(1 + summing)];
    this.#seed = seed;
    this.#frontCores.push(...frontCores);
    this.summingCores.push(...cores.slice(1, 1 + summing));
    const segments = new FileSegments(machine, files);
    for (let file = 0; file < files.count; file++) {
      const loader = this.options.filesAt === "home" ? this.summingCores[this.#home(file)]! : cores[0]!;
      machine.runOn(loader, segments.make(loader, file));
    }
    const begins = Math.max(...cores.map(({ now }) => now));
    for (const core of this.summingCores) {
      const ring = (label: string) => new IpcRing(machine, RING_SLOTS, core.chip, label);
      const channels = frontCores.map((front): Channel => ({
        requests: ring(`requests ${front.number} to ${core.number}`),
        replies: ring(`replies ${core.number} to ${front.number}`),
      }));
      const summer = new Filesum(segments, channels);
      this.summers.push(summer);
      core.now = begins;
      core.start(pollForever(core, [summer]));
    }
    cores[0]!.now = begins;
    return this.#network.serve(frontCores);
  }

  #home(file: number): number {
    return file % this.summingCores.length;
  }

  #frontEnd(stack: Webd["stack"], core: Core): Webd {
    const place = this.#frontCores.indexOf(core);
    const random = new Random(1000 * this.#seed + core.number), { summers } = this;
    const choose = this.assignment === "random"
      ? () => random.below(summers.length)
      : (file: number) => this.#home(file);
    const frontEnd = new Webd(
      stack,
      summers.map(({ channels }) => channels[place]!),
      this.files.count,
      choose,
    );
    this.frontEnds.push(frontEnd);
    return frontEnd;
  }
}

/**
 * The web server in the paper's two modes.
 *
 * @example
 * ```ts
 * import { opteron16, sweep, webServer, webServers } from "corey-lab";
 * const rows = await sweep({
 *   workload: webServer({ warmUpMicroseconds: 500, requests: 50 }),
 *   machine: opteron16,
 *   system: [webServers.random({ fileKilobytes: 128 }), webServers.locality({ fileKilobytes: 128 })],
 *   cores: [16],
 * });
 * console.log(rows.map(({ system, requestsPerSecond }) => [system, requestsPerSecond]));
 * ```
 */
export const webServers = {
  /** Any filesum core may get any file. */
  random: (options: WebServerOptions = {}): System<WebServer> => webServerOf("random", options),
  /** Each file is always summed by the same core. */
  locality: (options: WebServerOptions = {}): System<WebServer> => webServerOf("locality", options),
};

function webServerOf(name: Assignment, options: WebServerOptions): System<WebServer> {
  checked(options);
  return {
    name,
    boot: (machine) => new WebServer(machine, name, options),
    ...name === "random" &&
      { otherwise: () => ({ "each file at its core": webServerOf("locality", options) }) },
  };
}
