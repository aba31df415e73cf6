/**
 * Calls of the C library on the reader's own computer: the real kernel, without a compiler. Each checks what
 * came back, and turns an error into a sentence.
 */

/** What the operating system refused, in one sentence. */
export class HostError extends Error {
  /** What kind of error it is. */
  override name = "HostError";
}

const symbols = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "i64" },
  dup: { parameters: ["i32"], result: "i32" },
  getppid: { parameters: [], result: "i32" },
  getpagesize: { parameters: [], result: "i32" },
  abs: { parameters: ["i32"], result: "i32" },
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  munmap: { parameters: ["pointer", "usize"], result: "i32" },
  memset: { parameters: ["pointer", "i32", "usize"], result: "pointer" },
  usleep: { parameters: ["u32"], result: "i32" },
  memchr: { parameters: ["pointer", "i32", "usize"], result: "pointer" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  strerror: { parameters: ["i32"], result: "pointer" },
} as const;
/** What only Linux has. */
const ofLinux = {
  madvise: { parameters: ["pointer", "usize", "i32"], result: "i32" },
  sched_setaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  sched_getaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;
const ofMac = { __error: { parameters: [], result: "pointer" } } as const;

// Constants of the system's headers. All are the same on x86-64 and arm64; of those that Linux and macOS have
// both, only memory without a file and the clock of a thread differ.
const READ_AND_WRITE = 3, SHARED = 1, PRIVATE = 2, HUGE_PAGES = 14;
const WITHOUT_FILE = { linux: 0x20, darwin: 0x1000 } as const;
const THREAD_CLOCK = { linux: 3, darwin: 16 } as const;
/** The clock that no one sets, the same for all threads and processes. */
const STEADY_CLOCK = { linux: 1, darwin: 6 } as const;
/** Of the counts that Linux keeps of a thread: how many there are, and which are which. */
const THREAD = 1, COUNTS = 18, SOFT_FAULTS = 8, PREEMPTIONS = 17;
/** To open a file to read, or to write as well. */
const TO_READ = 0, TO_WRITE = 2;
/** Bytes of a mask of processors: 1,024 of them. */
const MASK_BYTES = 128;

/** Memory that was mapped: where it begins, and how long it is. */
export interface Mapping {
  readonly pointer: Deno.PointerObject;
  readonly bytes: number;
}

/** The calls that the programs and measurements of this folder make, each one system call or none. */
export type Libc = ReturnType<typeof openLibc>;

/**
 * Why a computer cannot run the programs of this folder, in one sentence; nothing if it can.
 *
 * @param os its operating system; of this computer unless said
 * @param arch its processors
 */
export function refusal(os: string = Deno.build.os, arch: string = Deno.build.arch): string | undefined {
  const isKnown = ["linux", "darwin"].includes(os) && ["x86_64", "aarch64"].includes(arch);
  return isKnown
    ? undefined
    : `this computer is ${os} on ${arch}: expected Linux or macOS, on x86_64 or aarch64`;
}

/**
 * Opens the C library.
 *
 * @throws {HostError} on another platform, or without the permission for FFI
 */
export function openLibc() {
  const refused = refusal();
  if (refused !== undefined) throw new HostError(refused);
  const isLinux = Deno.build.os === "linux", os = isLinux ? "linux" : "darwin";
  const library = opened(() =>
    isLinux
      ? Deno.dlopen("libc.so.6", { ...symbols, ...ofLinux })
      : Deno.dlopen("/usr/lib/libSystem.B.dylib", { ...symbols, ...ofMac })
  );
  const c = library.symbols as Deno.StaticForeignLibraryInterface<typeof symbols>;
  const linux = isLinux ? library.symbols as Deno.StaticForeignLibraryInterface<typeof ofLinux> : undefined;
  const mac = isLinux ? undefined : library.symbols as Deno.StaticForeignLibraryInterface<typeof ofMac>;

  const fail = (call: string): never => {
    const at = linux ? linux.__errno_location() : mac!.__error();
    const number = new Deno.UnsafePointerView(at!).getInt32();
    const reason = new Deno.UnsafePointerView(c.strerror(number)!).getCString();
    throw new HostError(`${call}: ${reason.toLowerCase()} (errno ${number})`);
  };
  const checked = (call: string, result: number): number => result < 0 ? fail(call) : result;

  const mapped = (bytes: number, how: number, fd: number): Mapping => {
    const pointer = c.mmap(null, BigInt(bytes), READ_AND_WRITE, how, fd, 0n);
    if (pointer === null || Deno.UnsafePointer.value(pointer) === 0xffff_ffff_ffff_ffffn) fail("mmap");
    return { pointer: pointer!, bytes };
  };

  const time = new BigInt64Array(2), counts = new BigInt64Array(COUNTS);
  const read = (clock: number): number => {
    checked("clock_gettime", c.clock_gettime(clock, time));
    return Number(time[0]) + Number(time[1]) / 1e9;
  };

  /** Asks for the processors that the thread has: that changes nothing where it is allowed. */
  const canPin = (): boolean => {
    const mask = new Uint8Array(MASK_BYTES);
    return linux !== undefined && linux.sched_getaffinity(0, BigInt(MASK_BYTES), mask) >= 0 &&
      linux.sched_setaffinity(0, BigInt(MASK_BYTES), mask) >= 0;
  };

  return {
    /** Bytes of a page: 4,096 on x86-64, 4,096, 16,384 or 65,536 on arm64. */
    pageBytes: c.getpagesize(),
    /** A descriptor of a file, to read. `path` is ended by a zero byte ({@link cString}). */
    open: (path: Uint8Array<ArrayBuffer>): number => checked("open", c.open(path, TO_READ)),
    /** Gives a descriptor back. */
    close: (fd: number): number => checked("close", c.close(fd)),
    /** Reads a file from its beginning, into `bytes`; how many it had. */
    readAgain: (fd: number, bytes: Uint8Array<ArrayBuffer>): number =>
      checked("pread", Number(c.pread(fd, bytes, BigInt(bytes.length), 0n))),
    /** The lowest free descriptor, for the same open file. */
    dup: (fd: number): number => checked("dup", c.dup(fd)),
    /** A system call that does next to nothing. */
    getppid: (): number => c.getppid(),
    /** A call that enters no kernel: what the way from JavaScript to C costs. */
    abs: (value: number): number => c.abs(value),
    /** How long the calling thread has had a processor so far. */
    threadSeconds: (): number => read(THREAD_CLOCK[os]),
    /** What time it is, by a clock that all threads and processes read. */
    seconds: (): number => read(STEADY_CLOCK[os]),
    /**
     * Page faults of the calling thread so far that needed no disk, and how often it lost its processor to
     * another program; 0 where nobody counts (macOS, some sandboxes).
     */
    threadCounts(): { readonly softFaults: number; readonly preemptions: number } {
      linux?.getrusage(THREAD, counts);
      return { softFaults: Number(counts[SOFT_FAULTS]), preemptions: Number(counts[PREEMPTIONS]) };
    },
    /** Gives the processor away for a thousandth of a second. */
    sleep: (): void => void c.usleep(1000),
    /** Memory of zeros that no page stands behind yet. */
    map: (bytes: number): Mapping => mapped(bytes, PRIVATE | WITHOUT_FILE[os], -1),
    /** The first bytes of a file as memory, which all processes that map it share. */
    mapFile(path: Uint8Array<ArrayBuffer>, bytes: number): Mapping {
      const fd = checked("open", c.open(path, TO_WRITE));
      try {
        return mapped(bytes, SHARED, fd);
      } finally {
        c.close(fd);
      }
    },
    /** Gives mapped memory back. No view of it may be used afterwards. */
    unmap: ({ pointer, bytes }: Mapping): number => checked("munmap", c.munmap(pointer, BigInt(bytes))),
    /** Asks for pages of 2 MB, where there are any. */
    askForHugePages: ({ pointer, bytes }: Mapping): void =>
      void linux?.madvise(pointer, BigInt(bytes), HUGE_PAGES),
    /** Writes zeros. */
    clear: (pointer: Deno.PointerValue, bytes: number): void => void c.memset(pointer, 0, BigInt(bytes)),
    /** Reads all of it: it looks for a byte that is not there. */
    read: (pointer: Deno.PointerValue, bytes: number): void => void c.memchr(pointer, 0xff, BigInt(bytes)),
    /** Keeps the calling thread on one processor; does nothing where {@link Libc.canPin} says no. */
    pin(processor: number): void {
      if (!linux || !canPin()) return;
      const mask = new Uint8Array(MASK_BYTES);
      mask[processor >> 3] = 1 << (processor & 7);
      checked(`pinning to processor ${processor}`, linux.sched_setaffinity(0, BigInt(MASK_BYTES), mask));
    },
    /** Whether a thread may be kept on a processor: not on macOS, nor in a sandbox that refuses it. */
    canPin,
    /** The processors that the calling thread may run on; nothing where that is not known. */
    affinity(): number[] | undefined {
      if (!linux) return undefined;
      const mask = new Uint8Array(MASK_BYTES);
      checked("sched_getaffinity", linux.sched_getaffinity(0, BigInt(MASK_BYTES), mask));
      return Array.from({ length: 8 * MASK_BYTES }, (_, i) => i).filter((i) => mask[i >> 3]! >> (i & 7) & 1);
    },
  };
}

/** What `open` opens; why not, in a sentence. */
function opened<Library>(open: () => Library): Library {
  try {
    return open();
  } catch (error) {
    throw new HostError(`the C library cannot be called: ${(error as Error).message}`);
  }
}

/** A path as C wants it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
