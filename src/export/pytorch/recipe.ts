/**
 * The end of an exported file: data, training by the recipe, `main()`. Takes a checked model and what its class is called;
 * gives functions of Python. A model without a recipe gets a `main()` that loads weights and says what the model is.
 */
import type { CheckedModel, Recipe } from "../../check/model.ts";
import { dataSetNames } from "../../check/read-setting.ts";
import type { FusedFact } from "../../ops/operator.ts";
import type { PythonHelper } from "../../ops/pytorch.ts";
import { bodyText } from "./file-parts.ts";
import { type KeyOf, printInitialize } from "./initialize.ts";
import { quote } from "./names.ts";
import { printWith } from "./print-python.ts";

export interface MainOptions {
  readonly className: string;
  readonly keyOf: KeyOf;
  /** How many outputs there are beside the first in training. */
  readonly heads: number;
  /** The model gives scores in training, where the loss wants them. */
  readonly scoresInTraining: boolean;
}

/** Functions, each without the empty lines around it. */
export function printMain(model: CheckedModel, options: MainOptions): readonly string[] {
  const { recipe } = model;
  if (!recipe) return [printPlainMain(options.className)];
  const initialize = printInitialize(model, recipe, options.keyOf);
  const schedule = recipe.schedule.operator.pytorch?.(recipe.schedule.values) ?? {};
  return [
    ...(schedule.helpers ?? []).map(({ source }: PythonHelper) => source.trimEnd()),
    ...printData(recipe),
    ...(initialize ? [initialize] : []),
    printEvaluate(model, recipe),
    printTrain(model, recipe, options),
    printTrainingMain(model, recipe, options, initialize !== undefined),
  ];
}

/** Parts of the recipe that have no form in PyTorch. */
export function missingForms(recipe: Recipe): readonly string[] {
  const { loss, optimizer, schedule, clip, init } = recipe;
  return [loss, optimizer, schedule, init, ...(clip ? [clip] : [])].flatMap(({ operator }) =>
    operator.pytorch ? [] : [`${operator.kind} ${operator.name}`],
  );
}

function printData({ data }: Recipe): readonly string[] {
  // Named sets are of one kind; a path may hold either.
  const cifar = data?.spec === "cifar10" || !isNamed(data?.spec);
  const idx = data?.spec !== "cifar10";
  const tries = [...(idx ? ["idx_set(folder, part)"] : []), ...(cifar ? ["cifar_set(folder, part)"] : [])];
  const share = data?.split ?? 0.9;
  const load = `def load_data(folder: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images [N, C, H, W] as bytes, and labels."""
    sets = []
    for part in ("train", "t10k"):
        found = ${tries.join(" or ")}
        if found:
            sets.append(found)
    if not sets:
        raise SystemExit(f"no data set is in {folder}")
    if len(sets) == 1:
        images, labels = sets[0]
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(labels), generator=generator)
        cut = round(${share} * len(labels))
        sets = [(images[part], labels[part]) for part in (order[:cut], order[cut:])]
    return sets`;
  return [...(idx ? [bodyText.readIdx] : []), ...(cifar ? [bodyText.readCifar] : []), load];
}

const isNamed = (spec: string | undefined): boolean => spec !== undefined && dataSetNames.includes(spec);

/** Scores again of what a last layer made of them. */
const inverse: Readonly<Record<FusedFact, (outputs: string) => string>> = {
  probabilities: (outputs) => `${outputs}.clamp_min(1e-38).log()`,
  logistic: (outputs) => `torch.logit(${outputs}, 1e-7)`,
};

/** The fact of the last layer by which the loss wants its input instead. */
export function fusedFact({ recipe, last, layers }: CheckedModel): FusedFact | undefined {
  const fact = recipe?.loss.operator.fusedWith;
  return fact && layers.find(({ name }) => name === last)?.operator.facts[fact] ? fact : undefined;
}

function printEvaluate(model: CheckedModel, { loss }: Recipe): string {
  const fact = fusedFact(model);
  const scores = fact ? inverse[fact]("outputs") : "outputs";
  const value = printWith(loss.operator.pytorch!(loss.values), [scores, "y"], 8, "loss = ".length);
  return `@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of images that are called right."""
    model.eval()
    total, right = 0.0, 0
    for x, y in zip(images.split(batch), labels.split(batch)):
        outputs = model(x).flatten(1)
        loss = ${value}
        total += float(loss) * len(y)
        right += int((outputs.argmax(1) == y).sum())
    return total / len(labels), right / len(labels)`;
}

