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

/** Given once for each head. */
const repeatable: ReadonlySet<string> = new Set(["aux"]);

const largestSeed = 2 ** 31 - 1;

const readers: ReadonlyMap<string, Reader> = new Map([
  reader("data", readData),
  reader("normalize", readNormalization),
  reader("augment", readAugmentation),
  reader("loss", (setting, context) => readOperator(setting, context.operators.losses, context)),
  reader("optimizer", (setting, context) => readOperator(setting, context.operators.optimizers, context)),
  reader("schedule", (setting, context) => readOperator(setting, context.operators.schedules, context)),
  reader("clip", (setting, context) => readOperator(setting, context.operators.clips, context)),
  reader("freeze", readFreeze),
  reader("aux", (setting, context) => {
    const aux = readAux(setting, context);
    return aux && [aux];
  }),
  reader("init", (setting, context) => readOperator(setting, context.operators.inits, context)),
  reader("batch", (setting, context) => readCount(setting, context, 1, 65_536, String(recipeDefaults.batch))),
  reader("epochs", (setting, context) => readCount(setting, context, 1, 1_000_000, String(recipeDefaults.epochs))),
  reader("seed", (setting, context) => readCount(setting, context, 0, largestSeed, String(recipeDefaults.seed))),
  reader("stop", readStop),
]);

function reader<K extends keyof Settings>(
  name: K,
  read: (setting: Setting, context: SettingContext) => Settings[K] | undefined,
): readonly [string, Reader] {
  return [
    name,
    (setting, context) => {
      const value = read(setting, context);
      return value === undefined ? undefined : { [name]: value };
    },
  ];
}

/** Every setting of the language, for completion and "did you mean". */
export const settingNames: readonly string[] = [...readers.keys()];

/** What a recipe that does not say gets. */
export const recipeDefaults = { batch: 64, epochs: 10, seed: 1 } as const;

export function checkTraining(train: Train, scope: Scope, operators: Operators): Recipe | undefined {
  let settings: Settings = {};
  const seen = new Map<string, Setting>();
  let right = true;
  for (const setting of train.settings) {
    const first = seen.get(setting.name.text);
    seen.set(setting.name.text, first ?? setting);
    const again = first && !repeatable.has(setting.name.text);
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

function readSetting(setting: Setting, train: Train, context: SettingContext): Settings | undefined {
  const name = setting.name.text;
  const read = readers.get(name);
  context.scope.program.trace?.place(setting.span, context.scope);
  if (read) traceWord(context.scope, setting.name, "setting");
  if (read) return read(setting, context);
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
