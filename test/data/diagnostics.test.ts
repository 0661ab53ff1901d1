import { describe, expect, it } from "vitest";
import * as data from "../../src/data/diagnostics.ts";
import * as weights from "../../src/export/diagnostics.ts";

const definitions = [...Object.values(data), ...Object.values(weights)].filter((d) => "code" in d);

describe("the definitions", () => {
  it("have one code each, a lower-case title without full stop, and an explanation", () => {
    expect(definitions.length).toBeGreaterThan(30);
    expect(new Set(definitions.map((d) => d.code)).size).toBe(definitions.length);
    for (const { code, title, explanation } of definitions) {
      expect(code).toMatch(/^(data|weights|export)\/[a-z0-9-]+$/);
      expect(title, code).toMatch(/[^.]$/);
      expect(explanation.length, code).toBeGreaterThan(40);
    }
  });
});
