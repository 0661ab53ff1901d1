/**
 * A text in which nothing is right costs no more than its length: the words that are looked at for "did you mean", and for lists of
 * what there is, are counted over the check. Counted here: steps over tables of names.
 */
import { describe, expect, it } from "vitest";
import { createGuesses, listWords } from "../../../src/diagnostics/guesses.ts";
import { LIMITS } from "../../../src/limits.ts";
import { checkText } from "../check-text.ts";

const times = (count: number, line: (i: number) => string, separator = "\n"): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(separator);

const inModel = (stages: string): string => `model M {\n input 8x8x1\n fc 10\n${stages}\n}\n`;

/** Programs with n known names and n unknown ones. */
const programs: Readonly<Record<string, (n: number) => string>> = {
  consts: (n) => times(n, (i) => `const aa${i} = bb${i}`),
  "names in a model": (n) =>
    `${times(n, (i) => `const aa${i} = 1`)}\n${inModel(times(n, (i) => ` let x${i} = bb${i}`))}`,
  blocks: (n) => `${times(n, (i) => `block aa${i}() { relu }`)}\n${inModel(times(n, (i) => ` bb${i}()`))}`,
  layers: (n) => `${times(n, (i) => `block aa${i}() { relu }`)}\n${inModel(times(n, (i) => ` bb${i} 3`))}`,
  labels: (n) => inModel(`${times(n, (i) => ` relu as aa${i}`)}\n${times(n, (i) => ` add { @bb${i} | }`)}`),
  models: (n) =>
    `${times(n, (i) => `model Aa${i} { input 8x8x1 -> fc 10 }`)}\n${times(n, (i) => `train Bb${i} { batch 3 }`)}`,
  "frozen parts": (n) =>
    `${inModel(times(n, (i) => ` conv 1x1x1 as aa${i}`))}train M {\n freeze ${times(n, (i) => `bb${i}`, " ")}\n}`,
  heads: (n) =>
    `${inModel(`${times(n, (i) => ` head aa${i} { fc 10 }`)}\n fc 10`)}train M {\n${times(n, (i) => ` aux bb${i}`)}\n}`,
};

/** Steps of iterators of tables of names, which is what a guess is made of. */
function namesAsked(text: string): number {
  const steps = Object.getPrototypeOf(new Map().keys()) as { next: () => IteratorResult<unknown> };
  const { next } = steps;
  let count = 0;
  steps.next = function (this: unknown) {
    count++;
    return next.call(this as never);
  };
  try {
    checkText(text);
  } finally {
    steps.next = next;
  }
  return count;
}

describe("unknown names among many known ones", () => {
  it.each(Object.entries(programs))("%s", (_, program) => {
    // Each of n mistakes over n names would be a million.
    expect(namesAsked(program(1000))).toBeLessThan(2.2 * LIMITS.wordsGuessed.value);
  });

  it("are answered while there is room, and reported afterwards all the same", () => {
    const { diagnostics } = checkText(programs.consts!(1000).replaceAll("bb", "aaa"));
    const unknown = diagnostics.filter(({ code }) => code === "check/unknown-name");
    expect(unknown).toHaveLength(1000);
    expect(unknown.slice(0, 50).some(({ help }) => help?.startsWith("did you mean `aa"))).toBe(true);
    expect(unknown.at(-1)!.help).not.toMatch(/did you mean/);
  });

  it("have short lists of what there is", () => {
    for (const [name, program] of Object.entries(programs)) {
      const longest = checkText(program(300)).diagnostics.flatMap(({ notes, help }) => [...notes, help ?? ""]);
      expect(Math.max(...longest.map(({ length }) => length)), name).toBeLessThan(400);
    }
  });
});

describe("guesses", () => {
  it("look at whole lists until the limit is met, then at none", () => {
    const guesses = createGuesses(5);
    expect([...guesses.among(["a", "b", "c"])]).toEqual(["a", "b", "c"]);
    expect([...guesses.among(["a", "b", "c"])]).toEqual(["a", "b", "c"]);
    expect([...guesses.among(["a", "b", "c"])]).toEqual([]);
    expect(guesses.looked).toBe(6);
  });

  it("list the first words", () => {
    expect(listWords(["a", "b"])).toBe("a, b");
    expect(listWords(Array.from({ length: 20 }, (_, i) => `${i}`))).not.toMatch(/more/);
    expect(listWords(Array.from({ length: 21 }, (_, i) => `${i}`))).toMatch(/, 19 and more$/);
  });
});