function printTrain(model: CheckedModel, recipe: Recipe, { heads, scoresInTraining }: MainOptions): string {
  const { loss, optimizer, schedule, clip } = recipe;
  const rates = schedule.operator.pytorch!(schedule.values);
  const out = [
    "def train(",
    "    model: nn.Module,",
    "    data: tuple[Tensor, Tensor],",
    "    test: tuple[Tensor, Tensor],",
    "    epochs: int,",
    "    batch: int,",
    ") -> None:",
    "    images, labels = data",
  ];
  const lead = "optimizer = ";
  const made = printWith(optimizer.operator.pytorch!(optimizer.values), ["model.parameters()"], 4, lead.length);
  out.push(`    ${lead}${made}`);
  if (rates.factor) {
    const factor = printWith(rates.factor, []);
    if (/\b(steps_per_epoch|total_steps|epoch)\b/.test(factor)) out.push("    steps_per_epoch = math.ceil(len(labels) / batch)"); // prettier-ignore
    if (/\btotal_steps\b/.test(factor)) out.push("    total_steps = epochs * steps_per_epoch");
    out.push("", "    def factor(step: int) -> float:");
    if (/\bepoch\b/.test(factor)) out.push("        epoch = step // steps_per_epoch");
    out.push(...returnFactor(factor), "");
    if (!rates.byLoss) out.push("    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)");
  }
  if (rates.byLoss) {
    // A rate that follows the loss is kept apart where it is also warmed up.
    if (rates.factor) {
      out.push('    rate = torch.optim.SGD([torch.zeros(1)], lr=optimizer.defaults["lr"])', "    step = 0");
    }
    out.push(`    plateau = ${printWith(rates.byLoss, [rates.factor ? "rate" : "optimizer"], 4, 10)}`);
  }
  const fact = scoresInTraining ? undefined : fusedFact(model);
  const trained = fact ? inverse[fact]("scores.flatten(1)") : "scores.flatten(1)";
  const scores = heads > 0 ? "scores, *_ = model(images[chosen])" : "scores = model(images[chosen])";
  out.push(
    "    for epoch in range(epochs):",
    "        model.train()",
    "        total = 0.0",
    "        for chosen in torch.randperm(len(labels)).split(batch):",
    `            ${scores}`,
    `            loss = ${printWith(loss.operator.pytorch!(loss.values), [trained, "labels[chosen]"], 12, 7)}`,
    "            optimizer.zero_grad()",
    "            loss.backward()",
  );
  if (clip) out.push(`            ${printWith(clip.operator.pytorch!(clip.values), ["model.parameters()"])}`);
  if (rates.byLoss && rates.factor)
    out.push(
      "            for group in optimizer.param_groups:",
      '                group["lr"] = rate.param_groups[0]["lr"] * factor(step)',
      "            step += 1",
    );
  out.push("            optimizer.step()");
  if (rates.factor && !rates.byLoss) out.push("            scheduler.step()");
  out.push("            total += float(loss) * len(chosen)");
  out.push("        test_loss, accuracy = evaluate(model, *test)");
  if (rates.byLoss) out.push("        plateau.step(test_loss)");
  out.push(
    "        print(",
    '            f"epoch {epoch + 1}: loss {total / len(labels):.4f}, "',
    '            f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}",',
    "            flush=True,",
    "        )",
  );
  return out.join("\n");
}

/** Broken at its one product where it is long. */
function returnFactor(factor: string): readonly string[] {
  const at = factor.indexOf(" * (");
  if (factor.length < 72 || at < 0) return [`        return ${factor}`];
  return [`        warm = ${factor.slice(0, at)}`, `        return warm * ${factor.slice(at + 3)}`];
}

function printTrainingMain(
  model: CheckedModel,
  recipe: Recipe,
  { className }: MainOptions,
  initialize: boolean,
): string {
  const { data, normalize, batch, epochs, seed } = recipe;
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
  if (normalize) prepare.push("    sets = [((images - mean) / std, labels) for images, labels in sets]");
  const shape = channelsFirst.join(", ");
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
    sets = [
        (images.float().div(255).reshape(-1, ${shape}), labels)
        for images, labels in load_data(options.data, options.seed)
    ]
${prepare.map((line) => `${line}\n`).join("")}    train(model, *sets, options.epochs, options.batch)
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
