/** How a kernel and its client find each other: a *connection file* with five ports and a key. */

/** What the connection file says. */
export interface ConnectionInfo {
  /** Always `tcp`. */
  readonly transport: "tcp";
  /** The address to listen on and connect to. */
  readonly ip: string;
  /** Requests to run code. */
  readonly shell_port: number;
  /** Everything the kernel publishes: outputs, statuses. */
  readonly iopub_port: number;
  /** Questions to the user, such as for a line of input. */
  readonly stdin_port: number;
  /** Requests that must get through while code runs: interrupt, shut down. */
  readonly control_port: number;
  /** Echo: says that the kernel lives. */
  readonly hb_port: number;
  /** The secret both sides sign messages with. */
  readonly key: string;
  /** How they sign. */
  readonly signature_scheme: "hmac-sha256";
  /** The kernel's name; says nothing to the kernel itself. */
  readonly kernel_name: string;
}

/**
 * Makes up a connection on this computer: five free ports and a fresh key. Another program may take a
 * port before the kernel does, so starting a kernel can fail and should then be tried again.
 *
 * @example
 * ```ts
 * import { newConnection } from "./connection.ts";
 * import assert from "node:assert/strict";
 *
 * const { shell_port, iopub_port, control_port } = newConnection();
 * assert.equal(new Set([shell_port, iopub_port, control_port]).size, 3);
 * ```
 */
export function newConnection(): ConnectionInfo {
  const ip = "127.0.0.1";
  const listeners = Array.from({ length: 5 }, () => Deno.listen({ hostname: ip, port: 0 }));
  const [shell, iopub, stdin, control, heartbeat] = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  return {
    transport: "tcp",
    ip,
    shell_port: shell!,
    iopub_port: iopub!,
    stdin_port: stdin!,
    control_port: control!,
    hb_port: heartbeat!,
    key: crypto.randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}
