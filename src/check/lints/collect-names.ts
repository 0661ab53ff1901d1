/**
 * Which names a file declares and which of them it uses. Takes the syntax tree; returns consts, blocks, imports, parameters
 * and lets, each used or not, with the nearest declaration of a name hiding the others as in the checker. A word that might
 * be a use counts as one. Labels have rules of their own: `collect-labels.ts`.
 */
import type { Block, Body, Declaration, File, Import, Model, Name, Parameter } from "../../syntax/ast.ts";
import { visitUses } from "./visit-uses.ts";

export interface DeclaredName {
  readonly kind: "const" | "block" | "import" | "parameter" | "let";
  readonly name: Name;
  /** Of an import. */
  readonly declaration?: Import;
  /** Of a parameter: whose. */
  readonly owner?: string;
  used: boolean;
}

interface Names {
  readonly declared: Map<string, DeclaredName>;
  readonly outer?: Names;
}

export function collectNames({ declarations }: File): readonly DeclaredName[] {
  const all: DeclaredName[] = [];
  const file: Names = { declared: new Map() };
  for (const declaration of declarations) declareTopLevel(declaration, file, all);
  for (const declaration of declarations) useWithin(declaration, file, all);
  return all;
}

function declare(names: Names, all: DeclaredName[], entry: Omit<DeclaredName, "used">): void {
  const declared = { ...entry, used: false };
  all.push(declared);
  names.declared.set(entry.name.text, declared);
}

function declareTopLevel(declaration: Declaration, file: Names, all: DeclaredName[]): void {
  switch (declaration.kind) {
    case "const":
    case "block":
      declare(file, all, { kind: declaration.kind, name: declaration.name });
      break;
    case "import":
      for (const name of declaration.names) declare(file, all, { kind: "import", name, declaration });
      break;
    case "model":
    case "train":
      break;
    default:
      declaration satisfies never;
  }
}

function useWithin(declaration: Declaration, file: Names, all: DeclaredName[]): void {
  switch (declaration.kind) {
    case "const":
    case "train":
      visitUses(declaration, (name) => use(name, file));
      break;
    case "block":
    case "model":
      useWithinBodies(declaration, file, all);
      break;
    case "import":
      break;
    default:
      declaration satisfies never;
  }
}

function useWithinBodies({ kind, name, parameters, body }: Block | Model, file: Names, all: DeclaredName[]): void {
  const names: Names = { declared: new Map(), outer: file };
  const self = kind === "block" ? file.declared.get(name.text) : undefined;
  for (const parameter of parameters) {
    useDefault(parameter, names, self);
    declare(names, all, { kind: "parameter", name: parameter.name, owner: name.text });
  }
  useBody(body, names, all, self);
}

function useDefault({ value }: Parameter, names: Names, self: DeclaredName | undefined): void {
  if (value) visitUses(value, (name) => use(name, names, self));
}

/** Lets are known from their line on, in bodies within as well. */
function useBody({ statements }: Body, outer: Names, all: DeclaredName[], self: DeclaredName | undefined): void {
  const names: Names = { declared: new Map(), outer };
  for (const statement of statements) {
    visitUses(
      statement,
      (name) => use(name, names, self),
      (body) => useBody(body, names, all, self),
    );
    if (statement.kind === "let") declare(names, all, { kind: "let", name: statement.name });
  }
}

/** `self` is the block that the place stands in: that it uses itself is no use. */
function use(name: string, names: Names, self?: DeclaredName): void {
  for (let at: Names | undefined = names; at; at = at.outer) {
    const found = at.declared.get(name);
    if (!found) continue;
    if (found !== self) found.used = true;
    return;
  }
}
