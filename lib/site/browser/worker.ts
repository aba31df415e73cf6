/** What workers of the bench run, and pages of the bench as well: all that simulates. */
import "./without_eval.ts";
import { serve } from "./serve.ts";

if (typeof document === "undefined") {
  const scope = globalThis as unknown as Worker & { readonly name: string };
  serve(scope, scope.name);
}
