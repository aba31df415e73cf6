/** The examples in the documentation: blocks of TypeScript in comments of modules and in Markdown. */

/** An example. */
export interface Example {
  /** The line it begins at, from 1. */
  readonly line: number;
  /** Its text, as a module of its own. */
  readonly module: string;
}

const BLOCK = /^(?: *\* )?```ts\n(.*?)^(?: *\* )?```$/gms;
const EXPORTED = /^export (?:async )?(?:abstract )?(?:function\*?|const|let|class|enum) (\w+)/gm;
const IMPORTED = /^import .*?;$/gms;

/**
 * The examples in a text that are meant to be run. As with `deno test --doc`, an example knows what its module
 * exports. What it imports is named in full, so that it can run from anywhere.
 *
 * @param url where the text is
 */
export function examplesIn(text: string, url: string): Example[] {
  const exported = [...text.matchAll(EXPORTED)].map(([, name]) => name!);
  return [...text.matchAll(BLOCK)].map(({ 1: block, index }) => {
    const code = block!.replaceAll(/^ *\* ?/gm, "");
    const imported = code.match(IMPORTED)?.join("") ?? "";
    const names = exported.filter((name) => isIn(name, code) && !isIn(name, imported));
    const own = names.length === 0 ? "" : `import { ${names.join(", ")} } from "${url}";\n`;
    const module = own +
      code.replaceAll(/(?<=^(?:import|}) .*from ")[^"]*/gm, (name) => addressOf(name, url));
    return { line: text.slice(0, index).split("\n").length, module };
  });
}

const addressOf = (name: string, url: string): string =>
  name.startsWith(".") ? new URL(name, url).href : import.meta.resolve(name);

const isIn = (name: string, code: string): boolean => new RegExp(`\\b${name}\\b`).test(code);
