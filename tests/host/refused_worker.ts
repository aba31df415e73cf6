/** A thread of a sandbox that refuses `sched_setaffinity`: what it says of pinning itself. */
import { openLibc } from "../../lib/host/libc.ts";

const thread = self as unknown as {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(told: { canPin: boolean; affinity: number[] | undefined } | undefined): void;
};

const NO_NEW_PRIVILEGES = 38, SET_SECCOMP = 22, FILTER = 2;
const SCHED_SETAFFINITY = Deno.build.arch === "x86_64" ? 203 : 122;
const LOAD = 0x20, JUMP_IF_EQUAL = 0x15, RETURN = 0x06, ALLOW = 0x7fff_0000, REFUSE = 0x0005_0001;

/** A filter of this thread's system calls: all are allowed but one, which is not permitted. */
function refuse(): boolean {
  const { symbols: { prctl } } = Deno.dlopen("libc.so.6", {
    prctl: { parameters: ["i32", "u64", "buffer", "u64", "u64"], result: "i32" },
  });
  const steps = [[LOAD, 0, 0, 0], [JUMP_IF_EQUAL, 0, 1, SCHED_SETAFFINITY], [RETURN, 0, 0, REFUSE], [
    RETURN,
    0,
    0,
    ALLOW,
  ]];
  const code = new DataView(new ArrayBuffer(8 * steps.length));
  for (const [i, [what, then, otherwise, value]] of steps.entries()) {
    code.setUint16(8 * i, what!, true);
    code.setUint8(8 * i + 2, then!);
    code.setUint8(8 * i + 3, otherwise!);
    code.setUint32(8 * i + 4, value!, true);
  }
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, steps.length, true);
  program.setBigUint64(8, BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(code))), true);
  return prctl(NO_NEW_PRIVILEGES, 1n, null, 0n, 0n) === 0 &&
    prctl(SET_SECCOMP, BigInt(FILTER), program, 0n, 0n) === 0;
}

thread.onmessage = ({ data }) => {
  if (!refuse()) return thread.postMessage(undefined);
  const libc = openLibc();
  libc.pin(data);
  thread.postMessage({ canPin: libc.canPin(), affinity: libc.affinity() });
};
