/** The tests that the quick ring leaves out: notebooks, grading, full sizes, and whatever takes half a second. */

/** `Deno.test` for what `deno task test --quick` leaves out: `slow("all of it", () => …)`. */
export const slow: typeof Deno.test | typeof Deno.test.ignore = Deno.env.get("COREY_LAB_TESTS") === "quick"
  ? Deno.test.ignore
  : Deno.test;

/** Of many that are alike, `deno task test --quick` runs the first: `alike(i)("one of them", () => …)`. */
export const alike = (index: number): typeof slow => index === 0 ? Deno.test : slow;
