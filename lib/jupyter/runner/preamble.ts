/**
 * What the runner has a kernel run before any cell.
 *
 * An error that nobody can catch, such as one thrown in a timer, is lost in Deno's kernel, and a cell that
 * awaits anything then stands still for half a minute. So the kernel is told to tell us.
 *
 * And a kernel can be asked to stop, by SIGINT, while its cell awaits something: what measures point after
 * point (see `lib/input/stop.ts`) then ends with the points that it has, and the cell goes on. It says when
 * it begins and ends, since the signal is not heard while a point is measured.
 */
import { STOP } from "../../input/stop.ts";

/** The type of the message that a late error is told with. */
export const LATE_ERROR = "x-late-error";
/** The type of the message that says how many measurements are under way that can be stopped. */
export const STOPPABLE = "x-stoppable";

/** The type of the message that says that a request to stop was heard, so that the cell awaits something. */
export const HEARD = "x-heard";

/** The code. */
export const preamble = `{
  const { broadcast } = Deno.jupyter;
  const tell = (event, error) => {
    event.preventDefault();
    const isError = error instanceof Error;
    broadcast("${LATE_ERROR}", {
      ename: isError ? error.name : "Error",
      evalue: isError ? error.message : String(error),
      traceback: [isError && error.stack || String(error)],
    });
  };
  addEventListener("error", (event) => tell(event, event.error));
  addEventListener("unhandledrejection", (event) => tell(event, event.reason));

  let controller = new AbortController(), underWay = 0;
  globalThis[Symbol.for("${STOP.description}")] = {
    get signal() { return controller.signal; },
    begin() { broadcast("${STOPPABLE}", { underWay: ++underWay }); },
    end() { broadcast("${STOPPABLE}", { underWay: --underWay }); },
    renew() { if (controller.signal.aborted) controller = new AbortController(); },
  };
  Deno.addSignalListener("SIGINT", () => {
    broadcast("${HEARD}", {});
    controller.abort();
  });
}`;

/** Code that ends what a request to stop began: the next cell is not stopped. */
export const renewStop = `globalThis[Symbol.for("${STOP.description}")]?.renew();`;
