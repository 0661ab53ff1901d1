/**
 * Settings that there are not: finds what was meant. Takes the setting, the recipe it stands in and the operators; reports one
 * mistake with what to write: our name for it, the setting whose argument it is, or the setting whose choice it is. Data in
 * `setting-words.ts`.
 */
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { Fix, TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Setting, Train } from "../../syntax/ast.ts";
import { unknownSetting } from "../diagnostics/training.ts";
import type { Operators } from "../operators.ts";
import { complementOf } from "../arguments/rewrite-argument.ts";
import type { Scope } from "../scope/scope.ts";
import { argumentCalled, type Moved, needlessBecause, settingCalled } from "./setting-words.ts";

export interface SettingPlace {
  readonly train: Train;
  readonly scope: Scope;
  readonly operators: Operators;
  readonly settingNames: readonly string[];
  readonly dataSetNames: readonly string[];
}

interface Meant {
  readonly help: string;
  readonly fixes?: readonly Fix[];
}

export function reportUnknownSetting(setting: Setting, place: SettingPlace): void {
  const { name } = setting;
  const { report, source } = place.scope;
  report.add(
    unknownSetting({
      message: `unknown setting \`${name.text}\``,
      source,
      span: name.span,
      help: `the settings are ${place.settingNames.join(", ")}`,
      ...(meantElsewhere(setting, place) ?? didYouMean(name.text, name.span, place.settingNames)),
    }),
  );
}

function meantElsewhere(setting: Setting, place: SettingPlace): Meant | undefined {
  const word = setting.name.text;
  const ours = settingCalled(word);
  if (ours !== undefined) return renamed(setting, ours, place);
  const moved = argumentCalled(word);
  if (moved) return movedInto(setting, moved, place);
  const chosen = settingThatChooses(word, place);
  if (chosen !== undefined) {
    const title = `write \`${chosen} ${word}\``;
    const taken = place.train.settings.some(({ name }) => name.text === chosen);
    const edits = [{ span: { start: setting.name.span.start, end: setting.name.span.start }, text: `${chosen} ` }];
    return { help: title, fixes: taken ? [] : [{ title, edits, safe: true }] };
  }
  const why = needlessBecause(word);
  if (why !== undefined) {
    const title = `leave it out: ${why}`;
    return { help: title, fixes: [{ title, edits: [withoutLine(setting, place.scope)], safe: true }] };
  }
  if (place.operators.findLayer(word)) return { help: `\`${word}\` is a layer: it stands in the model` };
  return undefined;
}

/** Safe where the setting is not there already. */
function renamed(setting: Setting, ours: string, { train }: SettingPlace): Meant {
  const title = `write \`${ours}\``;
  if (train.settings.some(({ name }) => name.text === ours)) return { help: `it is \`${ours}\`, which is set already` };
  return { help: title, fixes: [{ title, edits: [{ span: setting.name.span, text: ours }], safe: true }] };
}

/** `learning_rate 0.1` as an argument of the optimizer. */
function movedInto(setting: Setting, { into, argument, complement }: Moved, place: SettingPlace): Meant {
  const { train, scope, operators } = place;
  const [value, ...more] = setting.arguments;
  const number = value?.kind === "value" && value.value.kind === "number" ? value.value : undefined;
  const written = value && scope.source.text.slice(value.span.start, value.span.end);
  const text = number && complement ? complementOf(String(number.value)) : written;
  const right = text !== undefined && more.length === 0 && (!complement || (number !== undefined && number.value < 1));
  const full = `${argument}=${right ? text : "…"}`;
  const there = train.settings.find(({ name }) => name.text === into);
  if (!there) {
    const head = { optimizer: operators.defaults.optimizer.name, schedule: undefined, data: undefined, stop: "" }[into];
    const title = `write \`${[into, head, full].filter((part) => part !== undefined && part !== "").join(" ")}\``;
    if (head === undefined) return { help: `it is an argument of \`${into}\`: \`${into} … ${full}\`` };
    const edits = [{ span: setting.span, text: title.slice("write `".length, -1) }];
    // The first of several makes the setting, which then takes the others.
    const first = train.settings.find(({ name }) => argumentCalled(name.text)?.into === into) === setting;
    return { help: title, fixes: right && first ? [{ title, edits, safe: true }] : [] };
  }
  const line = scope.source.text.slice(there.span.start, there.span.end);
  const given = there.arguments.some((each) => each.kind === "named" && each.name.text === argument);
  if (given) return { help: `it is an argument of \`${into}\`, which has it: \`${line}\`` };
  const title = `write \`${line} ${full}\``;
  const end = there.arguments.at(-1)?.span.end ?? there.name.span.end;
  const edits = [{ span: { start: end, end }, text: ` ${full}` }, withoutLine(setting, scope)];
  return { help: title, fixes: right && there.more.length === 0 ? [{ title, edits, safe: true }] : [] };
}

/** The setting with the blanks and the line end before it. */
function withoutLine({ span }: Setting, { source }: Scope): TextEdit {
  const before = /(?:\r?\n)?[ \t]*$/.exec(source.text.slice(Math.max(0, span.start - 1000), span.start))?.[0] ?? "";
  return { span: { start: span.start - before.length, end: span.end }, text: "" };
}

/** The setting whose choice a word is: `adam`, `cosine`, `mnist`. */
function settingThatChooses(word: string, { operators, dataSetNames }: SettingPlace): string | undefined {
  if (operators.optimizers.has(word)) return "optimizer";
  if (operators.losses.has(word)) return "loss";
  if (dataSetNames.includes(word)) return "data";
  if (operators.schedules.has(word)) return "schedule";
  if (operators.augmentations.has(word)) return "augment";
  return operators.inits.has(word) ? "init" : undefined;
}
