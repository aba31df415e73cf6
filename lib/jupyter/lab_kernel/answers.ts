/** What a front end asks that needs no code to run. */
import type { JsonObject } from "../runner/messages.ts";

/** The type and the content of a reply. */
export type Answer = [type: string, content: JsonObject];

const kernelInfo: JsonObject = {
  status: "ok",
  protocol_version: "5.3",
  implementation: "corey-lab",
  implementation_version: Deno.version.deno,
  language_info: {
    name: "typescript",
    version: Deno.version.typescript,
    mimetype: "text/x.typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    codemirror_mode: { name: "typescript" },
    nbconvert_exporter: "script",
  },
  banner: `Corey Lab on Deno ${Deno.version.deno}`,
  help_links: [{ text: "Deno", url: "https://docs.deno.com" }],
  debugger: false,
};

/** The answers by the type of the request. */
export const answers: Readonly<Record<string, (content: JsonObject) => Answer>> = {
  kernel_info_request: () => ["kernel_info_reply", kernelInfo],
  comm_info_request: () => ["comm_info_reply", { status: "ok", comms: {} }],
  comm_open: ({ comm_id }) => ["comm_close", { comm_id, data: {} }],
  history_request: () => ["history_reply", { status: "ok", history: [] }],
  is_complete_request: () => ["is_complete_reply", { status: "unknown" }],
};
