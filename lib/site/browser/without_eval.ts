/**
 * The pages' policy allows no code made of strings. Zod makes its checks of strings where it can, and asks by
 * trying: told beforehand, it does not. This has to be imported before any schema.
 */
import * as z from "zod";

z.config({ jitless: true });
