/**
 * What a recipe may hold, as offers: settings not given yet, the words and operators they choose from with their arguments, data
 * sets, parts of the model, and models to train. Takes the snapshot and what is expected; the table of settings is the checker's.
 */
import { type ChoiceTable, type SettingRecord, settingTable } from "../../check/recipe/setting-records.ts";
import { typicalArguments } from "../../check/arguments/typical-arguments.ts";
import type { CheckedLayer } from "../../check/model.ts";
import type { Operator } from "../../ops/operator.ts";
import * as operators from "../../ops/registry.ts";
import { printShape } from "../../ops/shape.ts";
import { namedSetFacts } from "../../std/data-sets.ts";
import type { Model, Train } from "../../syntax/ast.ts";
import { signatureOf } from "../declaration-of.ts";
import type { Expected } from "./expected/expectation.ts";
import { declaredIn, importOf, libraryNames } from "./library-names.ts";
import { aboutWord, type Offer } from "./offer.ts";
import { offerArguments, offerValues } from "./offer-arguments.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Parts } from "../snippets.ts";

/** The operators that settings choose from. */
export const choiceTables: Readonly<Record<ChoiceTable, ReadonlyMap<string, Operator>>> = {
  losses: operators.losses,
  optimizers: operators.optimizers,
  schedules: operators.schedules,
  clips: operators.clips,
  inits: operators.inits,
  augmentations: operators.augmentations,
};

export function offerSettings(snapshot: Snapshot, offset: number): readonly Offer[] {
  const train = snapshot.file.declarations.find(
    (each): each is Train => each.kind === "train" && each.span.start <= offset && offset <= each.span.end,
  );
  // The one being typed is not given.
  const given = new Set(
    train?.settings
      .filter(({ name }) => offset < name.span.start || offset > name.span.end)
      .map(({ name }) => name.text),
  );
  const width = Math.max(0, ...(train?.settings ?? []).map(({ name }) => name.text.length));
  return [...settingTable].flatMap(([name, record], i): Offer[] => {
    if (given.has(name) && !record.repeatable) return [];
    const text: Parts = [name.padEnd(name === "" ? 0 : Math.min(width, 12)), " ", ...typicalSetting(name, record)];
    return [
      { label: name, kind: "setting", detail: record.summary, text, bare: name, rank: i / 100, about: aboutWord(name) },
    ];
  });
}

/** As the author may begin with. */
function typicalSetting(name: string, { takes }: SettingRecord): Parts {
  switch (takes.kind) {
    case "count":
      return [{ example: String(takes.default) }];
    case "choice": {
      const usual = takes.default === undefined ? undefined : operators.defaults[takes.default];
      const [chosen] = usual ? [usual] : [...choiceTables[takes.table].values()];
      return chosen ? [{ example: withArguments(chosen) }] : [];
    }
    case "chain": {
      const [chosen] = choiceTables[takes.table].values();
      return chosen ? [{ example: withArguments(chosen) }] : [];
    }
    case "names":
      return [{ example: "name" }];
    case "arguments": {
      const [word] = Object.keys(takes.words ?? {});
      if (word !== undefined) return [{ example: word }];
      if (takes.head !== undefined)
        return [{ example: takes.head.includes("path") ? Object.keys(namedSetFacts)[0]! : "name" }];
      const [first] = Object.entries(takes.schema);
      return first ? [`${first[0]}=`, ...(offerValues(...first)[0]?.text ?? [])] : [name];
    }
    default:
      return takes satisfies never;
  }
}

function withArguments(operator: Operator): string {
  return [operator.name, ...typicalArguments(operator)].join(" ");
}

type SettingArgument = Expected & { kind: "setting-argument" };

export function offerSettingArguments(
  { setting, step, given, model }: SettingArgument,
  snapshot: Snapshot,
): readonly Offer[] {
  const record = settingTable.get(setting);
  if (!record) return [];
  const { takes } = record;
  switch (takes.kind) {
    case "count":
      return step === undefined && given.length === 0
        ? [
            {
              label: String(takes.default),
              kind: "value",
              detail: "the default",
              text: [{ example: String(takes.default) }],
              rank: 0,
            },
          ]
        : [];
    case "choice":
    case "chain": {
      const table = choiceTables[takes.table];
      const chosen = step === undefined ? undefined : table.get(step);
      if (chosen) return offerArguments({ schema: chosen.schema, given, typical: typicalArguments(chosen).join(" ") });
      return step === undefined ? [...table.values()].map(offerChoice) : [];
    }
    case "names":
      return offerParts(snapshot, model, given.map(({ text }) => text).concat(step ?? []));
    case "arguments": {
      const rest = offerArguments({
        schema: takes.schema,
        given: step === undefined ? given : [...given, { kind: "word", text: step }],
        typical: "",
      });
      const words = given.length === 0 && step === undefined ? Object.entries(takes.words ?? {}) : [];
      const choices = words.map(([word, detail]): Offer => ({
        label: word,
        kind: "choice",
        detail,
        text: [word],
        rank: 0,
      }));
      if (takes.head === undefined) return [...choices, ...rest];
      if (step !== undefined) return rest;
      return takes.head.includes("path") ? offerData() : offerHeads(snapshot, model);
    }
    default:
      return takes satisfies never;
  }
}

