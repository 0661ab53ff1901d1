/** The table of editors (`docs/editors.js`), with its types. */
interface Editor {
  readonly id: string;
  readonly name: string;
  readonly tried: string;
  readonly parts: readonly { readonly where: string; readonly language: string; readonly text: string }[];
  readonly files: string;
  readonly hints: string;
  readonly formatting: string;
  readonly colors: string;
}

interface Table {
  readonly editors: readonly Editor[];
  editorPages(): [path: string, page: string][];
}

const address = new URL("../../docs/editors.js", import.meta.url).href;
export const { editors, editorPages } = (await import(address)) as Table;

/** What a user of the editor writes into a file of this kind. */
export function partOf(id: string, language: string): string {
  const part = editors.find((editor) => editor.id === id)?.parts.find((each) => each.language === language);
  if (part === undefined) throw new Error(`the page ${id} has no ${language}`);
  return part.text;
}
