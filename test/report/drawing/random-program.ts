/**
 * Programs of a seed, as odd as the grammar allows: branches in branches, groups, repetitions, blocks in blocks, labels and
 * references to them from anywhere, heads. Every layer keeps the shape, so that every reference fits. Gives the text.
 */
export function randomProgram(seed: number): string {
  let state = seed * 2654435761 + 1;
  const random = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const upTo = (n: number): number => Math.floor(random() * n);
  const chance = (share: number): boolean => random() < share;
  let names = 0;
  let budget = 60;
  const layers = ["conv 3x3x4 p1", "bn", "relu", "dropout 0.5", "conv 1x1x4", "maxpool 3 s1 p1", "dwconv 3x3 p1"];

  const chain = (depth: number, labels: string[], blocks: number): string => {
    const stages = Array.from({ length: 1 + upTo(4) }, () => stage(depth, labels, blocks));
    return stages.join(" -> ");
  };
  const arm = (depth: number, labels: string[], blocks: number): string => {
    if (chance(0.25)) return "";
    if (labels.length > 0 && chance(0.3)) {
      const start = `@${labels[upTo(labels.length)]}`;
      return chance(0.5) ? start : `${start} -> ${chain(depth + 1, labels, blocks)}`;
    }
    return chain(depth + 1, labels, blocks);
  };
  const stage = (depth: number, labels: string[], blocks: number): string => {
    budget--;
    const kind = budget < 0 || depth > 4 ? 0 : upTo(10);
    let text = layers[upTo(layers.length)]!;
    if (kind === 6) text = `[${chain(depth + 1, labels, blocks)}]`;
    if (kind === 7 || kind === 8) {
      const arms = Array.from({ length: 2 + upTo(3) }, () => arm(depth, labels, blocks));
      // A first arm that is empty needs one behind it.
      text = chance(0.8) ? `${chance(0.5) ? "add" : "mul"} { ${arms.join(" | ")} | }` : `[concat { ${arms.join(" | ")} | } -> conv 1x1x4]`; // prettier-ignore
    }
    if (kind === 9 && blocks > 0) text = `b${upTo(blocks)}()`;
    if (kind === 5 && labels.length > 0 && chance(0.3)) return `@${labels[upTo(labels.length)]}`;
    if (chance(0.2) && depth < 4) text += ` * ${1 + upTo(4)}`;
    if (chance(0.25)) {
      const label = `l${names++}`;
      text += ` as ${label}`;
      labels.push(label);
    }
    return text;
  };
  const blocks: string[] = [];
  for (let i = 0; i < 3; i++) {
    budget = 12;
    blocks.push(`block b${i}() {\n  ${chain(1, [], i)}\n}\n`);
  }
  budget = 60;
  const labels: string[] = [];
  const lines = Array.from({ length: 2 + upTo(5) }, () => {
    const line = chain(0, labels, 3);
    if (!chance(0.15)) return line;
    const start = labels.length > 0 && chance(0.4) ? `@${labels[upTo(labels.length)]} -> ` : "";
    return `${line}\n  head h${names++} { ${start}conv 1x1x4 -> gavgpool -> fc 2 }`;
  });
  return `${blocks.join("")}model M {\n  input 8x8x4${chance(0.3) ? " as l" : ""}\n  ${lines.join("\n  ")}\n}\n`;
}
