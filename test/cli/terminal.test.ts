import { expect, it } from "vitest";
import { createTerminal, messageForm, wantsColor } from "../../src/cli/terminal.ts";

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

it("frames on a terminal and where color is asked for, sentences elsewhere", () => {
  const table: [
    choice: "auto" | "always" | "never",
    environment: Record<string, string>,
    terminal: boolean,
    form: "frame" | "narrated",
  ][] = [
    ["auto", {}, true, "frame"],
    ["auto", {}, false, "narrated"],
    ["auto", { NO_COLOR: "1" }, true, "frame"],
    ["auto", { NO_COLOR: "1" }, false, "narrated"],
    ["auto", { TERM: "dumb" }, true, "narrated"],
    ["auto", { TERM: "dumb" }, false, "narrated"],
    ["auto", { CI: "true" }, true, "frame"],
    ["auto", { CI: "true" }, false, "narrated"],
    ["auto", { CI: "true", FORCE_COLOR: "1" }, false, "frame"],
    ["auto", { FORCE_COLOR: "1" }, false, "frame"],
    ["auto", { FORCE_COLOR: "0" }, false, "narrated"],
    ["auto", { FORCE_COLOR: "0" }, true, "frame"],
    ["auto", { FORCE_COLOR: "1", NO_COLOR: "1" }, false, "narrated"],
    ["always", {}, false, "frame"],
    ["always", { TERM: "dumb" }, true, "frame"],
    ["never", {}, true, "frame"],
    ["never", { FORCE_COLOR: "1" }, false, "narrated"],
  ];
  for (const [choice, environment, terminal, form] of table) {
    const found = messageForm(choice, environment, terminal);
    expect({ choice, environment, terminal, form: found }).toEqual({ choice, environment, terminal, form });
  }
});

it("each stream is decided for itself", () => {
  const stream = (isTTY: boolean, columns?: number) => ({ write: () => true, isTTY, ...(columns ? { columns } : {}) });
  const { outStyle, talkStyle } = createTerminal(
    { stdout: stream(false), stderr: stream(true, 90), environment: {} },
    "auto",
  );
  expect(outStyle).toEqual({ color: false, form: "narrated" });
  expect(talkStyle).toEqual({ color: true, form: "frame", columns: 90 });
});
