/**
 * The bench's first script. The page and its workers run one program, which takes a fifth of a second to be
 * read and evaluated: a worker begins with it first, so that both do so at the same time. To begin, it needs
 * turns of the page, so the page goes on with the program after a while.
 */
import { beginWorker } from "./first_worker.ts";

const program = document.getElementById("program")!.textContent!;
globalThis.firstWorker = beginWorker(program);
const script = document.createElement("script");
script.textContent = program;
requestAnimationFrame(() => setTimeout(() => document.body.append(script)));
