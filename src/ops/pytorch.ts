/**
 * How PyTorch says what an operator does: Python as a small tree, whose numbers stand apart from its text, so that the
 * exporter can make arguments of those in which two uses of a block differ. Takes values an operator has checked; gives
 * trees. Prints nothing: `export/pytorch/` does. Strings of users never become text here, only `string` leaves.
 */

/** One literal. A string is printed quoted and escaped. */
export type Leaf = number | boolean | string | null;

export type Python =
  /** Source text that no user wrote. */
  | { readonly kind: "text"; readonly text: string }
  /** The value of an input of the layer, by its number. */
  | { readonly kind: "input"; readonly index: number }
  /** The module that `module` made: `self.conv1`. */
  | { readonly kind: "module" }
  /** The path of the edges of the model's graph, a string. */
  | { readonly kind: "graph" }
  /** `hint` names it where it becomes an argument: `stride`. */
  | { readonly kind: "leaf"; readonly value: Leaf; readonly hint: string }
  /** One number per axis: one for all where they are equal, else a tuple. */
  | { readonly kind: "each"; readonly values: readonly number[]; readonly hint: string }
  | { readonly kind: "tuple"; readonly items: readonly Python[] }
  | { readonly kind: "call"; readonly callee: Python; readonly arguments: readonly PythonArgument[] }
  /** Pieces one behind the other: `a + b`, `x[:, 0:8]`. */
  | { readonly kind: "row"; readonly parts: readonly Python[]; readonly operation?: boolean }
  /** Modules by name, in order: an `nn.Sequential` or an `nn.ModuleDict`. */
  | {
      readonly kind: "modules";
      readonly form: "sequential" | "dict";
      readonly entries: readonly (readonly [string, Python])[];
    };

export interface PythonArgument {
  /** Absent: by position. */
  readonly name?: string;
  readonly value: Python;
  /** Left out where it prints like this, or like the argument before it. */
  readonly unless?: Leaf | { readonly same: true };
}

/** Definitions that a file needs which uses them: a class or a function of Python. */
export interface PythonHelper {
  readonly name: string;
  readonly source: string;
}

/** One layer in PyTorch. */
export interface TorchForm {
  /** What `__init__` makes; needed where `forward` uses it, and where the layer is one of an `nn.Sequential`. */
  readonly module?: Python;
  /** What `forward` computes; absent: the module applied to the first input. */
  readonly forward?: Python;
  /** Learns nothing and is done to the first input before: it may be an entry of an `nn.Sequential` of its own. */
  readonly before?: { readonly name: string; readonly module: Python; readonly forward: Python };
  readonly helpers?: readonly PythonHelper[];
}

/** A schedule in PyTorch. Absent parts: the rate stays. */
export interface TorchSchedule {
  /** Over the base rate, from `step`, `epoch`, `steps_per_epoch`, `total_steps` and `total_epochs`. */
  readonly factor?: Python;
  /** Makes a scheduler of the optimizer that is input 0, which is told the loss of each epoch. */
  readonly byLoss?: Python;
  readonly helpers?: readonly PythonHelper[];
}

export const text = (source: string): Python => ({ kind: "text", text: source });
export const input = (index = 0): Python => ({ kind: "input", index });
export const leaf = (value: Leaf, hint = "value"): Python => ({ kind: "leaf", value, hint });
export const row = (...parts: readonly (Python | string)[]): Python => ({
  kind: "row",
  parts: parts.map((part) => (typeof part === "string" ? text(part) : part)),
});

/** The same, an operation of two sides that stands in parentheses inside another. */
export const operation = (...parts: readonly (Python | string)[]): Python => ({
  ...(row(...parts) as Extract<Python, { kind: "row" }>),
  operation: true,
});
/** A number per axis. */
export const each = (values: readonly number[], hint: string): Python => ({ kind: "each", values, hint });
export const tuple = (values: readonly Leaf[], hint: string): Python => ({
  kind: "tuple",
  items: values.map((value) => leaf(value, hint)),
});

/** `nn.Conv2d(3, 64, 7, stride=2)`; arguments as `positional` and `named` make them. */
export const call = (callee: string | Python, ...given: readonly (PythonArgument | Python)[]): Python => ({
  kind: "call",
  callee: typeof callee === "string" ? text(callee) : callee,
  arguments: given.map((argument) => ("kind" in argument ? { value: argument } : argument)),
});

/** `name=value`, left out where it is what PyTorch takes anyway. */
export function named(name: string, value: Python | Leaf, unless?: PythonArgument["unless"]): PythonArgument {
  const tree = typeof value === "object" && value !== null ? value : leaf(value, name);
  return { name, value: tree, ...(unless === undefined ? {} : { unless }) };
}

/** A function of the input and a module of the same arguments: `F.relu(x)` and `nn.ReLU()`. */
export const both = (module: string, forward: string, ...given: readonly (PythonArgument | Python)[]): TorchForm => ({
  module: call(module, ...given),
  forward: call(forward, input(), ...given),
});

/** `module(f(input))` in place of `module(input)`. */
export const appliedTo = (inner: Python): Python => call({ kind: "module" }, inner);

/** `Conv2d` for two axes. */
export const dimensional = (name: string, axes: number, end = "d"): string => `${name}${axes}${end}`;
