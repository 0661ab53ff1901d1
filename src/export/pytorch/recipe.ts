/**
 * The end of an exported file: data, training by the recipe, `main()`. Takes a checked model and what its class is called;
 * gives functions of Python. A model without a recipe gets a `main()` that loads weights and says what the model is.
 */
import type { CheckedModel, Recipe } from "../../check/model.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import type { PythonHelper } from "../../ops/pytorch.ts";
import { printInitialize } from "./initialize.ts";
import type { MainOptions } from "./main-options.ts";
import { quote } from "./names.ts";
import { printData } from "./print-data.ts";
import { printEvaluate, printTrain } from "./train-loop.ts";

/** Functions, each without the empty lines around it. */
export function printMain(model: CheckedModel, options: MainOptions): readonly string[] {
  const { recipe } = model;
  if (!recipe) return [printPlainMain(options.className)];
  const initialize = printInitialize(model, recipe, options.keyOf);
  return [
    ...helpersOf(model, recipe).map(({ source }) => source.trimEnd()),
    ...printData(model, recipe),
    ...(initialize ? [initialize] : []),
    printEvaluate(model, recipe),
    printTrain(model, recipe, options),
    printTrainingMain(model, recipe, options, initialize !== undefined),
  ];
}

/** Parts of the recipe that have no form in PyTorch. */
export function missingForms(recipe: Recipe): readonly string[] {
  const { loss, optimizer, schedule, clip, init, augment = [] } = recipe;
  return [loss, optimizer, schedule, init, ...(clip ? [clip] : []), ...augment].flatMap(({ operator }) =>
    operator.pytorch ? [] : [`${operator.kind} ${operator.name}`],
  );
}

/** Each once. */
function helpersOf({ input }: CheckedModel, { schedule, augment = [] }: Recipe): readonly PythonHelper[] {
  const found = [
    ...(schedule.operator.pytorch!(schedule.values).helpers ?? []),
    ...augment.flatMap(({ operator, values }) => operator.pytorch!(input, values).helpers),
  ];
  return [...new Map(found.map((helper) => [helper.name, helper])).values()];
}

function printTrainingMain(
  model: CheckedModel,
  recipe: Recipe,
  { className }: MainOptions,
  initialize: boolean,
): string {
  const { data, normalize, augment, batch, epochs, seed } = recipe;
  const channelsFirst = [model.input[model.input.length - 1]!, ...model.input.slice(0, -1)];
  const axes = ", 1".repeat(channelsFirst.length - 1);
  const prepare: string[] = [];
  if (normalize === "auto")
    prepare.push(
      `    flat = sets[0][0].transpose(0, 1).flatten(1)`,
      `    mean = flat.mean(1).reshape(1, -1${axes})`,
      `    std = flat.std(1, unbiased=False).reshape(1, -1${axes})`,
    );
  else if (normalize) {
    const list = (numbers: readonly number[]): string =>
      numbers.length === 1 ? String(numbers[0]) : `torch.tensor([${numbers.join(", ")}]).reshape(1, -1${axes})`;
    prepare.push(`    mean = ${list(normalize.mean)}`, `    std = ${list(normalize.std)}`);
  }
  // Augmentation comes before it, so the images of the training are left for `prepare`.
  const later = augment !== undefined;
  if (normalize && later) prepare.push("    sets[1] = ((sets[1][0] - mean) / std, sets[1][1])");
  else if (normalize) prepare.push("    sets = [((images - mean) / std, labels) for images, labels in sets]");
  const given = normalize && later ? ", mean, std" : "";
  const shape = channelsFirst.join(", ");
  const sets = labelPlaces(model.output)
    ? "    sets = load_data(options.data, options.seed)"
    : `    sets = [
        (images.float().div(255).reshape(-1, ${shape}), labels)
        for images, labels in load_data(options.data, options.seed)
    ]`;
  return `def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(${quote(data?.spec ?? ".")}), help="folder of the data set"
    )
    parser.add_argument("--epochs", type=int, default=${epochs})
    parser.add_argument("--batch", type=int, default=${batch})
    parser.add_argument("--seed", type=int, default=${seed})
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = ${className}()
${initialize ? "    initialize(model)\n" : ""}    if options.weights:
        load_weights(model, options.weights)
${sets}
${prepare.map((line) => `${line}\n`).join("")}    train(model, *sets, options.epochs, options.batch${given})
    if options.save:
        save_weights(model, options.save)


if __name__ == "__main__":
    main()`;
}

function printPlainMain(className: string): string {
  return `def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", help="safetensors, as cnnc writes them")
    options = parser.parse_args()
    model = ${className}()
    if options.weights:
        load_weights(model, options.weights)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()`;
}
