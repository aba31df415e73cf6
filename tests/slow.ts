/** The tests that the quick ring leaves out: notebooks, the grading of a class, full sizes. */

/** Options of a test of `deno task test` that `deno task test --quick` leaves out: `Deno.test("all of it", slow, () => …)`. */
export const slow: { readonly ignore: boolean } = { ignore: Deno.env.get("COREY_LAB_TESTS") === "quick" };
