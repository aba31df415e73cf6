/**
 * A mailbox of lwIP (`sys_mbox`): what a stack has for the application that runs on it, with a word that says
 * how much. The application looks at the word without the stack's lock.
 */
import type { Core } from "../../machine/core.ts";
import type { Program } from "../../sim/task.ts";

/** Messages in the order in which they were posted. */
export class Mailbox<Message> {
  readonly #messages: Message[] = [];

  /** An empty mailbox. @param count the address of the word that says how many messages there are */
  constructor(readonly count: number) {}

  /** Whether nothing is there. Follows a `yield`. */
  isEmpty(core: Core): boolean {
    return core.load(this.count) === 0;
  }

  /** Puts a message in (`sys_mbox_post`). With the stack's lock. */
  *post(core: Core, message: Message): Program {
    this.#messages.push(message);
    yield;
    core.publish(this.count, this.#messages.length);
  }

  /** Takes the oldest out; undefined if another core has meanwhile (`sys_arch_mbox_fetch`). With the lock. */
  *fetch(core: Core): Program<Message | undefined> {
    yield;
    const message = this.#messages.shift();
    core.publish(this.count, this.#messages.length);
    return message;
  }
}
