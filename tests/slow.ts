/** The tests that the quick ring leaves out: notebooks, the grading of a class, full sizes. */

/** A test of `deno task test` that `deno task test --quick` leaves out. */
export function slow(name: string, fn: (t: Deno.TestContext) => void | Promise<void>): void {
  Deno.test({ name, fn, ignore: Deno.env.get("COREY_LAB_TESTS") === "quick" });
}
