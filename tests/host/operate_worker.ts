/** A thread that does a program's operation so many times, at each place in turn. */
import { openLibc } from "../../lib/host/libc.ts";
import { type HostProgramName, hostPrograms } from "../../lib/host/programs/all.ts";
import { placeOf } from "../../lib/host/programs/program.ts";

interface Order {
  readonly name: HostProgramName;
  readonly me: number;
  readonly times: number;
  readonly shared: SharedArrayBuffer;
}

const thread = self as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(told: null): void;
};

thread.onmessage = ({ data: { name, me, times, shared } }) => {
  const words = new Int32Array(shared);
  const { operate } = hostPrograms[name]({
    libc: openLibc(),
    shared: words,
    me,
    of: 2,
    bytes: 0,
    folder: "",
    isOver: () => false,
  });
  for (let i = 0; i < times; i++) operate(placeOf(i, 2));
  thread.postMessage(null);
};
