/** What we use of the CC0 package `railroad-diagrams` 1.0, which ships no types. */
declare module "railroad-diagrams" {
  export interface Track {
    readonly width: number;
  }
  interface Railroad {
    Terminal(text: string): Track;
    NonTerminal(text: string): Track;
    Comment(text: string): Track;
    Skip(): Track;
    Sequence(...items: Track[]): Track;
    Choice(normal: number, ...items: Track[]): Track;
    Optional(item: Track): Track;
    OneOrMore(item: Track, repeat?: Track): Track;
    ZeroOrMore(item: Track, repeat?: Track): Track;
    Diagram(...items: Track[]): { toString(): string };
  }
  const railroad: Railroad;
  export default railroad;
}
