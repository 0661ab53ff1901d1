/**
 * The training loop of an exported file, and how it scores a set. Takes a model, its recipe and what the class gives; gives two
 * functions of Python that do what a module of ours does: losses of heads, augmentation, frozen parts, schedule, clip, stop.
 */
import type { CheckedModel, Recipe } from "../../check/model.ts";
import { labelStep } from "../../ir/image-step.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import type { FusedFact } from "../../ops/operator.ts";
import type { MainOptions } from "./main-options.ts";
import { quote } from "./names.ts";
import { printWith } from "./print-python.ts";

/** Scores again of what a last layer made of them. */
const inverse: Readonly<Record<FusedFact, (outputs: string) => string>> = {
  probabilities: (outputs) => `${outputs}.clamp_min(1e-38).log()`,
  logistic: (outputs) => `torch.logit(${outputs}, 1e-7)`,
};

/** The fact of the last layer, of the model or of a head, by which the loss wants its input instead. */
export function fusedFact({ recipe, last, layers }: CheckedModel, end = last): FusedFact | undefined {
  const fact = recipe?.loss.operator.fusedWith;
  return fact && layers.find(({ name }) => name === end)?.operator.facts[fact] ? fact : undefined;
}

export function printEvaluate(model: CheckedModel, { loss }: Recipe): string {
  const fact = fusedFact(model);
  const isMap = labelPlaces(model.output) !== undefined;
  const [what, labels] = isMap ? ["places", "labels.numel()"] : ["images", "len(labels)"];
  const scores = fact ? inverse[fact]("outputs") : "outputs";
  const value = printWith(loss.operator.pytorch!(loss.values, isMap), [scores, "y"], 8, "loss = ".length);
  return `@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, device: str, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of ${what} that are called right."""
    model.eval()
    total, right = torch.zeros((), device=device), torch.zeros((), device=device)
    for x, y in zip(images.split(batch), labels.split(batch)):
        x, y = x.to(device), y.to(device)
        outputs = model(x)${isMap ? "" : ".flatten(1)"}
        loss = ${value}
        total += loss * len(y)
        right += (outputs.argmax(1) == y).sum()
    return float(total) / len(labels), float(right) / ${labels}`;
}

