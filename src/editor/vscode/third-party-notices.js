/**
 * The licenses of packages whose code is in a bundle, as their authors ask. Takes the paths of the bundle's modules and the folder of
 * the packages; returns one text. What the parser library's own one-file build holds of others is named too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {readonly string[]} modules
 * @param {string} packages `node_modules`
 * @returns {string}
 */
export function thirdPartyNotices(modules, packages) {
  const folders = new Set(
    modules.flatMap((id) => /^(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)/.exec(id)?.[1] ?? []),
  );
  // A copy of it is built into `dist`, see grammar/link-chevrotain.js.
  if (modules.some((id) => /[/\\]grammar[/\\]chevrotain\.js$/.test(id)))
    addWithDependencies("chevrotain", packages, folders);
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = manifestOf(folder);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? `License: ${license}` : readFileSync(join(folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n")}\n`;
  });
  return `This extension holds code of these packages.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** @param {string} name @param {string} packages @param {Set<string>} folders */
function addWithDependencies(name, packages, folders) {
  const folder = join(packages, name);
  if (folders.has(folder)) return;
  folders.add(folder);
  for (const each of Object.keys(manifestOf(folder).dependencies ?? {})) addWithDependencies(each, packages, folders);
}

/** @param {string} folder */
function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
