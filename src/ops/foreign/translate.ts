/**
 * A line of Keras, PyTorch or Darknet as ours: takes the text of a statement and the tables of operators; returns what to write, in a
 * model or in a recipe, or what to say where nothing is written for it; nothing where the line is none of theirs. Pure.
 */
import type { ForeignLine } from "../../syntax/vocabulary.ts";
import type { Layer, Operator } from "../operator.ts";
import { missingLayers } from "../foreign-names.ts";
import { type Found, findDarknetLayer, findForeignChoice, findForeignLayer } from "./find.ts";
import { type Call, readStatement, type Value } from "./read-call.ts";
import { type Written, writeOperator } from "./write-operator.ts";

export interface Tables {
  findLayer(name: string): Layer | undefined;
  /** By setting: optimizer, loss, schedule, augment. */
  readonly choices: ReadonlyMap<string, ReadonlyMap<string, Operator>>;
}

interface Parts {
  readonly stages: string[];
  readonly settings: string[];
  readonly left: string[];
  input: string | undefined;
  /** Something in it has no counterpart that is known. */
  unknown: string | undefined;
}

const containers = /^(?:add|add_module|append|Sequential|Input|ModuleList)$/;
const wrappers = /^(?:forward|to|cuda)$/;
const python =
  /^(?:import\s|from\s+[\w.]+\s+import\s|class\s|def\s|return\b|super\(|@|with\s|for\s|while\s|if\s.*:$|elif\s|else:|try:|except\b|print\(|assert\s|"""|''')/;

export function translate(text: string, tables: Tables): ForeignLine | undefined {
  const trimmed = text.trim();
  const section = /^\[(\w+)\]\s*\n([\s\S]*)$/.exec(trimmed);
  if (section) return translateSection(section[1]!, section[2]!, tables);
  const lone = /^(\w+)=['"]([\w.]+)['"],?$/.exec(trimmed);
  if (lone) {
    const found = chosen(lone[2]!, lone[1]!, tables);
    return found === undefined ? undefined : { framework: "Keras", place: "train", text: found };
  }
  if (python.test(trimmed)) {
    const framework = "Python";
    if (/^class\s/.test(trimmed))
      return { framework, place: "file", help: "a model is written `model NAME {`, its input, its layers, and `}`" };
    return { framework, place: "any", text: "", help: "leave it out: a model is the chain of its layers" };
  }
  const statement = readStatement(trimmed);
  if (!statement?.values.some(({ kind }) => kind === "call")) return undefined;
  const parts: Parts = { stages: [], settings: [], left: [], input: undefined, unknown: undefined };
  for (const value of statement.values)
    if (!collect(value, parts, tables)) return isDotted(value) ? notHere(value, trimmed) : undefined;
  return finish(parts, frameworkOf(trimmed));
}

/** A call by a path of names, which no line of ours holds. */
const isDotted = (value: Value): value is Call => value.kind === "call" && value.path.length > 1;

function notHere({ path }: Call, text: string): ForeignLine {
  const help = `leave it out: \`${path.join(".")}\` has no counterpart here`;
  return { framework: frameworkOf(text), place: "any", help };
}

const frameworkOf = (text: string): string =>
  /\bnn\.|\btorch|\bF\.|self\.|[a-z](?:1|2|3)d\(/.test(text)
    ? "PyTorch"
    : /keras|layers?\.|[A-Z]\w*\(/.test(text)
      ? "Keras"
      : "Python";

function finish({ stages, settings, left, input, unknown }: Parts, framework: string): ForeignLine | undefined {
  if (unknown !== undefined) return { framework, place: "any", help: unknown };
  if (stages.length === 0 && settings.length === 0 && input === undefined) return undefined;
  const chain = [...(input === undefined ? [] : [`input ${input}`]), ...stages];
  const text = settings.length > 0 ? settings.join("\n") : chain.join(" -> ");
  const place = settings.length > 0 ? "train" : "model";
  const lost = left.length > 0 ? { help: `write \`${text}\`; \`${left[0]}\` has no counterpart here` } : {};
  return { framework, place, text, ...(input === undefined ? {} : { input, rest: stages.join(" -> ") }), ...lost };
}

/** Whether the value is understood; adds to the parts what it comes to. */
function collect(value: Value, parts: Parts, tables: Tables): boolean {
  if (value.kind === "list") return value.items.every((item) => collect(item, parts, tables));
  if (value.kind === "name" || value.kind === "text") return true;
  if (value.kind !== "call") return false;
  if (value.callee) return [...value.positional, value.callee].every((each) => collect(each, parts, tables));
  const name = value.path.at(-1)!;
  // `self.conv1(x)`: the layer stands where it is declared.
  if (value.path[0] === "self" && value.path.length > 1)
    return value.positional.every((each) => collect(each, parts, tables));
  if (containers.test(name) || wrappers.test(name)) return collectContainer(name, value, parts, tables);
  if (/^(?:compile|fit|DataLoader|manual_seed|EarlyStopping)$/.test(name))
    return collectTraining(name, value, parts, tables);
  if (name === "Activation") return collectActivation(value, parts, tables);
  const choice = tables.findLayer(name) ? undefined : findForeignChoice(name);
  if (choice) return collectChoice(choice, value, parts, tables);
  return collectLayer(name, value, parts, tables);
}

function collectContainer(name: string, { positional, named }: Call, parts: Parts, tables: Tables): boolean {
  if (name === "Input") {
    const shape = named.get("shape") ?? positional[0];
    const sizes =
      shape?.kind === "list" ? shape.items.flatMap((item) => (item.kind === "number" ? [item.value] : [])) : [];
    if (sizes.length === 0 || sizes.length > 4) return false;
    parts.input = sizes.join("x");
    return true;
  }
  return positional.every((each) => each.kind === "text" || collect(each, parts, tables));
}

function collectActivation({ positional, named }: Call, parts: Parts, tables: Tables): boolean {
  const value = positional[0] ?? named.get("activation");
  const word = value?.kind === "text" ? value.text : value?.kind === "name" ? value.path.at(-1)! : "";
  const found = layerCalled(word, tables);
  if (found === undefined) return false;
  parts.stages.push(found);
  return true;
}

/** Our text for a layer's name alone, where it needs no argument: `relu`, `leakyrelu 0.1`. */
export function layerCalled(word: string, tables: Tables): string | undefined {
  const own = tables.findLayer(word) ?? tables.findLayer(word.toLowerCase());
  const dark = word === "leaky" ? findDarknetLayer(word) : undefined;
  const found = dark ?? (own ? undefined : findForeignLayer(word));
  const name = own?.name ?? found?.name;
  if (name === undefined) return undefined;
  return [name, ...(found?.row.otherwise === undefined ? [] : [found.row.otherwise])].join(" ");
}

function collectLayer(name: string, { path, positional, named }: Call, parts: Parts, tables: Tables): boolean {
  const own = tables.findLayer(name.toLowerCase());
  const found =
    findForeignLayer(name) ?? (own ? { name: own.name, row: { names: [name], where: "papers" as const } } : undefined);
  if (!found) {
    const nearest = missingLayers.get(name.toLowerCase()) ?? missingLayers.get(name.toLowerCase().replace(/\dd$/, ""));
    if (nearest === undefined) return false;
    parts.unknown = `there is no \`${name}\` here yet; \`${nearest}\` is nearest`;
    return true;
  }
  const [first, ...rest] = positional;
  // A function takes the value first: `F.max_pool2d(x, 2)`; a method has it before the dot: `x.view(-1, 784)`.
  const isFunction =
    (path.length > 1 && /^(?:F|functional|torch|tf)$/.test(path[0]!)) ||
    (/^[a-z]/.test(name) && first?.kind === "call");
  const isMethod = path.length > 1 && /^(?:view|flatten|reshape)$/.test(name) && !isFunction;
  if (isFunction && first && !collect(first, parts, tables)) return false;
  if (found.row.names.includes("view") || isMethod || (isFunction && /^(?:flatten)$/.test(name))) {
    parts.stages.push(found.name);
    return true;
  }
  const written = write(found, isFunction ? rest : positional, named, tables);
  if (!written) {
    parts.unknown = `write \`${found.name}\` with its numbers as numbers, or as a const in braces: \`{n}\``;
    return true;
  }
  parts.stages.push(...written.stages);
  parts.left.push(...written.left);
  parts.input ??= written.input;
  return true;
}

function write(
  found: Found,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  tables: Tables,
): Written | undefined {
  const layer = tables.findLayer(found.name);
  const sizes = layer && Object.values(layer.schema).find(({ kind }) => kind === "sizes");
  const places = sizes?.kind === "sizes" ? sizes.places : "";
  return writeOperator(found, positional, named, (word) => layerCalled(word, tables), {
    strideIsWindow: places === "window",
    needsWindow: places !== "" && sizes?.kind === "sizes" && sizes.optional !== true,
  });
}

function collectChoice(found: Found, { positional, named }: Call, parts: Parts, tables: Tables): boolean {
  const values = positional.filter(({ kind }) => kind === "number" || kind === "list" || kind === "text");
  // The model's parameters, or the optimizer of a schedule, stand first and say nothing here.
  const known = Object.entries(found.row.parameters ?? {}).filter(([, { as }]) => as !== "known");
  const row = { ...found.row, parameters: Object.fromEntries(known) };
  const written = writeOperator({ ...found, row }, values, named, (word) => layerCalled(word, tables), {
    strideIsWindow: false,
    needsWindow: false,
  });
  if (!written) return false;
  parts.settings.push(`${found.setting} ${written.stages[0]!}`);
  parts.left.push(...written.left);
  return true;
}

/** `adam` or `categorical_crossentropy` as the word of a setting. */
function chosen(word: string, setting: string, tables: Tables): string | undefined {
  const own = tables.choices.get(setting)?.get(word.toLowerCase());
  const name = own?.name ?? findForeignChoice(word, setting)?.name;
  return name === undefined ? undefined : `${setting} ${name}`;
}

function collectTraining(name: string, { positional, named }: Call, parts: Parts, tables: Tables): boolean {
  const number = (key: string): number | undefined => {
    const value = named.get(key);
    return value?.kind === "number" ? value.value : undefined;
  };
  const put = (setting: string, value: number | undefined): void => {
    if (value !== undefined) parts.settings.push(`${setting} ${value}`);
  };
  if (name === "manual_seed") {
    const [seed] = positional;
    if (seed?.kind === "number") put("seed", seed.value);
  } else if (name === "EarlyStopping") {
    const patience = number("patience");
    if (patience !== undefined) parts.settings.push(`stop patience=${patience}`);
  } else if (name === "compile") {
    for (const setting of ["optimizer", "loss"]) {
      const value = named.get(setting) ?? positional[setting === "optimizer" ? 0 : 1];
      if (value?.kind === "text") {
        const found = chosen(value.text, setting, tables);
        if (found === undefined) return false;
        parts.settings.push(found);
      } else if (value?.kind === "call" && !collect(value, parts, tables)) return false;
    }
  } else {
    put("epochs", number("epochs"));
    put("batch", number("batch_size"));
  }
  return parts.settings.length > 0;
}

function translateSection(word: string, body: string, tables: Tables): ForeignLine | undefined {
  const found = findDarknetLayer(word);
  const named = new Map<string, Value>();
  for (const line of body.split("\n")) {
    const setting = /^\s*(\w+)\s*=\s*(\S.*?)\s*$/.exec(line);
    if (!setting) continue;
    const [, key, written] = setting as unknown as [string, string, string];
    named.set(
      key,
      /^[\d.]+$/.test(written)
        ? { kind: "number", value: Number(written), text: written }
        : { kind: "text", text: written },
    );
  }
  const framework = "Darknet";
  if (!found) return { framework, place: "any", help: `\`[${word}]\` has no counterpart here` };
  const written = write(found, [], named, tables);
  if (!written) return { framework, place: "model", help: `write \`${found.name}\` with its sizes` };
  return { framework, place: "model", text: written.stages.join(" -> ") };
}
