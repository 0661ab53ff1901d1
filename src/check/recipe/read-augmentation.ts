/**
 * The settings `augment` and `stop`. `augment` is the one setting that is a chain, of operators by their words; whether its
 * steps fit the images of a model is asked once the model is known. Takes the syntax, returns values, or nothing when
 * something is wrong (reported).
 */
import type { Problem, Shape } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import { printShape } from "../../ops/shape.ts";
import type { Setting, SettingArgument, SettingStep } from "../../syntax/ast.ts";
import { checkArguments } from "../arguments/check-arguments.ts";
import { configureByWord, reportUnknownChoice } from "../arguments/configure.ts";
import { missingArgument } from "../diagnostics/arguments.ts";
import { diagnosticOf } from "../diagnostics/problems.ts";
import { augmentedSize } from "../diagnostics/training.ts";
import type { AugmentationUse, Recipe, StopRule } from "../model.ts";
import { mustNotChain, type SettingContext } from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";

/** A step with its word, which the first has as its first argument. */
type Written = Pick<SettingStep, "name" | "arguments" | "span">;

export function readAugmentation(
  setting: Setting,
  { scope, operators }: SettingContext,
): readonly AugmentationUse[] | undefined {
  const first = firstStep(setting, [...operators.augmentations.keys()], scope);
  const steps = [...(first ? [first] : []), ...setting.more].map((step) => {
    const configured = configureByWord(step.name, operators.augmentations, setting.name.text, step.arguments, scope);
    return configured && { ...configured, span: step.span };
  });
  return first && steps.every((step) => step !== undefined) ? steps : undefined;
}

function firstStep({ name, arguments: given }: Setting, words: readonly string[], scope: Scope): Written | undefined {
  const [head, ...rest] = given;
  if (!head) {
    const message = `\`${name.text}\` lacks its steps, of ${words.join(", ")}`;
    scope.report.add(missingArgument({ message, source: scope.source, span: name.span }));
    return undefined;
  }
  if (head.kind !== "flag") {
    reportUnknownChoice({ text: "", span: head.span }, words, name.text, scope);
    return undefined;
  }
  const last: SettingArgument = rest.at(-1) ?? head;
  return { name: head.name, arguments: rest, span: { start: head.span.start, end: last.span.end } };
}

/** Each step must fit what the one before it gives, and the last must give what the model reads. */
export function augmentationMustFit({ augment }: Recipe, input: Shape, scope: Scope): boolean {
  if (!augment) return true;
  let shape: Shape | undefined = input;
  for (const use of augment) {
    const { output, problems } = use.operator.shape(shape, use.values);
    for (const problem of problems) reportProblem(problem, use, scope);
    if (!output || problems.length > 0) return false;
    shape = output;
  }
  if (printShape(shape) === printShape(input)) return true;
  const last = augment.at(-1)!;
  scope.report.add(
    augmentedSize({
      message: `the augmented images are ${printShape(shape)}, the model reads ${printShape(input)}`,
      source: scope.source,
      span: last.span,
      help: `end the chain with images of ${printShape(input)}`,
    }),
  );
  return false;
}

function reportProblem(
  { code, message, arithmetic = [], notes = [], help, argument }: Problem,
  { span, spans }: AugmentationUse,
  { report, source }: Scope,
): void {
  const at = (argument === undefined ? undefined : spans?.get(argument)) ?? span;
  const details = { message, source, span: at, notes: [...arithmetic, ...notes] };
  report.add(diagnosticOf(code)({ ...details, ...(help === undefined ? {} : { help }) }));
}

/** What an early stop can watch: `val_` is of the test set. */
export const stopMetrics = ["val_loss", "val_accuracy", "loss", "accuracy"] as const;

/** What `stop` takes. */
export const stopSchema = {
  patience: {
    kind: "named-number",
    integer: true,
    minimum: 1,
    default: 3,
    doc: "epochs in a row that may bring nothing better",
  },
  metric: { kind: "named-word", words: stopMetrics, default: "val_loss", doc: "what is watched" },
} as const satisfies Schema;

export function readStop(setting: Setting, { scope }: SettingContext): StopRule | undefined {
  if (!mustNotChain(setting, scope)) return undefined;
  const owner = { name: setting.name.text, span: setting.name.span, schema: stopSchema, scope };
  const values = checkArguments(owner, setting.arguments)?.values;
  const metric = stopMetrics.find((each) => each === values?.metric);
  return metric && typeof values?.patience === "number" ? { metric, patience: values.patience } : undefined;
}
