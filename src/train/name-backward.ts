/**
 * Names of backward nests for reports, kernels and profiles: takes the forward nest and the tensor whose gradient the new
 * nest computes, gives `conv2.backward-weights`, `conv2.backward-data`, `relu1.backward`. Relies on nest names of the form
 * `layer.stage`; knows no layers.
 */
import type { Nest } from "../ir/nest.ts";
import type { Tensor } from "../ir/tensor.ts";
import { tensorsOf } from "../ir/verify.ts";

export function nameBackward(nest: Nest, tensor: Tensor, taken: ReadonlySet<string>): string {
  const layer = nest.name.split(".", 1)[0]!;
  const stage = nest.name
    .slice(layer.length)
    .split(".")
    .filter((part) => part !== "" && part !== "forward");
  const role = roleOf(nest, tensor, layer);
  const name = [layer, ...stage, role ? `backward-${role}` : "backward"].join(".");
  let unique = name;
  for (let number = 2; taken.has(unique); number++) unique = `${name}-${number}`;
  return unique;
}

function roleOf(nest: Nest, tensor: Tensor, layer: string): string {
  const local = tensor.name.startsWith(`${layer}.`) ? tensor.name.slice(layer.length + 1) : undefined;
  if (tensor.role === "parameter") return local === "weight" ? "weights" : (local ?? tensor.name);
  const written = new Set(nest.writes.map((write) => write.tensor));
  const operands = tensorsOf(nest).filter(
    (other) => !written.has(other) && (other.role === "parameter" || other.role === "activation"),
  );
  return operands.length > 1 ? (local ?? "data") : "";
}
