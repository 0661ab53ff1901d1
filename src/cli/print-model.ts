/**
 * The checked model as text, for `--emit model`: one line per layer with its values, sizes and counts, and the recipe as it
 * is understood, defaults filled in. Takes a checked model; stable, and not for reading back.
 */
import type { CheckedModel, Configured, DataUse, Recipe, Values } from "../check/model.ts";
import { positionAt } from "../source/source.ts";

export function printModel(model: CheckedModel): string {
  const lines = [`model ${model.name} : ${model.input.join("x")} -> ${model.output.join("x")}`];
  for (const layer of model.layers) {
    const { line, column } = positionAt(layer.source, layer.span.start);
    const call = `${layer.operator.name}(${layer.inputs.join(", ")})${printValues(layer.values)}`;
    const counts = `params ${layer.params}, macs ${layer.macs}, rf ${layer.receptiveField.join("x")}`;
    lines.push(
      `  ${layer.name} = ${call} : ${layer.output.join("x")}  // ${counts}; ${layer.source.path}:${line}:${column}`,
    );
    for (const { fullName, shape, init } of layer.parameters) {
      const own = init === undefined ? "" : ` init ${printConfigured(init)}`;
      lines.push(`    ${fullName} : ${shape.join("x")}${own}`);
    }
  }
  const { params, weights, macs, rf } = model.totals;
  lines.push(`  totals params ${params}, weights ${weights}, macs ${macs}, rf ${rf}`);
  if (model.recipe !== undefined) lines.push(...printRecipe(model.recipe));
  return lines.join("\n");
}

function printRecipe(recipe: Recipe): readonly string[] {
  const { data, normalize } = recipe;
  const lines = [`train ${recipe.name}`];
  if (data !== undefined) lines.push(`  data ${printData(data)}`);
  if (normalize === "auto") lines.push("  normalize auto");
  else if (normalize !== undefined)
    lines.push(`  normalize mean=[${normalize.mean.join(", ")}] std=[${normalize.std.join(", ")}]`);
  for (const part of ["loss", "optimizer", "schedule", "init"] as const)
    lines.push(`  ${part} ${printConfigured(recipe[part])}`);
  for (const number of ["batch", "epochs", "seed"] as const) lines.push(`  ${number} ${recipe[number]}`);
  return lines;
}

function printData({ spec, split, label, skip }: DataUse): string {
  const words = [spec];
  if (label !== undefined) words.push(`label=${typeof label === "string" ? `"${label}"` : label.position}`);
  if (skip !== undefined) words.push(`skip=[${skip.map((name) => `"${name}"`).join(", ")}]`);
  if (split !== undefined) words.push(`split=${split}`);
  return words.join(" ");
}

function printConfigured({ operator, values }: Configured<{ readonly name: string }>): string {
  return `${operator.name}${printValues(values)}`;
}

function printValues(values: Values): string {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? ""
    : ` {${entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")}}`;
}
