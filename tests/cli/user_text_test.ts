/** What a user names is read to its end, unless it has none. */
import assert from "node:assert/strict";
import { machineNamed } from "../../lib/cli/arguments.ts";
import { textWithin, userText } from "../../lib/cli/user_text.ts";
import { projectPath } from "../../lib/files/project.ts";

Deno.test("a text without end is refused, and read no further", async () => {
  const chunk = new Uint8Array(1e6);
  let sent = 0, isLeft = false;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      sent++;
      controller.enqueue(chunk);
    },
    cancel() {
      isLeft = true;
    },
  });
  await assert.rejects(textWithin(endless, "/dev/zero"), {
    name: "InputError",
    message: "/dev/zero is too large: expected at most 16 MB",
  });
  assert.ok(isLeft && sent < 25, `${sent} MB were read`);
});

Deno.test("a file is read whole; that of a machine is its spec", async () => {
  const path = projectPath("deno.json");
  assert.equal(await userText(path), Deno.readTextFileSync(path));
  const { name } = await machineNamed(projectPath("data/machines/opteron48.json"));
  assert.equal(name, "opteron48");
  await assert.rejects(machineNamed("."), { message: /^there is no machine \.: expected a preset or/ });
});
