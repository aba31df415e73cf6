/**
 * Values of one process, used in another: what can be sent is sent, a function becomes one that asks the
 * other side to call it, and a simulated program one that has the other side take each of its steps.
 */
import type { Program } from "../../sim/task.ts";
import type { Wait } from "../../sim/wait.ts";
import type { Line } from "./line.ts";
import { fromPlain, type Makers, type Plain, type Tokens, toPlain } from "./plain.ts";

/** What the sides of a line differ in: how each sees the simulated machine. */
export interface View {
  /** See {@link Tokens.known}. */
  readonly toKnown: Tokens["known"];
  /** See {@link Makers.known}. */
  readonly fromKnown: Makers["known"];
  /** Checks data that the other side sent. */
  readonly check: (value: unknown) => Plain;
  /** Whether a value is what a program of this side yields in order to wait. */
  readonly isWait: (value: unknown) => boolean;
  /** The wait that a program of the other side yields: the one that was made last. */
  readonly lastWait: () => Wait;
  /** Is told the arguments of each call of a function of the other side. */
  readonly calls?: (args: readonly unknown[]) => void;
  /**
   * Wraps each step of a program of the other side; the arguments are those of the call that made the
   * program.
   */
  readonly step?: (step: () => unknown, args: readonly unknown[]) => unknown;
}

/** Both directions of one side of a line. */
export class Mirror {
  readonly #functions: [(...args: unknown[]) => unknown, unknown][] = [];
  readonly #programs: Iterator<unknown>[] = [];

  /**
   * A mirror.
   *
   * @param line the line to the other side
   * @param view how this side sees the machine
   */
  constructor(readonly line: () => Line, readonly view: View) {}

  /** A value of this side as data. */
  send(value: unknown): Plain {
    return toPlain(value, {
      function: (fn, owner) => this.#functions.push([fn, owner]) - 1,
      program: (program) => this.#programs.push(program) - 1,
      known: this.view.toKnown,
    });
  }

  /** A value of the other side. */
  receive(data: unknown, args: readonly unknown[] = []): unknown {
    return fromPlain(this.view.check(data), {
      function: (id) => (...args: unknown[]) => this.#call(id, args),
      program: (id) => this.#program(id, args),
      known: this.view.fromKnown,
    });
  }

  /** Answers `["call", function, arguments]` and `["step", program]`; undefined for any other request. */
  answer(request: readonly unknown[]): { readonly value: unknown } | undefined {
    const [what, id, args] = request;
    if (what === "call") {
      const [fn, owner] = this.#functions[id as number] ?? [];
      if (fn === undefined || !Array.isArray(args)) throw new Error("there is no such function");
      return { value: this.send(fn.apply(owner, args.map((arg) => this.receive(arg)))) };
    }
    if (what === "step") {
      const program = this.#programs[id as number];
      if (program === undefined) throw new Error("there is no such program");
      const { done = false, value } = program.next();
      if (done) return { value: { returns: this.send(value) } };
      if (value !== undefined && !this.view.isWait(value)) {
        throw new Error("a program yields nothing, or what it waits for");
      }
      return { value: { waits: value !== undefined } };
    }
  }

  #call(id: number, args: readonly unknown[]): unknown {
    this.view.calls?.(args);
    return this.receive(this.line().ask(["call", id, args.map((arg) => this.send(arg))]), args);
  }

  *#program(id: number, args: readonly unknown[]): Program<unknown> {
    const ask = (): unknown => this.line().ask(["step", id]);
    for (;;) {
      const step = this.view.step === undefined ? ask() : this.view.step(ask, args);
      if (typeof step !== "object" || step === null) {
        throw new Error("the other side does not keep to the protocol");
      }
      if ("returns" in step) return this.receive(step.returns);
      yield "waits" in step && step.waits === true ? this.view.lastWait() : undefined;
    }
  }
}
