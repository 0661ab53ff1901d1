/**
 * `train` blocks: from settings to a recipe. Takes the syntax and the scope of the file; returns the recipe, or nothing when
 * a setting is wrong; every wrong one is reported. A setting that is not written has its default. Whether the data fits
 * the model is seen when it is loaded.
 */
import type { Setting, Train } from "../../syntax/ast.ts";
import { configureDefault } from "../arguments/configure.ts";
import { duplicateSetting } from "../diagnostics/training.ts";
import type { Recipe } from "../model.ts";
import type { Operators } from "../operators.ts";
import { settingNames, type SettingName, settingRecords, settingTable } from "./setting-records.ts";
import { readAugmentation, readStop } from "./read-augmentation.ts";
import { readAux } from "./read-aux.ts";
import { readFreeze } from "./read-freeze.ts";
import {
  dataSetNames,
  readCount,
  readData,
  readNormalization,
  readOperator,
  type SettingContext,
} from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";
import { traceWord } from "../trace/record.ts";
import { reportUnknownSetting } from "./unknown-settings.ts";

type Settings = Partial<Omit<Recipe, "name" | "span" | "source" | "settings">>;

/** The settings that one setting gives; nothing when it is wrong. */
type Reader = (setting: Setting, context: SettingContext) => Settings | undefined;

type Taking<Kind> = {
  [N in SettingName]: (typeof settingRecords)[N]["takes"] extends { readonly kind: Kind } ? N : never;
}[SettingName];

type TablesOf = { [N in Taking<"choice">]: Operators[(typeof settingRecords)[N]["takes"]["table"]] };

const readers: Readonly<Record<SettingName, Reader>> = {
  data: reader("data", readData),
  normalize: reader("normalize", readNormalization),
  augment: reader("augment", readAugmentation),
  loss: reader("loss", (setting, context) => readOperator(setting, chosenBy("loss", context), context)),
  optimizer: reader("optimizer", (setting, context) => readOperator(setting, chosenBy("optimizer", context), context)),
  schedule: reader("schedule", (setting, context) => readOperator(setting, chosenBy("schedule", context), context)),
  clip: reader("clip", (setting, context) => readOperator(setting, chosenBy("clip", context), context)),
  freeze: reader("freeze", readFreeze),
  aux: reader("aux", (setting, context) => {
    const aux = readAux(setting, context);
    return aux && [aux];
  }),
  init: reader("init", (setting, context) => readOperator(setting, chosenBy("init", context), context)),
  batch: count("batch"),
  epochs: count("epochs"),
  seed: count("seed"),
  stop: reader("stop", readStop),
};

/** The operators that a setting chooses from. */
function chosenBy<N extends Taking<"choice">>(name: N, { operators }: SettingContext): TablesOf[N] {
  return operators[settingRecords[name].takes.table] as TablesOf[N];
}

function count(name: Taking<"count">): Reader {
  const { minimum, maximum, default: initial } = settingRecords[name].takes;
  return reader(name, (setting, context) => readCount(setting, context, minimum, maximum, String(initial)));
}

function reader<K extends SettingName & keyof Settings>(
  name: K,
  read: (setting: Setting, context: SettingContext) => Settings[K] | undefined,
): Reader {
  return (setting, context) => {
    const value = read(setting, context);
    return value === undefined ? undefined : { [name]: value };
  };
}

const isRepeatable = (name: string): boolean => settingTable.get(name)?.repeatable === true;

/** What a recipe that does not say gets. */
const recipeDefaults: Readonly<Record<Taking<"count">, number>> = {
  batch: settingRecords.batch.takes.default,
  epochs: settingRecords.epochs.takes.default,
  seed: settingRecords.seed.takes.default,
};

export function checkTraining(train: Train, scope: Scope, operators: Operators): Recipe | undefined {
  let settings: Settings = {};
  const seen = new Map<string, Setting>();
  let right = true;
  for (const setting of train.settings) {
    const first = seen.get(setting.name.text);
    seen.set(setting.name.text, first ?? setting);
    const again = first && !isRepeatable(setting.name.text);
    const read = again ? reportDuplicate(setting, first, scope) : readSetting(setting, train, { scope, operators });
    const aux = read?.aux && [...(settings.aux ?? []), ...read.aux];
    settings = { ...settings, ...read, ...(aux ? { aux } : {}) };
    right &&= read !== undefined;
  }
  if (!right) return undefined;
  return {
    name: train.model.text,
    loss: configureDefault(operators.defaults.loss, scope),
    optimizer: configureDefault(operators.defaults.optimizer, scope),
    schedule: configureDefault(operators.defaults.schedule, scope),
    init: configureDefault(operators.defaults.init, scope),
    ...recipeDefaults,
    ...settings,
    span: train.span,
    source: scope.source,
    settings: new Map([...seen].map(([name, setting]) => [name, setting.span])),
  };
}

const isSetting = (name: string): name is SettingName => Object.hasOwn(settingRecords, name);

function readSetting(setting: Setting, train: Train, context: SettingContext): Settings | undefined {
  const name = setting.name.text;
  context.scope.program.trace?.place(setting.span, context.scope);
  if (isSetting(name)) {
    traceWord(context.scope, setting.name, "setting");
    return readers[name](setting, context);
  }
  reportUnknownSetting(setting, { ...context, train, settingNames, dataSetNames });
  return undefined;
}

function reportDuplicate({ name }: Setting, first: Setting, { report, source }: Scope): undefined {
  report.add(
    duplicateSetting({
      message: `\`${name.text}\` is set twice`,
      source,
      span: name.span,
      labels: [{ span: first.name.span, message: "first set here" }],
      help: "keep one of them",
    }),
  );
  return undefined;
}
