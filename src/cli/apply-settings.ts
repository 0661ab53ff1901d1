/**
 * `--set` as an edit of the program. Takes a source, its syntax tree and one setting; returns the edits that make the source as
 * if the user had written the setting there. So a setting is checked, explained, hashed and kept in the run folder like any
 * other text. Not for what a setting means, nor for values: what is wrong with those the checker finds in the edited text.
 */
import { settingNames } from "../check/recipe/setting-records.ts";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { argumentCalled, settingCalled } from "../check/recipe/setting-words.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Source } from "../source/source.ts";
import type { ArgumentSpec } from "../ops/schema.ts";
import type { File, Model, Setting as WrittenSetting, Train } from "../syntax/ast.ts";
import { badSetting, fail, noRecipe } from "./diagnostics.ts";
import type { Setting } from "./options.ts";
import { schemaOfSetting } from "./setting-schemas.ts";

/** What a setting can be about: the model of the address, and the recipe that trains it. */
interface Target {
  readonly source: Source;
  readonly name: string;
  /** Absent when it is imported. */
  readonly model: Model | undefined;
  readonly train: Train | undefined;
}

/** In no order, and none overlapping another. Throws `cli/bad-set` (exit 2) for a name that means nothing. */
export function editsOf(source: Source, file: File, name: string, setting: Setting): readonly TextEdit[] {
  const path = /^([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?$/.exec(setting.key);
  if (path === null) return refuseSetting(setting, `\`${setting.key}\` is not a name or two names joined by a point`);
  const [, key = "", field] = path;
  const target: Target = {
    source,
    name,
    model: file.declarations.find((each): each is Model => each.kind === "model" && each.name.text === name),
    train: file.declarations.find((each): each is Train => each.kind === "train" && each.model.text === name),
  };
  const { model, train } = target;
  const value = asWritten(setting, field === undefined ? undefined : specOfField(train, key, field));
  if (field === undefined) {
    if (model?.parameters.some((parameter) => parameter.name.text === key))
      return setParameter(target, model, key, value);
    // The parameters of an imported model stand elsewhere: the checker knows them.
    if (model === undefined && train !== undefined && !settingNames.includes(key))
      return [setArgument(target, train, key, value)];
  }
  if (!settingNames.includes(key)) return refuseName(target, setting, key, field);
  if (train === undefined)
    return fail(noRecipe({ message: `there is no recipe for \`--set ${setting.text}\``, file: source.path }), 1);
  return [setInRecipe(train, key, field, value)];
}

/** Its default, and its value where the recipe gives one. */
function setParameter(target: Target, model: Model, key: string, value: string): readonly TextEdit[] {
  const number = model.parameters.findIndex((parameter) => parameter.name.text === key);
  const parameter = model.parameters[number]!;
  const edits = [{ span: { start: parameter.name.span.start, end: parameter.span.end }, text: `${key} = ${value}` }];
  const given = target.train?.arguments;
  const argument =
    given?.find(({ name }) => name?.text === key) ?? given?.find(({ name }, i) => name === undefined && i === number);
  return argument === undefined ? edits : [...edits, { span: argument.value.span, text: value }];
}

/** `train Name(classes=26)` */
function setArgument({ source }: Target, train: Train, key: string, value: string): TextEdit {
  const found = train.arguments.find(({ name }) => name?.text === key);
  if (found !== undefined) return { span: found.value.span, text: value };
  const last = train.arguments.at(-1)?.span.end;
  if (last !== undefined) return { span: { start: last, end: last }, text: `, ${key}=${value}` };
  const start = train.model.span.end;
  const empty = /^\s*\(\s*\)/.exec(source.text.slice(start))?.[0].length ?? 0;
  return { span: { start, end: start + empty }, text: `(${key}=${value})` };
}

function setInRecipe(train: Train, key: string, field: string | undefined, value: string): TextEdit {
  const written = train.settings.find(({ name }) => name.text === key);
  if (written === undefined) {
    const line = field === undefined ? `${key} ${value}` : `${key} ${argument(field, value)}`;
    const at = train.span.end - 1;
    return { span: { start: at, end: at }, text: `\n  ${line}\n` };
  }
  if (field === undefined) return { span: { start: written.name.span.end, end: written.span.end }, text: ` ${value}` };
  return setField(written, field, value);
}

/** A named value replaces the one there is; a flag is there (`true`) or not (`false`). */
function setField(written: WrittenSetting, field: string, value: string): TextEdit {
  const found = written.arguments.find(
    (each) => (each.kind === "named" || each.kind === "flag") && each.name.text === field,
  );
  const text = argument(field, value);
  if (found !== undefined) return { span: found.span, text };
  const end = written.arguments.at(-1)?.span.end ?? written.name.span.end;
  return { span: { start: end, end }, text: text === "" ? "" : ` ${text}` };
}

function argument(field: string, value: string): string {
  if (value === "true") return field;
  return value === "false" ? "" : `${field}=${value}`;
}

function specOfField(train: Train | undefined, key: string, field: string): ArgumentSpec | undefined {
  const schema = schemaOfSetting(
    key,
    train?.settings.find(({ name }) => name.text === key),
  );
  return schema !== undefined && Object.hasOwn(schema, field) ? schema[field] : undefined;
}

/** The value as a program writes it; a path, and a text where one is wanted, get their quotes, which shells take away. */
function asWritten(setting: Setting, spec: ArgumentSpec | undefined): string {
  const { value } = setting;
  if (/[\n\r{}]|\/\/|\/\*|->/.test(value)) return refuseSetting(setting, "the value is more than one value");
  if (/^["[]/.test(value)) return value;
  switch (spec?.kind) {
    case "named-text":
      return quote(value, setting);
    case "named-text-or-word":
      return spec.words.includes(value) ? value : quote(value, setting);
    case "named-texts":
      return `[${value
        .split(",")
        .map((text) => quote(text.trim(), setting))
        .join(", ")}]`;
    default:
      return /^(\.{0,2}\/|[A-Za-z]:\\)/.test(value) ? quote(value, setting) : value;
  }
}

/** Texts of the language have no escapes. */
function quote(text: string, setting: Setting): string {
  return text.includes('"') ? refuseSetting(setting, "a text cannot hold a double quote") : `"${text}"`;
}

function refuseName({ name, model, source }: Target, setting: Setting, key: string, field: string | undefined): never {
  const parameters = model?.parameters.map((parameter) => parameter.name.text) ?? [];
  const near = nearest(key, [...(field === undefined ? parameters : []), ...settingNames]);
  const rest = field === undefined ? "" : `.${field}`;
  const moved = field === undefined ? argumentCalled(key) : undefined;
  const called = settingCalled(key);
  const whole = called === undefined ? undefined : `${called}${rest}`;
  const elsewhere = moved && !moved.complement ? `${moved.into}.${moved.argument}` : whole;
  const noField = field !== undefined && parameters.includes(key);
  const details = {
    message: noField
      ? `\`${key}\` is a parameter of ${name}, which has no \`${field}\``
      : `\`${key}\` is neither a parameter of ${name} nor a setting of its recipe`,
    file: source.path,
    notes: [
      parameters.length === 0 ? `${name} has no parameters` : `parameters of ${name}: ${parameters.join(", ")}`,
      `settings: ${settingNames.join(", ")}`,
    ],
    ...(elsewhere !== undefined
      ? { help: `write \`--set ${elsewhere}=${setting.value}\`` }
      : near === undefined || noField
        ? {}
        : { help: `did you mean \`--set ${near}${rest}=${setting.value}\`?` }),
  };
  return fail(badSetting(details), 2);
}

export function refuseSetting(setting: Setting, note: string): never {
  return fail(badSetting({ message: `\`--set ${setting.text}\` is not understood`, notes: [note] }), 2);
}
