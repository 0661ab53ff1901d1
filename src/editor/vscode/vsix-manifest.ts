/**
 * The two files that make a zip an extension package (`.vsix`): takes the extension's package.json and the paths it holds, gives the
 * manifest of the gallery and the table of content types, as vsce writes them. Pure.
 */
import { escapeMarkup } from "../../report/markup.ts";

export interface ExtensionPackage {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly icon: string;
  readonly main: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly aliases: readonly string[]; readonly extensions: readonly string[] }[]; // prettier-ignore
    readonly [point: string]: unknown;
  };
}

/** Of paths below `extension/`. */
export function printManifest(extension: ExtensionPackage, paths: readonly string[]): string {
  const { name, displayName, description, version, publisher, icon, categories, engines } = extension;
  const property = (id: string, value: string): string =>
    `      <Property Id="Microsoft.VisualStudio.${id}" Value="${escapeMarkup(value)}" />`;
  const asset = (type: string, path: string): string[] =>
    paths.includes(path)
      ? [
          `    <Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${escapeMarkup(path)}" Addressable="true" />`,
        ]
      : [];
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">',
    "  <Metadata>",
    `    <Identity Language="en-US" Id="${escapeMarkup(name)}" Version="${escapeMarkup(version)}" Publisher="${escapeMarkup(publisher)}" />`,
    `    <DisplayName>${escapeMarkup(displayName)}</DisplayName>`,
    `    <Description xml:space="preserve">${escapeMarkup(description)}</Description>`,
    `    <Tags>${escapeMarkup(tagsOf(extension).join(","))}</Tags>`,
    `    <Categories>${escapeMarkup(categories.join(","))}</Categories>`,
    "    <GalleryFlags>Public</GalleryFlags>",
    "    <Properties>",
    property("Code.Engine", engines.vscode),
    property("Code.ExtensionDependencies", ""),
    property("Code.ExtensionPack", ""),
    property("Code.ExtensionKind", "workspace"),
    property("Code.LocalizedLanguages", ""),
    property("Code.EnabledApiProposals", ""),
    property("Code.ExecutesCode", "true"),
    property("Services.GitHubFlavoredMarkdown", "true"),
    property("Services.Content.Pricing", "Free"),
    "    </Properties>",
    "    <License>extension/LICENSE.txt</License>",
    `    <Icon>extension/${escapeMarkup(icon)}</Icon>`,
    "  </Metadata>",
    "  <Installation>",
    '    <InstallationTarget Id="Microsoft.VisualStudio.Code" />',
    "  </Installation>",
    "  <Dependencies />",
    "  <Assets>",
    ...asset("Code.Manifest", "package.json"),
    ...asset("Services.Content.Details", "readme.md"),
    ...asset("Services.Content.Changelog", "changelog.md"),
    ...asset("Services.Content.License", "LICENSE.txt"),
    ...asset("Services.Icons.Default", icon),
    "  </Assets>",
    "</PackageManifest>",
    "",
  ].join("\n");
}

/** What the gallery finds it by: its own words, and what it contributes. */
function tagsOf({ keywords, contributes }: ExtensionPackage): readonly string[] {
  const points = ["snippets"].filter((point) => point in contributes).map(() => "snippet");
  const languages = contributes.languages.flatMap(({ id, aliases, extensions }) => [
    id,
    // A tag is one word.
    ...aliases.map((alias) => alias.replace(/\s+/g, "")),
    ...extensions.map((ending) => `__ext_${ending.slice(1)}`),
  ]);
  return [...new Set([...keywords, ...points, ...languages])];
}

const types: Readonly<Record<string, string>> = {
  ".js": "application/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".mjs": "application/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".vsixmanifest": "text/xml",
};

export function printContentTypes(paths: readonly string[]): string {
  const endings = [...new Set([...paths.map((path) => /\.[^./]+$/.exec(path)?.[0] ?? ""), ".vsixmanifest"])].sort();
  const rows = endings.map((ending) => {
    const type = types[ending];
    if (type === undefined) throw new Error(`no content type for files that end in ${JSON.stringify(ending)}`);
    return `<Default Extension="${ending}" ContentType="${type}" />`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${rows.join("")}</Types>\n`;
}