/** The function `train`. */
export function printTrain(model: CheckedModel, recipe: Recipe, options: MainOptions): string {
  const { optimizer, schedule, clip, stop, augment, normalize } = recipe;
  const rates = schedule.operator.pytorch!(schedule.values);
  const isMap = labelPlaces(model.output) !== undefined;
  const prepares = augment !== undefined;
  // Labels of places move with their images.
  const moves = isMap && movesLabels(model, recipe);
  const frozen = frozenParts(model, options);
  const watches = stop === undefined ? undefined : watchedOf(stop.metric, isMap);
  const counts = stop?.metric === "accuracy";
  const lead = "optimizer = ";
  const made = printWith(optimizer.operator.pytorch!(optimizer.values), ["model.parameters()"], 4, lead.length);
  const batch = prepares ? "prepare(images[chosen])" : "images[chosen]";
  const keepers = [
    "model",
    "optimizer",
    ...(rates.factor && !rates.byLoss ? ["scheduler"] : []),
    ...(rates.byLoss ? ["by_loss"] : []),
    ...(rates.byLoss && rates.factor ? ["rate"] : []),
  ];
  const out = [
    "def train(",
    "    model: nn.Module,",
    "    parts: dict[str, Part],",
    "    options: argparse.Namespace,",
    ...(prepares && normalize ? ["    mean: Tensor | float,", "    std: Tensor | float,"] : []),
    ") -> None:",
    '    """By the recipe. What is watched is the validation part, where there is one."""',
    '    images, labels = parts["train"]',
    '    watched = "validation" if "validation" in parts else "test"',
    "    device, batch, epochs = options.device, options.batch, options.epochs",
    ...(frozen.length === 0
      ? []
      : [
          "    frozen = [",
          ...frozen.map((name) => `        model.get_submodule(${quote(name)}),`),
          "    ]",
          "    for part in frozen:",
          "        part.requires_grad_(False)",
        ]),
    `    ${lead}${made}`,
    ...printRates(rates),
    ...(prepares ? printPrepare(model, recipe, moves) : []),
    `    keepers = {${keepers.map((each) => `"${each}": ${each}`).join(", ")}}`,
    `    progress: dict[str, Any] = {"epoch": 0${stop === undefined ? "" : ', "best": None, "waited": 0'}}`,
    "    if options.resume:",
    "        progress = load_state(options.resume, keepers)",
    ...(rates.byLoss && rates.factor ? ['    step = progress["epoch"] * math.ceil(len(labels) / batch)'] : []),
    '    for epoch in range(progress["epoch"], epochs):',
    ...(stop === undefined ? [] : [`        if progress["waited"] >= ${stop.patience}:`, "            break"]),
    "        model.train()",
    ...(frozen.length === 0
      ? []
      : [
          "        for part in frozen:",
          "            if isinstance(part, nn.modules.batchnorm._BatchNorm):",
          "                part.eval()",
        ]),
    "        total = torch.zeros((), device=device)",
    ...(counts ? ["        right = torch.zeros((), device=device)"] : []),
    "        for chosen in torch.randperm(len(labels)).split(batch):",
    ...(moves
      ? ["            x, y = prepare(images[chosen], labels[chosen])", "            x, y = x.to(device), y.to(device)"]
      : [`            x, y = ${batch}.to(device), labels[chosen].to(device)`]),
    ...printLoss(model, recipe, options),
    "            optimizer.zero_grad()",
    "            loss.backward()",
    ...(clip ? [`            ${printWith(clip.operator.pytorch!(clip.values), ["model.parameters()"])}`] : []),
    ...(rates.byLoss && rates.factor
      ? [
          "            for group in optimizer.param_groups:",
          '                group["lr"] = rate.param_groups[0]["lr"] * factor(step)',
          "            step += 1",
        ]
      : []),
    "            optimizer.step()",
    ...(rates.factor && !rates.byLoss ? ["            scheduler.step()"] : []),
    // Nothing of a step is asked for before the epoch ends: the device need not wait.
    "            total += loss.detach() * len(chosen)",
    ...(counts ? [`            right += (scores${isMap ? "" : ".flatten(1)"}.argmax(1) == y).sum()`] : []),
    "        mean_loss = float(total) / len(labels)",
    "        watched_loss, accuracy = evaluate(model, *parts[watched], device)",
    ...(rates.byLoss ? ["        by_loss.step(watched_loss)"] : []),
    "        print(",
    '            f"epoch {epoch + 1}: loss {mean_loss:.4f}, "',
    '            f"{watched} loss {watched_loss:.4f}, {watched} accuracy {accuracy:.4f}",',
    "            flush=True,",
    "        )",
    ...(stop === undefined ? [] : printStop(watches!, stop.metric.endsWith("accuracy"))),
    '        progress["epoch"] = epoch + 1',
    "        if options.save:",
    "            save_weights(model, options.save)",
    "            save_state(options.save, keepers, progress)",
    ...(stop === undefined
      ? []
      : [
          '    if progress["best"] is not None:',
          '        model.load_state_dict(progress["kept"])',
          "        if options.save:",
          "            save_weights(model, options.save)",
        ]),
    '    if watched == "validation":',
    '        test_loss, accuracy = evaluate(model, *parts["test"], device)',
    '        print(f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}")',
  ];
  return out.join("\n");
}

function printRates(rates: ReturnType<NonNullable<Recipe["schedule"]["operator"]["pytorch"]>>): readonly string[] {
  const out: string[] = [];
  if (rates.factor) {
    const factor = printWith(rates.factor, []);
    if (/\b(steps_per_epoch|total_steps|epoch)\b/.test(factor))
      out.push("    steps_per_epoch = math.ceil(len(labels) / batch)");
    if (/\btotal_steps\b/.test(factor)) out.push("    total_steps = epochs * steps_per_epoch");
    out.push("", "    def factor(step: int) -> float:");
    if (/\bepoch\b/.test(factor)) out.push("        epoch = step // steps_per_epoch");
    out.push(...returnFactor(factor), "");
    if (!rates.byLoss) out.push("    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)");
  }
  if (rates.byLoss) {
    // A rate that follows the loss is kept apart where it is also warmed up.
    if (rates.factor) out.push('    rate = torch.optim.SGD([torch.zeros(1)], lr=optimizer.defaults["lr"])');
    out.push(`    by_loss = ${printWith(rates.byLoss, [rates.factor ? "rate" : "optimizer"], 4, 10)}`);
  }
  return out;
}

