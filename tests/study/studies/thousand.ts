/** A thousand points. */
import { study } from "corey-lab";
import { hundreds, ten } from "./mixed.ts";

export default study({ name: "thousand", axes: hundreds(10), sweeps: ten });
