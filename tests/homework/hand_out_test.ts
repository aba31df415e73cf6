/** Releasing loses nothing: neither answers in what was released, nor those in the user's own copy. */
import assert from "node:assert/strict";
import { Course } from "../../lib/homework/course.ts";
import { releaseAssignment } from "../../lib/homework/hand_out.ts";
import { slow } from "../slow.ts";

const name = "1_contended_structure";

slow("release refuses to write over answers, and keeps one's own copy and configuration", async () => {
  const folder = await Deno.makeTempDir({ prefix: "my course ü " });
  try {
    const course = new Course(folder),
      release = () => releaseAssignment(course, name, 1, { withKeys: false });
    const config = `${folder}/nbgrader_config.py`;
    const { released, own, isKept } = await release();
    assert.equal(isKept, false);
    const text = await Deno.readTextFile(released);
    const secret = /report\[0\]\.costliestField|BEGIN SOLUTION|key\(/;
    assert.match(await Deno.readTextFile(course.source(name)), secret);
    assert.doesNotMatch(text, secret, "solutions lie in source/, and nowhere in what is handed out");
    assert.equal(await Deno.readTextFile(own), text);

    // Jupyter saves with another layout; that is no change.
    await Deno.writeTextFile(released, JSON.stringify(JSON.parse(text), null, 1));
    await Deno.writeTextFile(own, text.replace("your name", "Ada"));
    await Deno.writeTextFile(config, "# mine");
    assert.equal((await release()).isKept, true);
    assert.equal(await Deno.readTextFile(released), text);
    assert.match(await Deno.readTextFile(own), /Ada/);
    assert.equal(await Deno.readTextFile(config), "# mine");

    for (const answered of [text.replace("// YOUR ANSWER HERE", "answer['1a'] = 1;"), "", "no notebook"]) {
      await Deno.writeTextFile(released, answered);
      await assert.rejects(release, {
        name: "InputError",
        message: /is not as it was released.*move it to/,
      });
      assert.equal(await Deno.readTextFile(released), answered);
    }
    await Deno.writeTextFile(released, text);
    await Deno.remove(course.source(name));
    await assert.rejects(release, { name: "InputError" }, "nobody can say what was released");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
