/**
 * What a recipe's `freeze` and `aux` come to, for people: what is frozen and what that saves, counted in the module as it would be
 * without; which heads are in the loss. Takes a model, the module's plan and how it was compiled; gives lines, none when the recipe
 * says nothing of these.
 */
import type { CheckedModel } from "../check/model.ts";
import type { Plan } from "../kernels/plan.ts";
import { elementCount } from "../ir/tensor.ts";
import { type CompileOptions, runStages } from "../pipeline.ts";
import { bytes, thousands } from "./numbers.ts";

export function describeParts(model: CheckedModel, plan: Plan, options: CompileOptions): readonly string[] {
  if (plan.step === undefined) return [];
  return [...describeFrozen(model, plan, options), ...describeHeads(model)];
}

function describeFrozen(model: CheckedModel, plan: Plan, options: CompileOptions): readonly string[] {
  const names = (model.recipe?.freeze ?? []).map(({ name }) => name);
  if (names.length === 0) return [];
  const layers = model.layers.map(({ frozen: _, ...layer }) => layer);
  const { onStage: _, ...quiet } = options;
  const without = sizeOf(runStages({ ...model, layers }, quiet).plan);
  const size = sizeOf(plan);
  const frozen = model.layers.reduce((sum, layer) => sum + (layer.frozen ? layer.params : 0), 0);
  const saved = [
    `${bytes(without.gradients - size.gradients)} of gradients`,
    `${bytes(without.states - size.states)} of the optimizer`,
    `${without.kernels - size.kernels} of ${without.kernels} kernels of a step`,
  ];
  return [
    `frozen: ${names.join(", ")}, ${thousands(frozen)} parameters; saves ${saved.join(", ")}; ` +
      `memory ${bytes(size.memory)} instead of ${bytes(without.memory)}`,
  ];
}

function sizeOf({ program, step, bytes: memory }: Plan) {
  const calls = [...step!.measure, ...step!.learn, ...step!.perStep].flatMap((phase) => phase.calls);
  const sum = (counts: readonly number[]): number => 4 * counts.reduce((a, b) => a + b, 0);
  return {
    gradients: sum(program.parameters.flatMap(({ gradient }) => (gradient ? [elementCount(gradient)] : []))),
    states: sum(program.states.map(elementCount)),
    kernels: calls.length,
    memory,
  };
}

function describeHeads({ heads, recipe }: CheckedModel): readonly string[] {
  if (heads.length === 0 || !recipe) return [];
  const trained = heads.flatMap(({ name, weight }) => (weight === undefined ? [] : [`${weight} · ${name}`]));
  const idle = heads.flatMap(({ name, weight }) => (weight === undefined ? [name] : []));
  return [
    ...(trained.length === 0 ? [] : [`heads in the loss: ${trained.join(" + ")}`]),
    ...(idle.length === 0
      ? []
      : [`heads left out, as the recipe does not train them: ${idle.join(", ")} (\`aux ${JSON.stringify(idle[0])}\`)`]),
  ];
}
