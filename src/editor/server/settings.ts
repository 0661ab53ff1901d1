/**
 * What a user can set: takes what a client sends as `initializationOptions` or as its section `cnnc`, and gives settings with a
 * default for each that is left out or is no value of its kind. The defaults do not distract: the size at the end of a line, and
 * no more.
 */
export interface Settings {
  readonly inlayHints: {
    /** The size of the output behind each stage: `cnnc.inlayHints.shapes`. */
    readonly shapes: boolean;
    /** Its number of parameters too: `cnnc.inlayHints.parameters`. */
    readonly parameters: boolean;
  };
  /** What models have above them, totals and commands: `cnnc.codeLens`. */
  readonly codeLens: boolean;
}

export const defaultSettings: Settings = { inlayHints: { shapes: true, parameters: false }, codeLens: true };

export function readSettings(given: unknown, otherwise: Settings = defaultSettings): Settings {
  const hints = fieldOf(given, "inlayHints");
  return {
    inlayHints: {
      shapes: booleanOf(fieldOf(hints, "shapes"), otherwise.inlayHints.shapes),
      parameters: booleanOf(fieldOf(hints, "parameters"), otherwise.inlayHints.parameters),
    },
    codeLens: booleanOf(fieldOf(given, "codeLens"), otherwise.codeLens),
  };
}

/**
 * Commands of lenses that the client carries out itself (`initializationOptions.commands`), so that the server offers none of the
 * same name: some clients refuse to know a command twice.
 */
export function readClientCommands(options: unknown): ReadonlySet<string> {
  const given = fieldOf(options, "commands");
  return new Set(Array.isArray(given) ? given.filter((each) => typeof each === "string") : []);
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

const booleanOf = (value: unknown, otherwise: boolean): boolean => (typeof value === "boolean" ? value : otherwise);
