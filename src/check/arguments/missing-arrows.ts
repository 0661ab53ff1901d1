/**
 * `conv 3x3x8 relu`: a layer that stands among the arguments of another, since its arrow is missing. Takes the owner of the
 * arguments and those that are still to be read; reports one mistake for all of them, with the fix that puts the arrows in.
 */
import type { FlagArgument, LayerArgument, SettingArgument } from "../../syntax/ast.ts";
import { unknownArgument } from "../diagnostics/arguments.ts";
import { type Owner, specOf } from "./owner.ts";
import { lookUp } from "../scope/scope.ts";

type Argument = LayerArgument | SettingArgument;

/** Whether the first of them is an argument at all. */
export function arrowMustStandBefore(owner: Owner, rest: readonly Argument[]): boolean {
  const [first] = rest;
  if (first?.kind !== "flag" || !isAnotherLayer(owner, first)) return true;
  const { name, scope } = owner;
  const layers = rest.flatMap((each) => (each.kind === "flag" && isAnotherLayer(owner, each) ? [each.name] : []));
  scope.report.add(
    unknownArgument({
      message: `\`${first.name.text}\` is a layer, and stands among the arguments of \`${name}\``,
      source: scope.source,
      span: first.name.span,
      help: `put an arrow before it: \`-> ${first.name.text}\``,
      fixes: [
        {
          title: `put \`->\` before ${layers.map(({ text }) => `\`${text}\``).join(" and ")}`,
          edits: layers.map(({ span }) => ({ span: { start: span.start, end: span.start }, text: "-> " })),
          safe: true,
        },
      ],
    }),
  );
  return false;
}

/** A word that is nothing of the owner's, and no name of the program. */
function isAnotherLayer({ isLayer, schema, scope }: Owner, { name }: FlagArgument): boolean {
  if (isLayer !== true || specOf(schema, name.text) !== undefined || lookUp(scope, name.text)) return false;
  return scope.program.operators.findLayer(name.text) !== undefined;
}
