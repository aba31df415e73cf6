/** A hundred points. */
import { study } from "corey-lab";
import { hundreds, ten } from "./mixed.ts";

export default study({ name: "hundred", axes: hundreds(1), sweeps: ten });