function offerChoice(operator: Operator): Offer {
  const typical = typicalArguments(operator).join(" ");
  return {
    label: operator.name,
    kind: "choice",
    detail: operator.documentation.summary,
    text: typical === "" ? [operator.name] : [`${operator.name} `, { example: typical }],
    bare: operator.name,
    rank: 1,
    about: aboutWord(operator.name),
  };
}

function offerData(): readonly Offer[] {
  const named = Object.entries(namedSetFacts).map(([name, { shape, classes, count }]): Offer => {
    const detail = `${count.toLocaleString("en")} images ${printShape(shape)}, ${classes} classes`;
    return { label: name, kind: "data", detail, text: [name], rank: 0, about: aboutWord(name) };
  });
  const path: Offer = {
    label: '"path"',
    kind: "data",
    detail: "a file or a folder, from the folder of the program",
    text: ['"', { example: "path" }, '"'],
    rank: 1,
    filter: "path",
    about: aboutWord("data"),
  };
  return [...named, path];
}

/** Layers by name, and what stands around them. */
function offerParts(snapshot: Snapshot, model: string, given: readonly string[]): readonly Offer[] {
  const parts = new Map<string, CheckedLayer[]>();
  for (const layer of layersOf(snapshot, model))
    for (const name of beginnings(layer.name)) parts.set(name, [...(parts.get(name) ?? []), layer]);
  return [...parts].flatMap(([name, layers], i): Offer[] => {
    const params = layers.reduce((sum, layer) => sum + layer.params, 0);
    if (given.includes(name) || params === 0) return [];
    const text = name.includes(".") ? JSON.stringify(name) : name;
    const detail = `${params.toLocaleString("en")} parameters`;
    return [
      { label: text, kind: "label", detail, text: [text], rank: name.split(".").length + i / 10_000, filter: name },
    ];
  });
}

function* beginnings(name: string): Iterable<string> {
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) yield name.slice(0, dot);
  yield name;
}

function layersOf({ trace }: Snapshot, model: string): readonly CheckedLayer[] {
  return trace.models.find((each) => each.model.name.text === model)?.layers ?? [];
}

function offerHeads({ checked, trace }: Snapshot, model: string): readonly Offer[] {
  const heads = checked.models.find(({ name }) => name === model)?.heads.map(({ name }) => name);
  const found = heads ?? [...new Set(layersOf({ trace } as Snapshot, model).flatMap(({ head }) => head ?? []))];
  return found.map((name, rank) => {
    const text = name.includes(".") ? JSON.stringify(name) : name;
    return { label: text, kind: "label", text: [text], rank, filter: name };
  });
}

export function offerModels(snapshot: Snapshot): readonly Offer[] {
  const { file, source } = snapshot;
  const own = declaredIn(file).filter((each): each is Model => each.kind === "model");
  const trained = new Set(file.declarations.flatMap((each) => (each.kind === "train" ? [each.model.text] : [])));
  const offer = (model: Model, at = source): Offer => ({
    label: model.name.text,
    kind: "model",
    detail: signatureOf(model, at).label.replace(/\(\)$/, ""),
    text: [model.name.text],
    rank: trained.has(model.name.text) ? 1 : 0,
    ...(model.documentation === undefined ? {} : { about: { kind: "comment", text: model.documentation } }),
  });
  const imported = new Set(
    file.declarations.flatMap((each) => (each.kind === "import" ? each.names.map(({ text }) => text) : [])),
  );
  const library = libraryNames().flatMap(({ name, file: path, declaration, source: at }): Offer[] => {
    if (declaration.kind !== "model" || own.some((each) => each.name.text === name)) return [];
    const known = imported.has(name);
    const additional = known ? {} : { additional: [importOf(name, path, snapshot)] };
    return [{ ...offer(declaration, at), detail: `of ${path}`, rank: known ? 0 : 2, ...additional }];
  });
  return [...own.map((model) => offer(model)), ...library];
}
