/** The sections of a wasm binary and the bytes of each function, by name: for size tests and for whoever shrinks a module. */

export interface Sizes {
  /** Section name (custom ones by their own name) → bytes, header included. */
  readonly sections: ReadonlyMap<string, number>;
  /** Function name → bytes of its body, largest first. */
  readonly functions: ReadonlyMap<string, number>;
}

const names = [
  "custom",
  "type",
  "import",
  "function",
  "table",
  "memory",
  "global",
  "export",
  "start",
  "element",
  "code",
  "data",
];

export function sizesOf(wasm: Uint8Array): Sizes {
  const sections = new Map<string, number>();
  const bodies: number[] = [];
  const functionNames = new Map<number, string>();
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  const text = (): string => {
    const length = number();
    at += length;
    return new TextDecoder().decode(wasm.subarray(at - length, at));
  };
  while (at < wasm.length) {
    const begin = at;
    const id = wasm[at++]!;
    const size = number();
    const end = at + size;
    const name = id === 0 ? text() : (names[id] ?? `section ${id}`);
    sections.set(name, (sections.get(name) ?? 0) + end - begin);
    if (name === "code") {
      for (let left = number(); left > 0; left--) {
        const bytes = number();
        bodies.push(bytes);
        at += bytes;
      }
    }
    if (name === "name") {
      while (at < end) {
        const kind = wasm[at++]!;
        const next = number() + at;
        if (kind === 1) for (let left = number(); left > 0; left--) functionNames.set(number(), text());
        at = next;
      }
    }
    at = end;
  }
  const functions = bodies.map((bytes, i) => [functionNames.get(i) ?? `function ${i}`, bytes] as const);
  return { sections, functions: new Map(functions.sort((a, b) => b[1] - a[1])) };
}
