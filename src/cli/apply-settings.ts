/**
 * `--set` as an edit of the program. Takes a source, its syntax tree and one setting; returns the source as if the user had
 * written the setting there. So a setting is checked, explained, hashed and kept in the run folder like any other text, and
 * an unknown name gets the checker's own answer. Not for what a setting means.
 */
import { createSource, type Source, type Span } from "../source/source.ts";
import type { File, Model, Setting as WrittenSetting, Train } from "../syntax/ast.ts";
import { badSetting, fail, noRecipe } from "./diagnostics.ts";
import type { Setting } from "./options.ts";

/** `modelName` absent: the only model of the file. */
export function applySetting(source: Source, file: File, modelName: string | undefined, setting: Setting): Source {
  const path = /^([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?$/.exec(setting.key);
  if (path === null) return refuse(setting, `\`${setting.key}\` is not a name or two names joined by a point`);
  const [, name = "", field] = path;
  const value = asWritten(setting);
  const model = file.declarations.find(
    (d): d is Model => d.kind === "model" && (modelName === undefined || d.name.text === modelName),
  );
  const parameter = field === undefined ? model?.parameters.find((p) => p.name.text === name) : undefined;
  if (parameter !== undefined) {
    const { start } = parameter.name.span;
    return replace(source, { start, end: parameter.span.end }, `${name} = ${value}`);
  }
  const wanted = modelName ?? model?.name.text;
  const train = file.declarations.find((d): d is Train => d.kind === "train" && d.model.text === wanted);
  if (train === undefined) {
    return fail(noRecipe({ message: `there is no recipe for \`--set ${setting.text}\``, file: source.path }), 1);
  }
  const written = train.settings.find((s) => s.name.text === name);
  if (written === undefined) {
    const line = field === undefined ? `${name} ${value}` : `${name} ${argument(field, value)}`;
    const at = train.span.end - 1;
    return replace(source, { start: at, end: at }, `\n  ${line}\n`);
  }
  if (field === undefined) return replace(source, { start: written.name.span.end, end: written.span.end }, ` ${value}`);
  return setField(source, written, field, value);
}

/** A named value replaces the one there is; a flag is there (`true`) or not (`false`). */
function setField(source: Source, written: WrittenSetting, field: string, value: string): Source {
  const found = written.arguments.find((a) => (a.kind === "named" || a.kind === "flag") && a.name.text === field);
  const text = argument(field, value);
  if (found !== undefined) return replace(source, found.span, text);
  const end = written.arguments.at(-1)?.span.end ?? written.name.span.end;
  return text === "" ? source : replace(source, { start: end, end }, ` ${text}`);
}

function argument(field: string, value: string): string {
  if (value === "true") return field;
  return value === "false" ? "" : `${field}=${value}`;
}

/** The value as a program writes it; a path gets its quotes, which shells take away. */
function asWritten(setting: Setting): string {
  const { value } = setting;
  if (/[\n\r{}]|\/\/|\/\*|->/.test(value)) return refuse(setting, "the value is more than one value");
  return /^(\.{0,2}\/|[A-Za-z]:\\)/.test(value) ? JSON.stringify(value) : value;
}

function replace(source: Source, { start, end }: Span, text: string): Source {
  return createSource(source.path, source.text.slice(0, start) + text + source.text.slice(end));
}

function refuse(setting: Setting, note: string): never {
  fail(badSetting({ message: `\`--set ${setting.text}\` is not understood`, notes: [note] }), 2);
}
