/**
 * A value as a property list, the form of TextMate itself, which Sublime Text reads: takes what JSON could hold, gives XML.
 */
export function printPlist(value: unknown): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...linesOf(value, ""),
    "</plist>",
    "",
  ].join("\n");
}

function linesOf(value: unknown, indent: string): string[] {
  if (typeof value === "string") return [`${indent}<string>${escapeText(value)}</string>`];
  if (typeof value !== "object" || value === null) throw new Error(`no form for ${String(value)}`);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return [`${indent}<array>`, ...value.flatMap((each) => linesOf(each, inner)), `${indent}</array>`];
  }
  const rows = Object.entries(value).flatMap(([key, each]) => [
    `${inner}<key>${escapeText(key)}</key>`,
    ...linesOf(each, inner),
  ]);
  return [`${indent}<dict>`, ...rows, `${indent}</dict>`];
}

function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
