/**
 * The page of a diagnostic's code, and the index of all of them: Markdown, as it stands in the reference and readable as it is
 * (`cnnc explain CODE`). Takes definitions; runs the checker on their failing examples, so that a page shows what is really
 * said.
 */
import type { Diagnostic, DiagnosticDefinition } from "../diagnostics/diagnostic.ts";
import { renderHuman } from "../diagnostics/render-human.ts";
import { checkExample } from "./check-example.ts";

export function renderDefinition(definition: DiagnosticDefinition): string {
  const { code, severity, title, explanation, failing, fixed } = definition;
  const parts = [`# ${code}`, `${severity}: ${title}`, explanation];
  if (failing !== undefined && isShowable(failing)) {
    const found = checkExample(failing).diagnostics.filter((diagnostic) => diagnostic.code === code);
    parts.push("## Wrong", fence("cnn", failing), fence("text", renderHuman(found, { color: false })));
    if (fixed !== undefined && isShowable(fixed)) parts.push("## Right", fence("cnn", fixed));
    const fixes = found.flatMap((diagnostic) => diagnostic.fixes.map((fix, i) => tellFix(diagnostic, fix.title, i)));
    if (fixes.length > 0) parts.push("## Fixes", [...new Set(fixes)].join("\n"));
  }
  if (severity === "warning")
    parts.push(
      "## Silence it",
      `A comment on the line or the line above, where it is meant as it is: \`// cnnc-ignore ${code}\`.`,
    );
  return `${parts.join("\n\n")}\n`;
}

function tellFix({ fixes }: Diagnostic, title: string, number: number): string {
  const made = number === 0 && fixes[0]?.safe === true;
  return `- ${title}${made ? " (`cnnc check --fix` makes it)" : " (offered in editors)"}`;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Programs that show a limit are long, and those with strange characters are no sight. */
function isShowable(program: string): boolean {
  return program.length <= 600 && program.split("\n").length <= 30 && /^[\n\x20-\x7e…→·]*$/u.test(program);
}

/** The index: every code by room, with its page. */
export function renderDefinitionIndex(definitions: readonly DiagnosticDefinition[]): string {
  const rooms = [...new Set(definitions.map(roomOf))];
  const parts = [
    "# Diagnostics",
    "Every message has a stable code, and each code a page: what it means, a program that gives it, and the program fixed. " +
      "`cnnc explain CODE` shows the page. `cnnc check --fix` fixes what can only have been meant one way. A warning is silenced by " +
      "a comment on its line or the line above: `// cnnc-ignore lint/stride-does-not-tile`.",
    ...rooms.flatMap((room) => [`## ${room}`, table(definitions.filter((definition) => roomOf(definition) === room))]),
  ];
  return `${parts.join("\n\n")}\n`;
}

export function roomOf({ code }: DiagnosticDefinition): string {
  return code.slice(0, code.indexOf("/"));
}

function table(definitions: readonly DiagnosticDefinition[]): string {
  const rows = definitions.map(
    ({ code, severity, title }) =>
      `| [\`${code}\`](diagnostics/${code}.md) | ${severity} | ${title.replaceAll("|", "\\|")} |`,
  );
  return ["| code | | what is wrong |", "| --- | --- | --- |", ...rows].join("\n");
}
