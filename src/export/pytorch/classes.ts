/**
 * The classes of an exported file. Takes the tree of regions; gives a class for each block that is used more than once (one for
 * each form it takes), for each region that is no plain chain, and for the model, in an order in which they can stand. Plain
 * chains used once are an `nn.Sequential` where they are made.
 */
import type { Block } from "../../syntax/ast.ts";
import { call, leaf, named, type Python, text } from "../../ops/pytorch.ts";
import { type Arguments, findArguments } from "./arguments.ts";
import { type Body, bodyOf, isSequence, keyOf, sequenceOf } from "./bodies.ts";
import { claimName, classCase } from "./names.ts";
import { unifyOptional } from "./optional.ts";
import { isChain, type Region } from "./regions.ts";

export interface Definition {
  readonly name: string;
  /** One for each use, of one form. */
  readonly bodies: readonly Body[];
  readonly arguments: Arguments;
}

/** `taken` holds the names of the file. */
export function defineClasses(model: Region, modelName: string, taken: Set<string>): readonly Definition[] {
  const groups = groupRegions(model);
  const constructors = new Map<Region, Python>();
  const definitions: Definition[] = [];
  const name = claimName(modelName, taken, "file");

  const constructorOf = (region: Region): Python => {
    const known = constructors.get(region);
    if (known) return known;
    resolve(groups.get(groupKey(region))!);
    return constructors.get(region)!;
  };

  const resolve = (regions: readonly Region[]): void => {
    // A chain of its own blocks needs no class unless all of its uses are alike.
    const bodies = regions.map((region) => bodyOf(region, constructorOf));
    const alike = regions.length > 1 && bodies.every((body) => keyOf(body) === keyOf(bodies[0]!));
    const plain = regions.every((region) => isSequence(region) && isChain(region.children, region.entry, region.exit));
    if (plain && !alike) {
      for (const region of regions) constructors.set(region, sequenceOf(region, constructorOf));
      return;
    }
    for (const same of formsOf(unifyOptional(bodies), bodies)) define(same);
  };

  const define = (bodies: readonly Body[]): void => {
    const found = findArguments(bodies);
    if (!found) throw new Error("a class without optional parts has no numbers that cannot be told");
    const { region } = bodies[0]!;
    const base = classCase(region.use?.block.name.text ?? region.path.slice(region.path.lastIndexOf(".") + 1));
    const className = claimClass(base, taken);
    definitions.push({ name: className, bodies, arguments: found });
    bodies.forEach((body, i) => {
      const given = found.parameters.map((parameter) =>
        named(parameter.name, leaf(parameter.values[i]!, parameter.name)),
      );
      constructors.set(body.region, call(text(className), ...given));
    });
  };

  const body = bodyOf(model, constructorOf);
  return [...definitions, { name, bodies: [body], arguments: findArguments([body])! }];
}

/** Bodies of one form together; those with optional parts only where every number can be told. */
function formsOf(unified: readonly Body[], bodies: readonly Body[]): readonly (readonly Body[])[] {
  const group = (list: readonly Body[]): readonly (readonly Body[])[] => {
    const forms = new Map<string, Body[]>();
    for (const body of list) forms.set(keyOf(body), [...(forms.get(keyOf(body)) ?? []), body]);
    return [...forms.values()];
  };
  const together = group(unified);
  return together.every((each) => findArguments(each)) ? together : group(bodies);
}

function groupRegions(model: Region): ReadonlyMap<Block | string, readonly Region[]> {
  const groups = new Map<Block | string, Region[]>();
  const visit = (region: Region): void => {
    for (const child of region.children) if (child.kind === "region") visit(child.region);
    if (region === model || !region.closed) return;
    groups.set(groupKey(region), [...(groups.get(groupKey(region)) ?? []), region]);
  };
  visit(model);
  return groups;
}

const groupKey = ({ use, path }: Region): Block | string => use?.block ?? path;

/** `Unit`, `Unit2`. */
function claimClass(base: string, taken: Set<string>): string {
  let name = base;
  for (let again = 2; taken.has(name); again++) name = `${base}${again}`;
  return claimName(name, taken, "file");
}
