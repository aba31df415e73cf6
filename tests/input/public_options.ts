/**
 * Which public functions take a record of options: read off `deno doc`, so that a new one cannot be
 * forgotten.
 */
import { projectPath } from "../../lib/files/project.ts";
import * as lab from "./everything.ts";

interface Type {
  kind: string;
  repr?: string;
  value?: { properties?: { name: string; tsType?: Type }[]; params?: Parameter[] };
}
interface Parameter {
  kind: string;
  name?: string;
  left?: Parameter;
  tsType?: Type;
}
interface Function {
  params?: Parameter[];
}
interface Symbol {
  name: string;
  declarations: {
    kind: string;
    def: Function & {
      tsType?: Type;
      constructors?: Function[];
      methods?: { name: string; accessibility?: string; functionDef: Function }[];
    };
  }[];
}

/** Types whose name says that they are options, and others that are, though it does not. */
const isOptions =
  /(Options|Spec|Window|Load|Part|Context|DeviceSetting|Surroundings|Definition|Model|TicketLockRows)$/;
/**
 * Values that have a name of that kind or are written out, but are made by functions of the lab, not by hand.
 */
const values = ["MachineSpec"];
const written = ["judge", "fidelityTable", "touchPage"];

function isRecord(parameter: Parameter): boolean {
  const { tsType } = parameter.left ?? parameter;
  if (!tsType || values.includes(tsType.repr!)) return false;
  return ["typeLiteral", "intersection"].includes(tsType.kind) ||
    /^(Partial|Omit|Pick)$/.test(tsType.repr!) ||
    isOptions.test(tsType.repr!);
}

/** The functions, as they are called, with how many records each takes. */
export async function publicOptions(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const see = (name: string, { params = [] }: Function) => {
    const records = params.filter(isRecord).length;
    if (records > 0 && !written.includes(name)) found.set(name, records);
  };
  for (const { name, declarations } of await symbols()) {
    for (const { kind, def } of declarations) {
      if (kind === "function") see(name, def);
      // A class that is exported only as a type cannot be made in a notebook.
      if (kind === "class" && !(name in lab)) continue;
      if (kind === "class") { for (const made of def.constructors ?? []) see(`new ${name}`, made); }
      for (const method of kind === "class" ? def.methods ?? [] : []) {
        if (!method.accessibility) see(`${name}.${method.name}`, method.functionDef);
      }
      for (const member of def.tsType?.value?.properties ?? []) {
        if (kind === "variable" && member.tsType?.kind === "fnOrConstructor") {
          see(`${name}.${member.name}`, member.tsType.value!);
        }
      }
    }
  }
  return found;
}

/** What the entry points export; some of it is there twice. */
async function symbols(): Promise<Symbol[]> {
  const { exports } = JSON.parse(Deno.readTextFileSync(projectPath("deno.json")));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...Object.values<string>(exports)],
    cwd: projectPath(),
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { symbols: Symbol[] }>;
  };
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}