/** Broken at its one product where it is long. */
function returnFactor(factor: string): readonly string[] {
  const at = factor.indexOf(" * (");
  if (factor.length < 72 || at < 0) return [`        return ${factor}`];
  return [`        warm = ${factor.slice(0, at)}`, `        return warm * ${factor.slice(at + 3)}`];
}

/** The loss of the scores, and of each head as often as it weighs. */
function printLoss(model: CheckedModel, { loss }: Recipe, { heads, scoresInTraining }: MainOptions): readonly string[] {
  const isMap = labelPlaces(model.output) !== undefined;
  const list = isMap ? "" : ".flatten(1)";
  const lossOf = (outputs: string, fact: FusedFact | undefined, lead: string): string => {
    const scores = fact ? inverse[fact](outputs) : outputs;
    const made = printWith(loss.operator.pytorch!(loss.values, isMap), [scores, "y"], 12, lead.length);
    return `            ${lead}${made}`;
  };
  const rest = heads.some(({ weight }) => weight !== undefined) ? ", *heads" : heads.length > 0 ? ", *_" : "";
  return [
    `            scores${rest} = model(x)`,
    lossOf(`scores${list}`, scoresInTraining ? undefined : fusedFact(model), "loss = "),
    ...heads.flatMap(({ weight, last }, i) =>
      weight === undefined ? [] : [lossOf(`heads[${i}]${list}`, fusedFact(model, last), `loss = loss + ${weight} * `)],
    ),
  ];
}

/** Layers that the recipe freezes, by their names in Python. */
function frozenParts({ layers }: CheckedModel, { keyOf }: MainOptions): readonly string[] {
  return layers.flatMap(({ name, frozen, parameters, state }) =>
    frozen && parameters.length + state.length > 0 ? [keyOf(`${name}.`).slice(0, -1)] : [],
  );
}

function movesLabels({ input }: CheckedModel, { augment = [] }: Recipe): boolean {
  return augment.some(({ operator, values }) => labelStep(operator.step(input, values)) !== undefined);
}

/** What is done to a batch: the augmentation, of labels too where they move, then the normalization. */
function printPrepare({ input }: CheckedModel, { augment = [], normalize }: Recipe, moves: boolean): readonly string[] {
  let shape = input;
  const steps = augment.flatMap(({ operator, values }): readonly string[] => {
    const made = operator.pytorch!(shape, values);
    const moved = moves && labelStep(operator.step(shape, values)) !== undefined;
    shape = operator.shape(shape, values).output ?? shape;
    const ofImages = `x = ${printWith(made.call, ["x"], 8, "x = ".length)}`;
    if (!moved) return [ofImages];
    // From one state of the generator, what is drawn is the same.
    const ofLabels = `y = ${printWith(made.labels ?? made.call, ["y"], 8, "y = ".length)}`;
    return ["state = torch.get_rng_state()", ofImages, "torch.set_rng_state(state)", ofLabels];
  });
  const images = normalize ? "(x - mean) / std" : "x";
  const lines = moves
    ? ["y = y.unsqueeze(1).float()", ...steps, `return ${images}, y.squeeze(1).long()`]
    : [...steps, `return ${images}`];
  const head = moves
    ? "    def prepare(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:"
    : "    def prepare(x: Tensor) -> Tensor:";
  return ["", head, ...lines.map((line) => `        ${line}`), ""];
}

function watchedOf(metric: NonNullable<Recipe["stop"]>["metric"], isMap: boolean): string {
  const right = `float(right) / ${isMap ? "labels.numel()" : "len(labels)"}`;
  return { val_loss: "watched_loss", val_accuracy: "accuracy", loss: "mean_loss", accuracy: right }[metric];
}

function printStop(watched: string, more: boolean): readonly string[] {
  return [
    `        value = ${watched}`,
    `        if progress["best"] is None or value ${more ? ">" : "<"} progress["best"]:`,
    "            kept = {key: part.clone() for key, part in model.state_dict().items()}",
    '            progress |= {"best": value, "waited": 0, "kept": kept}',
    "        else:",
    '            progress["waited"] += 1',
  ];
}
