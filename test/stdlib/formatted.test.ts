/** Every .cnn file that is shipped or taught stands in the one style of the language. */
import { expect, it } from "vitest";
import { formatText } from "../../src/format/format.ts";
import { programsIn, readProgram } from "./read-program.ts";

it.each(["stdlib", "examples", "docs/tutorial"].flatMap(programsIn))("%s formats to itself", async (path) => {
  const text = readProgram(path);
  expect(await formatText(text)).toBe(text);
});
