/** Records how busy devices are: one that is always busy is the limit, whatever the cores do. */
import type { Row } from "../../rows/row.ts";
import type { Events, Observer } from "../observer.ts";

/** Sums up the busy time of devices. */
export class DeviceRecorder implements Observer {
  #start = 0;
  readonly #busy = new Map<string, number>();

  /** See {@link Observer.deviceBusy}. */
  deviceBusy({ device, fromCycles, toCycles }: Events["deviceBusy"]): void {
    const cycles = toCycles - Math.max(fromCycles, this.#start);
    if (cycles > 0) this.#busy.set(device, (this.#busy.get(device) ?? 0) + cycles);
  }

  /** See {@link Observer.reset}. */
  reset(atCycles: number): void {
    this.#start = atCycles;
    this.#busy.clear();
  }

  /** One row a device: `device`, `busyCycles`, and `busyShare` of the time until the end of the run. */
  rows(endCycles: number): Row[] {
    return [...this.#busy].map(([device, busyCycles]) => ({
      device,
      busyCycles,
      busyShare: busyCycles / (endCycles - this.#start),
    }));
  }
}
