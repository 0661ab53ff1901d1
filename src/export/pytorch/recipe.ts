/**
 * The end of an exported file: data, training by the recipe, `main()`. Takes a checked model and what its class is called;
 * gives functions of Python. A model without a recipe gets a `main()` that loads weights and says what the model is.
 */
import type { CheckedModel, Recipe } from "../../check/model.ts";
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
  const data = printData(model, recipe, options.data, options.preparation);
  return [
    ...helpersOf(model, recipe).map(({ source }) => source.trimEnd()),
    ...data.parts,
    ...(initialize ? [initialize] : []),
    printEvaluate(model, recipe),
    printTrain(model, recipe, options),
    printTrainingMain(model, recipe, options, { initialize: initialize !== undefined, workers: data.workers }),
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
  { className, preparation }: MainOptions,
  { initialize, workers }: { readonly initialize: boolean; readonly workers: boolean },
): string {
  const { data, augment, batch, epochs, seed } = recipe;
  const normalize = recipe.normalize && (preparation?.normalization ?? recipe.normalize);
  const channelsFirst = [model.input[model.input.length - 1]!, ...model.input.slice(0, -1)];
  const axes = ", 1".repeat(channelsFirst.length - 1);
  const prepare: string[] = [];
  // Image files are inverted where they are read.
  if (preparation?.inverted && !workers) {
    const { scale = 1 / 255, offset = 0 } = preparation.ofByte ?? {};
    const sum = String(2 * offset + 255 * scale);
    prepare.push(`    parts = {name: (${sum} - images, labels) for name, (images, labels) in parts.items()}`);
  }
  if (normalize === "auto")
    prepare.push(
      `    flat = parts["train"][0].transpose(0, 1).flatten(1)`,
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
  if (normalize)
    prepare.push(
      "    parts = {",
      `        name: (${later ? 'images if name == "train" else ' : ""}(images - mean) / std, labels)`,
      "        for name, (images, labels) in parts.items()",
      "    }",
    );
  const given = normalize && later ? ", mean, std" : "";
  return `def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(${quote(data?.spec ?? ".")}), help="where the data set is"
    )
    parser.add_argument("--epochs", type=int, default=${epochs})
    parser.add_argument("--batch", type=int, default=${batch})
    parser.add_argument("--seed", type=int, default=${seed})
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
${workers ? '    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="read images")\n' : ""}    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="write weights here after each epoch, and FILE.state")
    parser.add_argument("--resume", help="go on with what --save has written here")
    options = parser.parse_args()
    options.save = options.save or options.resume
    torch.manual_seed(options.seed)
    model = ${className}()
${initialize ? "    initialize(model)\n" : ""}    if options.weights:
        load_weights(model, options.weights)
    model.to(options.device)
    parts = load_data(options.data${workers ? ", options.workers" : ""})
${prepare.map((line) => `${line}\n`).join("")}    train(model, parts, options${given})


if __name__ == "__main__":
    main()`;
}

function printPlainMain(className: string): string {
  return `def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", help="safetensors, as cnnc writes them")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    model = ${className}()
    if options.weights:
        load_weights(model, options.weights)
    if options.save:
        save_weights(model, options.save)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()`;
}
