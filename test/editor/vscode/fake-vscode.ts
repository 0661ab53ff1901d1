/**
 * VS Code without a window: takes the extension's manifest, gives the module `vscode` as the extension and its client see it, and the
 * strings by which a test plays the person. Classes and enumerations
 * that it does not play are those of the interface's types, without behaviour.
 */
import { readFileSync } from "node:fs";
import * as types from "./fake-types.ts";

export interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
    readonly commands: readonly { readonly command: string }[];
  };
}

export interface Document {
  readonly uri: types.Uri;
  readonly languageId: string;
  version: number;
  isDirty: boolean;
  isClosed: boolean;
  text: string;
  getText(): string;
  save(): Promise<boolean>;
}

export interface Panel {
  readonly posted: unknown[];
  readonly webview: { html: string };
  title: string;
  visible: boolean;
  receive(message: unknown): void;
  close(): void;
}

export function createFakeCode(manifest: Manifest) {
  const settings = new Map(
    Object.entries(manifest.contributes.configuration.properties).map(([name, each]) => [name, each.default]),
  );
  const documents: Document[] = [];
  const commands = new Map<string, (...args: readonly unknown[]) => unknown>();
  const providers = new Map<string, { provideTextDocumentContent(uri: types.Uri): unknown }>();
  const diagnostics = new Map<string, readonly types.Diagnostic[]>();
  const messages: string[] = [];
  const tasks: types.Task[] = [];
  const shown: { readonly document: Document; readonly options: Readonly<Record<string, unknown>> }[] = [];
  const panels: Panel[] = [];
  const items: { text: string; tooltip: unknown; visible: boolean }[] = [];
  const logged: string[] = [];
  const opened = new types.EventEmitter<Document>();
  const changed = new types.EventEmitter<{ document: Document; contentChanges: unknown[]; reason: undefined }>();
  const tabbed = new types.EventEmitter<{ opened: unknown[]; closed: unknown[]; changed: unknown[] }>();
  const focused = new types.EventEmitter<unknown>();
  const selected = new types.EventEmitter<unknown>();
  const configured = new types.EventEmitter<{ affectsConfiguration(name: string): boolean }>();
  const silent = () => new types.EventEmitter<never>().event;
  const nothing = new types.Disposable(() => undefined);

  const openDocument = async (uri: types.Uri, text?: string): Promise<Document> => {
    const known = documents.find((each) => each.uri.toString() === uri.toString());
    if (known) return known;
    const provider = providers.get(uri.scheme);
    const read =
      text ?? (provider ? String(await provider.provideTextDocumentContent(uri)) : readFileSync(uri.fsPath, "utf8"));
    const document: Document = {
      uri,
      languageId: uri.path.endsWith(".cnn") ? "cnn" : "plaintext",
      version: 1,
      isDirty: false,
      isClosed: false,
      text: read,
      getText: () => document.text,
      save: async () => {
        document.isDirty = false;
        return true;
      },
    };
    documents.push(document);
    opened.fire(document);
    return document;
  };
  const code = {
    ...types,
    version: "1.91.0",
    env: { language: "en", appName: "a test", openExternal: async () => true },
    Uri: types.Uri,
    workspace: {
      isTrusted: true,
      textDocuments: documents,
      notebookDocuments: [],
      workspaceFolders: undefined as undefined | { uri: types.Uri; name: string; index: number }[],
      getWorkspaceFolder: () => undefined,
      getConfiguration: (section?: string) => ({
        get: (name: string, otherwise?: unknown) => {
          const full = section === undefined || section === "" ? name : `${section}.${name}`;
          if (settings.has(full)) return settings.get(full);
          const inner = [...settings].filter(([each]) => each.startsWith(`${full}.`));
          return inner.length === 0 ? otherwise : Object.fromEntries(inner.map(([each, value]) => [each.slice(full.length + 1), value])); // prettier-ignore
        },
        has: (name: string) => settings.has(`${section}.${name}`),
        inspect: () => undefined,
      }),
      openTextDocument: (uri: types.Uri) => openDocument(uri),
      registerTextDocumentContentProvider: (
        scheme: string,
        provider: typeof providers extends Map<string, infer P> ? P : never,
      ) => {
        // prettier-ignore
        providers.set(scheme, provider);
        return nothing;
      },
      fs: { readFile: async (uri: types.Uri) => new Uint8Array(readFileSync(uri.fsPath)) },
      createFileSystemWatcher: () => ({
        onDidCreate: silent(),
        onDidChange: silent(),
        onDidDelete: silent(),
        dispose() {},
      }),
      onDidOpenTextDocument: opened.event,
      onDidChangeTextDocument: changed.event,
      onDidChangeConfiguration: configured.event,
      onDidCloseTextDocument: silent(),
      onWillSaveTextDocument: silent(),
      onDidSaveTextDocument: silent(),
      onDidChangeWorkspaceFolders: silent(),
      onDidOpenNotebookDocument: silent(),
      onDidCloseNotebookDocument: silent(),
      onDidChangeNotebookDocument: silent(),
      onDidSaveNotebookDocument: silent(),
    },
    window: {
      activeTextEditor: undefined as undefined | { document: Document; selection: { active: types.Position }; viewColumn: number }, // prettier-ignore
      visibleTextEditors: [] as unknown[],
      tabGroups: {
        all: [] as { tabs: { input: unknown }[] }[],
        onDidChangeTabs: tabbed.event,
        onDidChangeTabGroups: silent(),
      },
      state: { focused: true },
      onDidChangeWindowState: silent(),
      onDidChangeActiveTextEditor: focused.event,
      onDidChangeVisibleTextEditors: silent(),
      onDidChangeTextEditorSelection: selected.event,
      createOutputChannel: () =>
        new Proxy({ name: "cnnc", logLevel: 1, onDidChangeLogLevel: silent() } as Record<string, unknown>, {
          get: (target, name: string) =>
            target[name] ?? ((...words: readonly unknown[]) => void (words.length > 0 && logged.push(words.join(" ")))),
        }),
      createStatusBarItem: () => {
        const item = {
          text: "",
          tooltip: undefined as unknown,
          visible: false,
          show: () => {},
          hide: () => {},
          dispose: () => {},
        };
        item.show = () => {
          item.visible = true;
        };
        item.hide = () => {
          item.visible = false;
        };
        items.push(item);
        return item;
      },
      createWebviewPanel: (_: string, title: string) => {
        const received = new types.EventEmitter<unknown>();
        const closed = new types.EventEmitter<undefined>();
        const posted: unknown[] = [];
        const panel = {
          posted,
          title,
          visible: true,
          webview: {
            html: "",
            cspSource: "https://webview",
            asWebviewUri: (uri: types.Uri) => types.Uri.from({ scheme: "https", authority: "webview", path: uri.path }),
            postMessage: async (message: unknown) => posted.push(message) > 0,
            onDidReceiveMessage: received.event,
          },
          onDidDispose: closed.event,
          onDidChangeViewState: silent(),
          reveal: () => undefined,
          dispose: () => closed.fire(undefined),
          receive: (message: unknown) => received.fire(message),
          close: () => closed.fire(undefined),
        };
        panels.push(panel);
        return panel;
      },
      showTextDocument: async (document: Document, options: Readonly<Record<string, unknown>>) => {
        shown.push({ document, options });
      },
      showInformationMessage: async (text: string) => void messages.push(text),
      showWarningMessage: async (text: string) => void messages.push(text),
      showErrorMessage: async (text: string) => void messages.push(text),
      withProgress: (_: unknown, run: (progress: unknown, token: unknown) => unknown) => run({ report() {} }, new types.CancellationTokenSource().token), // prettier-ignore
    },
    languages: new Proxy(
      {
        match: (selector: readonly { language?: string }[], { languageId }: Document) =>
          [selector].flat().some(({ language }) => language === languageId) ? 10 : 0,
        createDiagnosticCollection: () => ({
          set: (uri: types.Uri, all: readonly types.Diagnostic[]) => void diagnostics.set(uri.toString(), all),
          delete: (uri: types.Uri) => void diagnostics.delete(uri.toString()),
          clear: () => diagnostics.clear(),
          has: (uri: types.Uri) => diagnostics.has(uri.toString()),
          get: (uri: types.Uri) => diagnostics.get(uri.toString()),
          dispose: () => undefined,
        }),
      } as Record<string, unknown>,
      { get: (target, name: string) => target[name] ?? (name.startsWith("register") ? () => nothing : undefined) },
    ),
    commands: {
      registerCommand: (name: string, run: (...args: readonly unknown[]) => unknown) => {
        if (commands.has(name)) throw new Error(`command ${name} is there twice`);
        commands.set(name, run);
        return new types.Disposable(() => commands.delete(name));
      },
      executeCommand: async (name: string, ...args: readonly unknown[]) => commands.get(name)?.(...args),
    },
    tasks: { executeTask: async (task: types.Task) => void tasks.push(task) },
    extensions: { getExtension: (): unknown => undefined },
  };
  return {
    code: fillIn(code),
    api: code,
    settings,
    commands,
    diagnostics,
    messages,
    tasks,
    shown,
    panels,
    items,
    logged,
    providers,
    /** A person opens a file and puts the cursor somewhere. */
    async open(uri: types.Uri, text: string, at: types.Position = new types.Position(0, 0)): Promise<Document> {
      // First the tab is there, then the document.
      const tab = { input: Object.assign(new types.TabInputText(), { uri }) };
      code.window.tabGroups.all = [{ tabs: [tab] }];
      tabbed.fire({ opened: [tab], closed: [], changed: [] });
      const document = await openDocument(uri, text);
      code.window.activeTextEditor = { document, selection: { active: at }, viewColumn: 1 };
      code.window.visibleTextEditors = [code.window.activeTextEditor];
      focused.fire(code.window.activeTextEditor);
      return document;
    },
    /** A person types. */
    edit(document: Document, text: string): void {
      // As one that replaces all of it.
      const lines = document.text.split("\n");
      const range = new types.Range(0, 0, lines.length - 1, lines.at(-1)!.length);
      const change = { range, rangeOffset: 0, rangeLength: document.text.length, text };
      document.text = text;
      document.version++;
      document.isDirty = true;
      changed.fire({ document, contentChanges: [change], reason: undefined });
    },
    run: (name: string, ...args: readonly unknown[]): unknown => code.commands.executeCommand(name, ...args),
  };
}

const typings = readFileSync(new URL("../../../node_modules/@types/vscode/index.d.ts", import.meta.url), "utf8");

/** Classes without behaviour and enumerations, as the interface of VS Code has them. */
function fillIn(code: Record<string, unknown>): Record<string, unknown> {
  for (const [, kind, name = "", members = ""] of typings.matchAll(
    /^\texport (class|enum) (\w+)[^{]*\{([\s\S]*?)^\t\}/gm,
  )) {
    if (name in code) continue;
    if (kind === "class") code[name] = { [name]: class {} }[name];
    else {
      const names = [...members.matchAll(/^\t\t(\w+)(?: = (-?\d+))?,?$/gm)];
      code[name] = Object.fromEntries(
        names.map(([, member, value], i) => [member, value === undefined ? i : Number(value)]),
      );
    }
  }
  return code;
}

export type FakeCode = ReturnType<typeof createFakeCode>;
