/**
 * Mistakes in programs: each ends the run with a sentence that says who did what, and what to write instead.
 */
import assert from "node:assert/strict";
import { ClockError, mustRun, type Program, ProgramError, Scheduler, Task, type Wait } from "corey-lab/sim";

/** Runs a program of a task that is called `core 4`, from cycle 5 on. */
function run(program: (task: Task) => unknown): void {
  const scheduler = new Scheduler(), task = new Task(scheduler, "core 4");
  task.now = 5;
  task.start(program(task) as Program);
  scheduler.run(1000);
}

function refuses(reason: RegExp, program: (task: Task) => unknown): void {
  assert.throws(
    () => run(program),
    (error) => error instanceof ProgramError && reason.test(error.message),
    String(reason),
  );
}

Deno.test("ProgramError: a wait that is made and not yielded, whatever the program does next", () => {
  const reason = /core 4 did not wait for the door: write yield before the call \(at cycle 5\)/;
  refuses(reason, function* (task) {
    task.sleep(() => "the door");
    yield;
  });
  refuses(reason, function* (task) {
    yield;
    task.sleep(() => "the door");
  });
  refuses(reason, function* (task) {
    task.sleep(() => "the door");
    yield task.sleep(() => "the window");
  });
  refuses(/did not wait for a condition: write yield before the call/, function* (task) {
    task.until(() => true);
    yield;
  });
});

Deno.test("ProgramError: a wait that is yielded late, twice, or by another task", () => {
  refuses(/core 4 has to yield its wait for the door at once/, function* (task) {
    const wait = task.sleep(() => "the door");
    task.compute(10);
    yield wait;
  });
  refuses(/core 4 yielded once more a wait that it has had/, function* (task) {
    const wait = task.until(() => true);
    yield wait;
    yield wait;
  });
  refuses(/core 4 yielded a wait of core 5/, function* (task) {
    yield new Task(task.scheduler, "core 5").sleep(() => "the door");
  });
});

Deno.test("ProgramError: a program that yields something else", () => {
  const other = function* () {
    yield;
  };
  for (
    const [value, words] of [[5, "5"], ["a", '"a"'], [null, "null"], [
      other(),
      "a value of kind Generator",
    ]] as const
  ) {
    refuses(
      new RegExp(
        `core 4 yielded ${words}: a program yields nothing, or a wait; another program is run by yield\\*`,
      ),
      function* () {
        yield value as unknown as Wait;
      },
    );
  }
  refuses(/core 4 yielded a value of kind Promise/, function* () {
    yield Promise.resolve() as unknown as Wait;
  });
});

Deno.test("ProgramError: what is started is no program", () => {
  refuses(
    /core 4 cannot run a value of kind AsyncGenerator: a program is a function\*, not an async function\*/,
    async function* () {
      yield await 1;
    },
  );
  refuses(/core 4 cannot run a function counts: call it/, () =>
    function* counts() {
      yield;
    });
  refuses(/core 4 cannot run undefined: a program is what a function\* returns/, () => undefined);
  refuses(/core 4 cannot run a value of kind Object: a program is what/, () => ({
    next: 3,
    [Symbol.iterator]: () => 4,
  }));
  refuses(/core 4 cannot run a value of kind Object: a program is what/, () => ({
    next: () => 3,
    [Symbol.iterator]: () => 4,
  }));
  refuses(/core 4 runs a program already/, function* (task) {
    yield;
    task.start((function* () {})());
  });
});

Deno.test("ProgramError: somebody is woken who does not sleep", () => {
  refuses(/core 4 does not sleep, so it cannot be woken \(at cycle 5\)/, function* (task) {
    yield;
    task.wake(7);
  });
});

Deno.test("ClockError: cycles that are a string, a BigInt or nothing at all", () => {
  for (
    const [cycles, words] of [["12", '"12"'], [12n, "12"], [undefined, "undefined"], [null, "null"], [
      "",
      '""',
    ]] as const
  ) {
    const program = function* (task: Task) {
      yield;
      task.compute(cycles as unknown as number);
    };
    assert.throws(
      () => run(program),
      (error) =>
        error instanceof ClockError &&
        error.message.includes(`core 4 cannot compute ${words} cycles at cycle 5`),
    );
  }
});

/** Something to call, as locks and kernels are. */
class Door {
  *open(task: Task, cycles: number): Program<string> {
    yield;
    task.compute(cycles);
    return "open";
  }

  /** Hands on a program that another method makes. */
  openFast(task: Task): Program<string> {
    return this.open(task, 1);
  }
}
mustRun(Door.prototype);

Deno.test("mustRun(): a program that is made and not run is an error that names it", () => {
  const door = new Door();
  const reason =
    /core 4 made the program of Door\.open and did not run it: write yield\* before the call \(at cycle 5\)/;
  refuses(reason, function* (task) {
    door.open(task, 1);
    yield;
  });
  refuses(reason, function* (task) {
    yield;
    door.openFast(task);
  });
  refuses(reason, function* (task) {
    door.open(task, 1);
    yield* door.open(task, 1);
  });
  refuses(/core 4 yielded a value of kind Generator: .* another program is run by yield\*/, function* (task) {
    yield door.open(task, 1) as unknown as Wait;
  });
});

Deno.test("mustRun() changes nothing of a program that is run: by yield*, by hand, later, or as the task's own", () => {
  const door = new Door();
  let results: string[] = [];
  run(function* (task) {
    const kept = door.open(task, 10)[Symbol.iterator](), { value } = kept.next();
    yield value as undefined;
    results = [yield* door.open(task, 10), yield* kept, yield* door.openFast(task)];
    assert.equal(task.now, 5 + 10 + 10 + 1);
  });
  assert.deepEqual(results, ["open", "open", "open"]);
  run((task) => door.open(task, 1));
  run(function* (task) {
    const other = new Task(task.scheduler, "core 5");
    other.start(door.open(other, 1) as unknown as Program);
    yield;
  });
});

Deno.test("mustRun(): a program that is forgotten is found, whatever else begins in the same step", () => {
  const door = new Door(), kept = door.openFast(new Task(new Scheduler(), "core 5"));
  refuses(/core 4 made the program of Door\.open/, function* (task) {
    kept[Symbol.iterator](); // Made outside of this step.
    door.open(task, 1);
    yield;
  });
});

Deno.test("mustRun() leaves alone what makes no program for a task, and is not put off by what an object holds", () => {
  class Part {}
  const thing = mustRun({
    Part,
    map: new Map([[1, 2]]),
    sum: (a: number, b: number) => a + b,
    *words() {
      yield "a";
    },
    all: () => new Map([[1, 2]]).values(),
    none: () => ({
      next: () => ({ done: true, value: undefined }),
      [Symbol.iterator]() {
        return this;
      },
    }),
  });
  run(function* () {
    thing.all();
    thing.none();
    yield;
  });
  assert.ok(!(Symbol.iterator in {}));
  assert.equal(thing.sum(1, 2), 3);
  assert.ok(new thing.Part() instanceof Part);
  assert.deepEqual([...thing.words()], ["a"]);
  assert.equal(mustRun(thing.map).get(1), 2);
  assert.equal(mustRun(null), null);
});
