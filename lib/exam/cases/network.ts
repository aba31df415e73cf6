/** Questions about the network: the card's rings, and who waits for connections where. */
import { linuxTcp } from "../../kernels/linux/network/service.ts";
import { coreyTcp } from "../../libos/tcp/service.ts";
import { tcpService } from "../../workloads/tcp_service.ts";
import { type ExamCase, way } from "../case.ts";

const service = tcpService({ warmUpMicroseconds: 3000, microseconds: 2000 });
const goal = { column: "connectionsPerSecond", better: "more" } as const;

/** All cores drive the card. */
export const driverRing: ExamCase = {
  name: "driver ring",
  question:
    "Four cores serve TCP connections, and each puts its packets on the card's rings itself. Does Corey " +
    "solve the contention for the rings?",
  verdict: "yes",
  structure: "The rings' heads, their locks and the descriptors are written by every core that has a packet.",
  cost: "Each packet fetches them from whichever core had the last one, twice: for the buffer and for the " +
    "packet.",
  abstraction:
    "A kernel core: it alone drives the card, and the others hand it their buffers through rings of " +
    "their own.",
  why:
    "The driver's data stay in one cache and need no lock, which saves more than the core that no longer " +
    "serves; beyond the rate of the card, though, no arrangement of cores gets anything.",
  remedy: "kernel cores",
  cores: 4,
  goal,
  ways: [
    way("Corey, every core drives the card", service, coreyTcp.polling(), "fill-chips"),
    way("Corey, a kernel core drives it", service, coreyTcp.dedicated(), "fill-chips"),
    way("Linux", service, linuxTcp(), "fill-chips"),
  ],
};

/** All cores accept from one queue. */
export const acceptQueue: ExamCase = {
  name: "accept queue",
  question:
    "Six cores accept connections from one listening socket of Linux. Does Corey solve the contention for " +
    "the accept queue?",
  verdict: "yes, but",
  structure:
    "The queue and the lock of the listening socket are written by the core that receives and by all " +
    "that accept.",
  cost: "Its lines bounce, but that is not what limits: the one core that takes all packets is busy all " +
    "the time.",
  abstraction: "The library OS: on Corey an application can have a network stack, and so a queue, a core.",
  why: "Corey gains because each core runs TCP itself, which on Linux one core does for all, and not " +
    "because of the queue: on Linux a queue a core gains nothing, and a second core that receives " +
    "nearly as much as Corey.",
  remedy: "library OS",
  cores: 6,
  goal,
  ways: [
    way("Linux, one accept queue", service, linuxTcp(), "fill-chips"),
    way("Corey, a stack a core", service, coreyTcp.dedicated(), "fill-chips"),
    way("Linux, an accept queue a core", service, linuxTcp({ acceptQueues: "per core" }), "fill-chips"),
    way("Linux, two receive queues", service, linuxTcp({ receiveQueues: 2 }), "fill-chips"),
  ],
};
