/**
 * What the front end may ask about words without knowing any operator: which words name layers, which stand behind them. The
 * rules of the language need none of it; messages about what people wrote instead do. Handed in by whoever has the registry
 * (`ops/vocabulary.ts` makes one of it); without, messages are less certain. Only types.
 */
export interface Vocabulary {
  /** The name or another name of a layer. */
  isLayer(word: string): boolean;
  /** A bare word that some layer takes behind its name: `nobias`. */
  isFlag(word: string): boolean;
  /** The join that another framework calls by this word. */
  joinFor(word: string): string | undefined;
}

/** Of who knows no operator. */
export const noVocabulary: Vocabulary = {
  isLayer: () => false,
  isFlag: () => false,
  joinFor: () => undefined,
};
