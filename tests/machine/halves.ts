/** opteron16, but that a probe arrives when half of a transfer is over: times are then easy to work out by hand. */
import { opteron16, pipe, withTransferMessages } from "corey-lab";

/** The machine. */
export const halves = pipe(opteron16, withTransferMessages(4));
