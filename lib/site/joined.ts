/**
 * Modules as classic scripts, which run in workers and pages that were opened as files: two programs, of
 * which the first has all that both share.
 */

/** A module's code without its imports, and what it imports and exports as `name as other`, with commas. */
interface Taken {
  readonly body: string;
  readonly imports: string;
  readonly exports: string;
}

/**
 * Joins what a bundler made of two modules, and of what both need.
 *
 * @param shared what exports to the others, and imports nothing
 * @param first the module that runs with it
 * @param second the module that runs after them, perhaps
 * @returns a script of the shared code and the first module, and one of the second
 * @throws {Error} when a module imports or exports in another way than a minified one of esbuild
 * @example
 * ```ts
 * const worker = 'import{n as o}from"./chunk-X.js";console.log(o);', page = worker;
 * const [first, second] = joined("var n=1;export{n};", worker, page);
 * console.assert(first.startsWith("globalThis.lab=(()=>{var n=1;return{n}})();"));
 * console.assert(second === "(()=>{const{n:o}=globalThis.lab;console.log(o);})();");
 * ```
 */
export function joined(shared: string, first: string, second: string): [string, string] {
  const { body, exports } = taken(shared), returned = exports.replace(/([\w$]+) as ([\w$]+)/g, "$2:$1");
  const lab = `globalThis.lab=(()=>{${body}return{${returned}}})();`;
  const script = (code: string) => {
    const { body, imports } = taken(code);
    return `(()=>{const{${imports.replaceAll(" as ", ":")}}=globalThis.lab;${body}})();`;
  };
  return [lab + script(first), script(second)];
}

function taken(code: string): Taken {
  const [, imports = "", body, exports = ""] =
    /^(?:import\{([^}]*)\}from"[^"]*";)?(.*?)(?:export\{([^}]*)\};)?\s*$/s.exec(code)!;
  if (/^import\b/.test(body!)) throw new Error("a bundled module imports in a way that is not known");
  return { imports, body: body!, exports };
}
