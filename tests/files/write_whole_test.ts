/** A file is written whole or not at all, and what stands in the way is said in one sentence. */
import assert from "node:assert/strict";
import { WriteError, writeWhole } from "../../lib/files/write_whole.ts";

async function inFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.realPathSync(await Deno.makeTempDir({ prefix: "corey lab ü " }));
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string): string[] => Array.from(Deno.readDirSync(folder), ({ name }) => name);

Deno.test("a file is written with the folders it is in, and leaves no temporary file", () =>
  inFolder((folder) => {
    writeWhole(`${folder}/a/b.txt`, "first");
    writeWhole(`${folder}/a/b.txt`, new Uint8Array([104, 105]));
    assert.equal(Deno.readTextFileSync(`${folder}/a/b.txt`), "hi");
    assert.deepEqual(namesIn(`${folder}/a`), ["b.txt"]);
  }));

Deno.test("a file reached by a link is written, and the link stays", () =>
  inFolder((folder) => {
    writeWhole(`${folder}/real.txt`, "old");
    Deno.symlinkSync(`${folder}/real.txt`, `${folder}/link.txt`);
    writeWhole(`${folder}/link.txt`, "new");
    assert.ok(Deno.lstatSync(`${folder}/link.txt`).isSymlink);
    assert.equal(Deno.readTextFileSync(`${folder}/real.txt`), "new");
  }));

Deno.test({
  name: "a full disk is told in one sentence, and devices stay what they are",
  ignore: Deno.build.os !== "linux",
  fn() {
    assert.throws(() => writeWhole("/dev/full", "text"), {
      name: "WriteError",
      message: "/dev/full cannot be written: No space left on device",
    });
    assert.ok(Deno.statSync("/dev/full").isCharDevice);
  },
});

Deno.test("a place where nothing can be written is told in one sentence, and what was there is kept", () =>
  inFolder((folder) => {
    writeWhole(`${folder}/file`, "kept");
    assert.throws(() => writeWhole(`${folder}/file/below`, "text"), (error) => {
      assert.ok(error instanceof WriteError);
      assert.match(error.message, /file\/below cannot be written: [A-Z][a-z ]+$/);
      return true;
    });
    Deno.mkdirSync(`${folder}/folder/full`, { recursive: true });
    assert.throws(() => writeWhole(`${folder}/folder`, "text"), WriteError);
    assert.equal(Deno.readTextFileSync(`${folder}/file`), "kept");
    assert.deepEqual(namesIn(folder).sort(), ["file", "folder"]);
  }));
