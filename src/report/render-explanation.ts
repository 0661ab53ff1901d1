/**
 * Explanations as text for people: of layers, and of a diagnostic's code. Takes values of this room, returns text that ends
 * with a newline.
 */
import type { DiagnosticDefinition } from "../diagnostics/diagnostic.ts";
import type { LayerExplanation } from "./explain.ts";

/**
 * One paragraph for each layer. Padding stands in both notations: P on each side, and p of both sides together.
 */
export function renderExplanation(layers: readonly LayerExplanation[]): string {
  return layers.map(renderLayer).join("\n");
}

function renderLayer({ name, layer, input, output, file, line, rows }: LayerExplanation): string {
  const width = Math.max(0, ...rows.map(({ subject }) => [...subject].length));
  const lines = rows.map(({ subject, formula, numbers, value }) => {
    const gap = " ".repeat(width - [...subject].length);
    return `  ${subject}${gap}  ${formula} = ${numbers}${numbers === value ? "" : ` = ${value}`}`;
  });
  const what = name.startsWith(layer) ? name : `${name} (${layer})`;
  return `${[`${what}: ${input.join("x")} → ${output.join("x")}   ${file}:${line}`, ...lines].join("\n")}\n`;
}

/** The page of a code: Markdown, as it stands in the reference and readable as it is. */
export function renderDefinition(definition: DiagnosticDefinition, heading = "#"): string {
  const { code, severity, title, explanation, failing, fixed } = definition;
  const parts = [`${heading} ${code}`, `${severity}: ${title}`, explanation];
  if (failing !== undefined && isShowable(failing)) parts.push("This program gives it:", fence(failing));
  if (failing !== undefined && isShowable(failing) && fixed !== undefined && isShowable(fixed))
    parts.push("Mended:", fence(fixed));
  return `${parts.join("\n\n")}\n`;
}

const fence = (program: string): string => `\`\`\`cnn\n${program.trimEnd()}\n\`\`\``;

/** Programs that show a limit are long, and those with strange characters are no sight. */
function isShowable(program: string): boolean {
  return program.length <= 600 && program.split("\n").length <= 30 && /^[\n\x20-\x7e…→·]*$/u.test(program);
}

/** The reference page: every code, by room. */
export function renderDefinitions(definitions: readonly DiagnosticDefinition[]): string {
  const roomOf = ({ code }: DiagnosticDefinition): string => code.split("/")[0]!;
  const rooms = [...new Set(definitions.map(roomOf))];
  const parts = [
    "# Diagnostics",
    'Generated from the definitions by "npm run generate". Do not edit.',
    "Every message has a stable code. `cnnc explain CODE` shows its page. A warning is silenced by a comment on its line or the " +
      "line above: `// cnnc-ignore lint/stride-does-not-tile`.",
    ...rooms.flatMap((room) => [
      `## ${room}`,
      ...definitions.filter((entry) => roomOf(entry) === room).map((entry) => renderDefinition(entry, "###").trimEnd()),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}
