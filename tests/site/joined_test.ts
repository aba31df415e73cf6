/** Modules of a bundle as classic scripts. */
import assert from "node:assert/strict";
import { joined } from "../../lib/site/joined.ts";

const shared = "var a=2,b=(n)=>n*a;export{a as x,b};\n";
const worker = 'import{b as f}from"./chunk-X.js";said.push(f(3));\n';
const page = 'import{x as $,b as a}from"./chunk-X.js";var x=1;said.push(a($)+x);\n';

Deno.test("what two modules share runs once, with the first; the second finds it there", () => {
  const [first, second] = joined(shared, worker, page), said: number[] = [];
  for (const script of [first, second]) new Function("said", "globalThis", script)(said, globals);
  assert.deepEqual(said, [6, 5]);
});

const globals = {};

Deno.test("a module that imports in another way is refused", () => {
  assert.throws(() => joined(shared, 'import*as y from"./chunk-X.js";y.b(3);', page), /in a way that is not/);
});
