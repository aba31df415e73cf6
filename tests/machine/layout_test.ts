import assert from "node:assert/strict";
import fc from "fast-check";
import { array, bytes, type Field, int32, Layout, lineAligned, struct, word64 } from "corey-lab/machine";

Deno.test("struct() lays fields out as C does on x86-64, with offsets worked out by hand", () => {
  const filesStruct = struct("files_struct", {
    count: int32, // 0, then 4 bytes of padding
    fdt: word64, // 8
    "fdtab.max_fds": int32, // 16, then 4 of padding
    "fdtab.fd": word64, // 24
    "fdtab.close_on_exec": word64, // 32
    "fdtab.open_fds": word64, // 40
    "fdtab.rcu": bytes(16), // 48
    "fdtab.next": word64, // 64, then 56 of padding
    file_lock: lineAligned(int32), // 128
    next_fd: int32, // 132
    close_on_exec_init: word64, // 136
    open_fds_init: word64, // 144
    fd_array: array(word64, 64), // 152 … 664
  });
  assert.deepEqual(filesStruct.offsets, {
    count: 0,
    fdt: 8,
    "fdtab.max_fds": 16,
    "fdtab.fd": 24,
    "fdtab.close_on_exec": 32,
    "fdtab.open_fds": 40,
    "fdtab.rcu": 48,
    "fdtab.next": 64,
    file_lock: 128,
    next_fd: 132,
    close_on_exec_init: 136,
    open_fds_init: 144,
    fd_array: 152,
  });
  assert.equal(filesStruct.bytes, 704, "664 bytes, made a multiple of the largest alignment, 64");
});

Deno.test("struct() rounds its size up to the alignment of its widest field", () => {
  assert.equal(struct("a", { pointer: word64, flag: int32 }).bytes, 16);
  assert.equal(struct("b", { flag: int32 }).bytes, 4);
  assert.equal(struct("c", { text: bytes(5, 1) }).bytes, 5);
  assert.deepEqual(struct("d", { text: bytes(5, 1), flag: int32, pointer: word64 }).offsets, {
    text: 0,
    flag: 8,
    pointer: 16,
  });
});

const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom(int32, word64, lineAligned(int32), lineAligned(word64)),
  fc.record({
    bytes: fc.integer({ min: 1, max: 100 }),
    align: fc.constantFrom(1, 2, 4, 8, 64),
    count: fc.constant(1),
  }),
  fc.integer({ min: 1, max: 40 }).map((count) => array(word64, count)),
);
const anyFields = fc.array(anyField, { minLength: 1, maxLength: 10, size: "max" });
const nameFields = (fields: Field[]) => Object.fromEntries(fields.map((field, i) => [`f${i}`, field]));

Deno.test("struct() aligns every field, lets no two overlap, and wastes no more than alignment asks for", () => {
  fc.assert(fc.property(anyFields, (fields) => {
    const { offsets, bytes } = struct("any", nameFields(fields));
    let end = 0;
    fields.forEach((field, i) => {
      const offset = offsets[`f${i}`]!;
      assert.equal(offset % field.align, 0);
      assert.ok(offset >= end && offset - end < field.align);
      end = offset + field.bytes * field.count;
    });
    assert.ok(bytes >= end);
  }));
});

Deno.test("Layout.place() puts no two structures on one line, and names every field's every byte", () => {
  fc.assert(fc.property(fc.array(anyFields, { minLength: 1, maxLength: 6, size: "max" }), (structs) => {
    const layout = new Layout(), owners = new Map<number, number>();
    structs.forEach((fields, i) => {
      const type = struct(`type${i}`, nameFields(fields)), placed = layout.place(type);
      assert.equal(placed.f0 % 64, 0);
      for (let at = placed.f0!; at < placed.f0! + type.bytes; at++) {
        assert.equal(owners.get(at >> 6) ?? i, i, "whose line it is");
        owners.set(at >> 6, i);
      }
      fields.forEach((field, j) => {
        for (let element = 0; element < field.count; element++) {
          const name = `type${i}.f${j}${field.count > 1 ? `[${element}]` : ""}`;
          const start = placed[`f${j}`]! + element * field.bytes;
          assert.equal(layout.nameOf(start), name);
          assert.equal(layout.nameOf(start + field.bytes - 1), name);
        }
      });
    });
    assert.ok(layout.endAddress % 64 === 0 && layout.endAddress > Math.max(...owners.keys()) * 64);
  }));
});

Deno.test("Layout.lineName() names the fields that a line holds a part of", () => {
  const layout = new Layout();
  layout.place(struct("first", { a: int32 }), "first of all");
  const table = layout.place(
    struct("table", { count: int32, lock: lineAligned(int32), slots: array(word64, 20) }),
  );
  assert.equal(layout.lineName(0), "first of all.a");
  assert.equal(layout.lineName(table.count / 64), "table.count");
  // lock at 64, slots at 72: seven of them on this line, eight on the next, five on the last.
  assert.equal(layout.lineName(table.lock / 64), "table.{lock, slots[0..6]}");
  assert.equal(layout.lineName(table.lock / 64 + 1), "table.slots[7..14]");
  assert.equal(layout.lineName(table.lock / 64 + 2), "table.slots[15..19]");
});

Deno.test("Layout.nameOf() and lineName() name what lies in no field, and what was never placed", () => {
  const layout = new Layout();
  assert.equal(layout.nameOf(0), "address 0", "while there is nothing at all");
  const placed = layout.place(struct("padded", { a: int32, b: word64 }));
  assert.equal(layout.nameOf(placed.a + 4), "padded+4");
  assert.equal(layout.nameOf(64), "address 64");
  assert.equal(layout.lineName(1), "line 1");
});

Deno.test("Layout.rename() calls memory that is used again by its new structure, small or large, as far as there is room", () => {
  const layout = new Layout(), large = struct("large", { head: int32, body: lineAligned(bytes(128)) });
  const small = struct("small", { word: word64 }), larger = struct("larger", { words: bytes(200) });
  const first = layout.place(large), next = layout.place(small);
  layout.rename(first.head, small, "small 7");
  assert.equal(layout.nameOf(first.head + 4), "small 7.word");
  assert.equal(layout.nameOf(first.body), "small 7+64");
  layout.rename(first.head, large, "large 8");
  assert.equal(layout.nameOf(first.body), "large 8.body");
  assert.equal(layout.lineName(first.body / 64), "large 8.body");
  assert.equal(layout.nameOf(next.word), "small.word", "its neighbour is what it was");
  assert.throws(() => layout.rename(first.head, larger, "larger 9"), /RangeError.*no room for larger 9/);
  assert.throws(() => layout.rename(first.body, small, "small 9"), /RangeError/);
  assert.throws(() => layout.rename(layout.endAddress, small, "small 9"), /RangeError/);
  assert.equal(layout.nameOf(first.head), "large 8.head");
});
