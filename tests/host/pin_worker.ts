/** A thread that pins itself, and says where it may run then. */
import { openLibc } from "../../lib/host/libc.ts";

const thread = self as unknown as {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(told: number[] | undefined): void;
};

thread.onmessage = ({ data }) => {
  const libc = openLibc();
  libc.pin(data);
  thread.postMessage(libc.affinity());
};
