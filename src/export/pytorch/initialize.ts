/**
 * The start that a recipe asks for, where it is not PyTorch's own. Takes a model and its recipe; gives a function of Python, or
 * nothing. Modules of PyTorch are filled in a loop, what has an initialization of its own by its name.
 */
import type { CheckedModel, CheckedParameter, Configured, Recipe } from "../../check/model.ts";
import type { Initializer } from "../../ir/program.ts";
import type { Initialization } from "../../ops/operator.ts";
import { text } from "../../ops/pytorch.ts";
import type { KeyOf } from "./main-options.ts";
import { quote } from "./names.ts";
import { mapTree, printWith } from "./print-python.ts";

export function printInitialize(model: CheckedModel, recipe: Recipe, keyOf: KeyOf): string | undefined {
  const usual = recipe.init.operator.pytorch!(recipe.init.values);
  const out: string[] = [];
  if (usual !== "none") {
    const fill = printWith(
      mapTree(usual, (tree) => (tree.kind === "input" ? text("module.weight") : tree)),
      [],
    );
    out.push(
      "    for module in model.modules():",
      "        if isinstance(module, (nn.modules.conv._ConvNd, nn.Linear)):",
      `            ${fill}`,
      "            if module.bias is not None:",
      "                nn.init.zeros_(module.bias)",
    );
  }
  for (const layer of model.layers) {
    const own = layer.operator.kind === "layer" && layer.operator.pytorch?.(layer.input, layer.output, layer.values).helpers; // prettier-ignore
    for (const parameter of layer.parameters) {
      const init = parameter.init ?? (own && usual !== "none" ? recipe.init : undefined);
      if (!init || parameter.initial !== undefined) continue;
      const key = quote(keyOf(parameter.fullName));
      out.push(`    ${fillWith(initializerOf(parameter, init), `model.get_parameter(${key})`)}`);
    }
  }
  if (out.length === 0) return undefined;
  const doc = '    """The start that the recipe asks for."""';
  return ["def initialize(model: nn.Module) -> None:", doc, ...out].join("\n");
}

/** Nine digits are as many as float32 has. */
const short = (value: number): string => String(Number(value.toPrecision(9)));

const initializerOf = (parameter: CheckedParameter, { operator, values }: Configured<Initialization>): Initializer =>
  operator.initializer(parameter, values);

function fillWith(initializer: Initializer, tensor: string): string {
  switch (initializer.kind) {
    case "zeros":
      return `nn.init.zeros_(${tensor})`;
    case "constant":
      return `nn.init.constant_(${tensor}, ${initializer.value})`;
    case "uniform":
      return `nn.init.uniform_(${tensor}, -${short(initializer.bound)}, ${short(initializer.bound)})`;
    case "normal":
      return `nn.init.normal_(${tensor}, std=${short(initializer.deviation)})`;
    default:
      return initializer satisfies never;
  }
}
