/**
 * What all fuzz tests share: how many cases are tried. The seed is fixed; in a soak run (`deno task test
 * --soak`) there are many more, from another seed each time, which is printed with the case that fails.
 */
import fc from "fast-check";

/** Whether this is a soak run. */
export const isSoak: boolean = Deno.env.get("COREY_LAB_TESTS") === "soak";
/** Of the cases that everybody tries, the quick tests try so many less. */
const share = Deno.env.get("COREY_LAB_TESTS") === "quick" ? 1 / 10 : 1;

/** How often a property is tried. */
export interface Cases {
  /** By everybody who runs the tests. */
  readonly cases: number;
  /** In a soak run. */
  readonly soak: number;
}

/**
 * A test that something holds for whatever is drawn; its name says for how many cases.
 *
 * @param holds throws for a case for which it does not
 */
export function fuzz<Case>(
  name: string,
  { cases, soak }: Cases,
  drawn: fc.Arbitrary<Case>,
  holds: (drawn: Case) => void | Promise<void>,
): void {
  const numRuns = isSoak ? soak : Math.ceil(cases * share);
  Deno.test(`${name} (${numRuns} cases)`, async () => {
    const property = fc.asyncProperty(drawn, async (drawn) => await holds(drawn));
    await fc.assert(property, isSoak ? { numRuns } : { numRuns, seed: 2008 });
  });
}
