/**
 * Arguments of operators as data. From one schema follow the typed values an operator receives, the checks with "did you
 * mean", defaults, hover, completion and the reference page.
 */

/** A padding before and after along one axis. */
export interface Padding {
  readonly before: number;
  readonly after: number;
}

export type ArgumentSpec =
  /** A size list without blanks: `5x5x6`. The operator sees the whole list and says what each place means. */
  | SizesSpec
  /** One bare number: `dropout 0.5`, `leakyrelu 0.01`, `fc 84`. */
  | NumberSpec
  /** A list of numbers: `milestones [30, 60]`. */
  | NumbersSpec
  /** `s2`, `d2x1`: per-axis numbers; one for all axes is repeated by the reader of the value. */
  | AttributeSpec
  /** `p1`, `p1:0`, `p3:3x1:0`. */
  | PaddingSpec
  /** A bare word: `nobias`, `same`. */
  | FlagSpec
  /** `lr=0.05`, `nesterov` as a flag uses FlagSpec. */
  | NamedNumberSpec
  | NamedWordSpec
  /** `table="c3"`, or rows of whole numbers: `table={c3}`. */
  | NamedTableSpec
  /** A text in quotes: `title="a name"`. */
  | NamedTextSpec
  /** `skip=["id", "name"]`: texts in quotes; one alone is a list of one. */
  | NamedTextsSpec
  /** `label="outcome"` or, bare, one of a few words: `label=last`. A text in quotes is never one of the words. */
  | NamedTextOrWordSpec
  /** `weights=[1, 5]` or, bare, one of a few words: `weights=balanced`. */
  | NamedNumbersSpec;

interface SpecBase {
  readonly doc: string;
}
export interface SizesSpec extends SpecBase {
  readonly kind: "sizes";
  /** Names of the places, for messages: `["kernel…", "filters"]`. */
  readonly places: string;
  readonly optional?: boolean;
}
export interface NumberSpec extends SpecBase {
  readonly kind: "number";
  readonly integer?: boolean;
  readonly minimum?: number;
  /** Allowed value is below, or equal when `maximumInclusive`. */
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly default?: number;
}
export interface NumbersSpec extends SpecBase {
  readonly kind: "numbers";
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}
export interface AttributeSpec extends SpecBase {
  readonly kind: "attribute";
  readonly letter: "s" | "d" | "g";
  readonly minimum: number;
}
export interface PaddingSpec extends SpecBase {
  readonly kind: "padding";
  readonly letter: "p";
}
export interface FlagSpec extends SpecBase {
  readonly kind: "flag";
}
/** What is written `name=value`. */
export type NamedSpec = Extract<ArgumentSpec, { readonly kind: `named-${string}` }>;

export function isNamed(spec: ArgumentSpec): spec is NamedSpec {
  return spec.kind.startsWith("named-");
}

export interface NamedNumberSpec extends SpecBase {
  readonly kind: "named-number";
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly default?: number;
}
export interface NamedWordSpec extends SpecBase {
  readonly kind: "named-word";
  readonly words: readonly string[];
  readonly default?: string;
  /** May stand without its name: `upsample 2 bilinear`. */
  readonly bare?: boolean;
}
export interface NamedTableSpec extends SpecBase {
  readonly kind: "named-table";
  /** Tables with a name of their own. */
  readonly words: readonly string[];
}

export interface NamedTextSpec extends SpecBase {
  readonly kind: "named-text";
}
export interface NamedTextsSpec extends SpecBase {
  readonly kind: "named-texts";
}
export interface NamedTextOrWordSpec extends SpecBase {
  readonly kind: "named-text-or-word";
  readonly words: readonly string[];
  /** Why a list of texts is refused: `several columns are not supported yet`. */
  readonly single: string;
}
export interface NamedNumbersSpec extends SpecBase {
  readonly kind: "named-numbers";
  /** What may stand in the place of the numbers; none where absent. */
  readonly words?: readonly string[];
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
}

/** A text as it stands in quotes, or a word that was written bare. */
export type TextOrWord = string | { readonly word: string };

/** The value of a table: one of its words, or its rows, whole numbers of 0 or more. */
export type Table = string | readonly (readonly number[])[];

/** Argument names in the order of the reference page. */
export type Schema = Readonly<Record<string, ArgumentSpec>>;

/** The value an operator receives for each argument. */
export type ArgumentValue<A extends ArgumentSpec> = A extends SizesSpec | NumbersSpec
  ? readonly number[]
  : A extends NumberSpec
    ? A extends { default: number }
      ? number
      : number
    : A extends AttributeSpec
      ? readonly number[] | undefined
      : A extends PaddingSpec
        ? readonly Padding[] | undefined
        : A extends FlagSpec
          ? boolean
          : A extends NamedNumberSpec
            ? A extends { default: number }
              ? number
              : number | undefined
            : A extends NamedWordSpec
              ? A extends { default: string }
                ? string
                : string | undefined
              : A extends NamedTableSpec
                ? Table | undefined
                : A extends NamedTextSpec
                  ? string | undefined
                  : A extends NamedTextsSpec
                    ? readonly string[] | undefined
                    : A extends NamedTextOrWordSpec
                      ? TextOrWord | undefined
                      : A extends NamedNumbersSpec
                        ? readonly number[] | string | undefined
                        : never;

export type ArgumentValues<S extends Schema> = { readonly [K in keyof S]: ArgumentValue<S[K]> };
