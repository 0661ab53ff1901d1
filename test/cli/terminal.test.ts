import { expect, it } from "vitest";
import { wantsColor } from "../../src/cli/terminal.ts";

it("the flag decides, then NO_COLOR, then FORCE_COLOR, then the terminal", () => {
  const table: [
    choice: "auto" | "always" | "never",
    environment: Record<string, string>,
    terminal: boolean,
    color: boolean,
  ][] = [
    ["auto", {}, true, true],
    ["auto", {}, false, false],
    ["auto", { NO_COLOR: "1" }, true, false],
    ["auto", { NO_COLOR: "" }, true, true],
    ["auto", { FORCE_COLOR: "1" }, false, true],
    ["auto", { FORCE_COLOR: "0" }, true, false],
    ["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    ["auto", { TERM: "dumb" }, true, false],
    ["always", { NO_COLOR: "1" }, false, true],
    ["never", { FORCE_COLOR: "1" }, true, false],
  ];
  for (const [choice, environment, terminal, color] of table) {
    expect({ choice, environment, terminal, color: wantsColor(choice, environment, terminal) }).toEqual({
      choice,
      environment,
      terminal,
      color,
    });
  }
});
