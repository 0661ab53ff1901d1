/** The values of VS Code's interface that the extension and its client make: as far as they use them. */
import { fileURLToPath, pathToFileURL } from "node:url";

export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
  private constructor(scheme: string, authority: string, path: string, query: string, fragment: string) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
    this.query = query;
    this.fragment = fragment;
  }
  static parse(text: string, strict = false): Uri {
    const [, scheme = "", authority = "", path = "", query = "", fragment = ""] =
      /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text) ?? [];
    if (scheme === "" && strict) throw new Error(`no scheme in ${text}`);
    return new Uri(scheme, authority, ...([path, query, fragment].map(decodeURIComponent) as [string, string, string]));
  }
  static file(path: string): Uri {
    return new Uri("file", "", path, "", "");
  }
  static from(parts: { scheme: string; authority?: string; path?: string; query?: string; fragment?: string }): Uri {
    return new Uri(parts.scheme, parts.authority ?? "", parts.path ?? "", parts.query ?? "", parts.fragment ?? "");
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(base.scheme, base.authority, [base.path, ...parts].join("/"), base.query, base.fragment);
  }
  get fsPath(): string {
    return this.scheme === "file" ? fileURLToPath(pathToFileURL(this.path)) : this.path;
  }
  with(parts: Partial<Uri>): Uri {
    return Uri.from({ ...this, ...parts });
  }
  toString(): string {
    const encode = (part: string): string => part.split("/").map(encodeURIComponent).join("/");
    const query = this.query === "" ? "" : `?${encodeURIComponent(this.query)}`;
    const authority = this.scheme === "file" || this.authority !== "" ? `//${this.authority}` : "";
    return `${this.scheme}:${authority}${encode(this.path)}${query}`;
  }
  toJSON(): unknown {
    return { ...this };
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(...at: [Position, Position] | [number, number, number, number]) {
    const [start, end] = at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
    this.start = start;
    this.end = end;
  }
}

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
  static from(...all: readonly { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
}

export class EventEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => unknown>();
  readonly event = (listener: (value: Value) => unknown, self?: unknown, into?: Disposable[]): Disposable => {
    const bound = (value: Value): unknown => listener.call(self, value);
    this.#listeners.add(bound);
    const away = new Disposable(() => this.#listeners.delete(bound));
    into?.push(away);
    return away;
  };
  fire(value: Value): void {
    for (const each of [...this.#listeners]) each(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class CancellationTokenSource {
  readonly #cancelled = new EventEmitter<unknown>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.#cancelled.event };
  cancel(): void {
    this.token.isCancellationRequested = true;
    this.#cancelled.fire(undefined);
  }
  dispose(): void {}
}

export class Diagnostic {
  source?: string;
  code?: unknown;
  readonly range: Range;
  readonly message: string;
  readonly severity: number;
  constructor(range: Range, message: string, severity: number) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class ProcessExecution {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  constructor(
    process: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}

export class Task {
  presentationOptions: unknown;
  readonly definition: unknown;
  readonly scope: unknown;
  readonly name: string;
  readonly source: string;
  readonly execution: ProcessExecution;
  readonly problemMatchers: readonly string[];
  constructor(
    definition: unknown,
    scope: unknown,
    name: string,
    source: string,
    execution: ProcessExecution,
    problemMatchers: readonly string[],
  ) {
    this.definition = definition;
    this.scope = scope;
    this.name = name;
    this.source = source;
    this.execution = execution;
    this.problemMatchers = problemMatchers;
  }
}

export class TabInputText {
  uri?: Uri;
}

export class CodeActionKind {
  static readonly Empty = new CodeActionKind("");
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}
