/**
 * What the front end may ask about words without knowing any operator: which words name layers, which stand behind them. The
 * rules of the language need none of it; messages about what people wrote instead do. Handed in by whoever has the registry
 * (`ops/vocabulary.ts` makes one of it); without, messages are less certain. Only types.
 */
export interface ForeignLine {
  /** `PyTorch` */
  readonly framework: string;
  /** Where ours stands. */
  readonly place: "model" | "train" | "file" | "any";
  /** Ours, of several lines or none; absent where only a person knows. */
  readonly text?: string;
  /** The input in it, and what is left of the text without. */
  readonly input?: string;
  readonly rest?: string;
  /** What else there is to say. */
  readonly help?: string;
}

export interface Vocabulary {
  /** The name or another name of a layer. */
  isLayer(word: string): boolean;
  /** A bare word that some layer takes behind its name: `nobias`. */
  isFlag(word: string): boolean;
  /** A line of another framework as ours; nothing where it is none. Lines of a section or of a call may be several. */
  translate(text: string): ForeignLine | undefined;
  /** A layer by another framework's word, as ours: `fc`, `leakyrelu 0.1`; or what is nearest to one there is not. */
  layerCalled(word: string): { readonly name?: string; readonly help?: string } | undefined;
  /** The choice of a setting by another framework's word. */
  choiceCalled(setting: string, word: string): string | undefined;
  /** The join that another framework calls by this word. */
  joinFor(word: string): string | undefined;
}

/** Of who knows no operator. */
export const noVocabulary: Vocabulary = {
  isLayer: () => false,
  isFlag: () => false,
  joinFor: () => undefined,
  translate: () => undefined,
  layerCalled: () => undefined,
  choiceCalled: () => undefined,
};
