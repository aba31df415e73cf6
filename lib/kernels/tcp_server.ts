/**
 * What the TCP experiment needs of a system: a service on some cores that answers each connection with a few
 * bytes and closes it.
 */
import type { Core } from "../machine/core.ts";
import type { NetworkDevice } from "../machine/network/device.ts";

/** What the service says to each client. */
export const ANSWER_BYTES = 128;
/** The port it listens on. */
export const SERVICE_PORT = 80;

/** The service's answer to a client's port: a client can check that it got its own. */
export function answerTo(port: number): Int32Array {
  return new Int32Array(ANSWER_BYTES / 4).fill(port);
}

/** A system that can run the service. */
export interface TcpServer {
  /** Its network card. */
  readonly device: NetworkDevice;
  /** Connections that the service has answered. */
  readonly answered: number;
  /** How often the driver took a lock of the card's rings. */
  readonly driverLocks: number;
  /** Packets that software dropped: no buffer, a full ring, no room for a connection. */
  readonly dropped: number;
  /**
   * Starts the service on cores.
   *
   * @param seed of what is random in it
   * @returns the addresses that clients may connect to: one a network stack
   */
  serve(cores: readonly Core[], seed: number): readonly number[];
  /** Whether every stack is ready to receive. */
  readonly ready: boolean;
  /** Cores that run kernel functions for others, of those that serve. */
  readonly kernelCores: readonly Core[];
}
