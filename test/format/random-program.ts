/**
 * Random programs over the whole grammar, with blanks, newlines and comments wherever these may stand: for the formatter and for
 * whoever else wants right programs that nobody would write. They parse without errors; they mean nothing. A program is drawn
 * from a seed and a size, and shrinks by the size. How gaps are filled: `random-gaps.ts`.
 */
import fc from "fast-check";
import { createExpressionWriter, decimals, names, numbers, strings } from "./random-expression.ts";
import { createPen, type Pen } from "./random-gaps.ts";
import { createDraw, type Draw } from "./random-draw.ts";

export interface ProgramOptions {
  /** Percent of the gaps between words that hold comments; 6 when left out. */
  readonly comments?: number;
}

/** The texts of programs; `\n` ends their lines. */
export function programs({ comments = 6 }: ProgramOptions = {}): fc.Arbitrary<string> {
  return fc.tuple(fc.nat(), fc.integer({ min: 0, max: 40 })).map(([seed, size]) => {
    const draw = createDraw(seed, size);
    const pen = createPen(draw, comments);
    const writer = createWriter(draw, pen);
    pen.gap("any");
    for (let more = 1 + draw.number(4); more > 0; more--) {
      writer.declaration();
      pen.gap("any", " ");
    }
    return pen.text();
  });
}

export const program: fc.Arbitrary<string> = programs();

interface Writer {
  declaration(): void;
}

function createWriter(draw: Draw, pen: Pen): Writer {
  const { word, words, gap, newLine } = pen;
  const { name, list, expression, parenthesized, callArguments, computed, sizes, attribute, named } =
    createExpressionWriter(draw, pen);

  /** In the order in which no argument can take the next one for a part of itself. */
  const layerArguments = (): void => {
    const some = (percent: number, write: () => void): void => {
      while (draw.chance(percent)) {
        gap("line", " ");
        write();
      }
    };
    some(45, sizes);
    some(20, attribute);
    some(8, () => word(draw.pick(decimals)));
    some(12, () => word(draw.pick(names)));
    some(8, () => word(draw.pick(strings)));
    some(15, named);
  };

  const primary = (first: boolean): void => {
    const choice = draw.spend() ? draw.number(10) : 0;
    if (first && draw.chance(30)) {
      words("line", "input", " ");
      sizes();
      while (draw.chance(20)) {
        gap("line", " ");
        named();
      }
    } else if (choice < 4) {
      name();
      layerArguments();
    } else if (choice === 4) {
      name();
      gap("line");
      draw.outside(callArguments);
    } else if (choice === 5) words("line", "@", "", draw.pick(names));
    else if (choice === 6) {
      word("[");
      chain(false);
      word("]");
    } else if (choice < 9) branch();
    else condition();
  };

  const stage = (first: boolean): void => {
    primary(first);
    if (draw.chance(10)) {
      words("line", " ", "*", "");
      const choice = draw.number(3);
      if (choice === 0) word(draw.pick(numbers));
      else if (choice === 1) name();
      else parenthesized();
    }
    if (draw.chance(10)) words("line", " ", "as", " ", draw.pick(names));
    if (!draw.chance(15)) return;
    words("line", " ", ":", " ");
    sizes();
  };

  const chain = (first: boolean): void => {
    gap("any");
    stage(first);
    while (draw.chance(50) && draw.spend()) {
      if (draw.chance(60)) words("any", "", "->", "");
      else newLine();
      stage(false);
    }
    gap("any");
  };

  const branch = (): void => {
    words("line", draw.pick(["add", "mul", "concat"]), "");
    words("any", "", "{");
    gap("any");
    if (draw.chance(30)) words("any", "|", "");
    for (let more = draw.number(4); more >= 0; more--) {
      if (draw.chance(85)) chain(false);
      if (more > 0) words("any", "", "|", "");
    }
    gap("any");
    word("}");
  };

  const condition = (): void => {
    words("line", "if", " ");
    draw.outside(() => expression("line"));
    body(false);
    while (draw.chance(15)) {
      words("any", "", "else");
      words("line", " ", "if", " ");
      draw.outside(() => expression("line"));
      body(false);
    }
    if (!draw.chance(40)) return;
    words("any", "", "else");
    body(false);
  };

  const body = (first: boolean): void => {
    words("any", "", "{", "");
    if (draw.chance(90)) {
      statement(first);
      while (draw.chance(60) && draw.spend()) {
        newLine();
        statement(false);
      }
    }
    gap("any");
    word("}");
  };

  const statement = (first: boolean): void => {
    const choice = first ? 9 : draw.number(10);
    if (choice === 0) {
      words("line", "let", " ", draw.pick(names), "", "=", "");
      draw.outside(() => expression("line"));
    } else if (choice === 1) {
      words("line", "expect", " ", draw.pick(["params", "macs", "rf"]), " ");
      if (draw.chance(50)) words("line", draw.pick(["<", "<=", "==", ">", ">="]), "");
      draw.outside(() => expression("line"));
      if (!draw.chance(30)) return;
      words("line", " ", "@", "", "batch", " ");
      draw.outside(() => expression("line"));
    } else if (choice === 2) {
      words("line", "head", " ", draw.pick(names));
      body(false);
    } else chain(first);
  };

  const parameters = (): void => {
    word("(");
    const parameter = (): void => {
      name();
      if (!draw.chance(40)) return;
      words("any", "", "=", "");
      expression("any");
    };
    draw.parentheses(() => list(parameter, draw.number(4), "any"));
    word(")");
  };

  const settingStep = (): void => {
    name();
    const some = (percent: number, write: () => void): void => {
      while (draw.chance(percent)) {
        gap("line", " ");
        write();
      }
    };
    some(40, () => word(draw.pick(names)));
    some(15, () => word(draw.pick(strings)));
    some(30, value);
    some(25, named);
  };

  const value = (): void => {
    if (draw.chance(15)) words("line", "-", "");
    const choice = draw.number(8);
    if (choice < 4) word(draw.pick([...numbers, ...decimals]));
    else if (choice === 4) word(draw.pick(["true", "false"]));
    else if (choice === 5) computed();
    else if (choice === 6) parenthesized();
    else {
      word("[");
      draw.outside(() => list(() => expression("line"), draw.number(9), "any"));
      word("]");
    }
  };

  const train = (): void => {
    words("any", "train", " ", draw.pick(names), "");
    if (draw.chance(30)) callArguments();
    words("any", "", "{", "");
    for (let more = draw.number(6); more > 0; more--) {
      settingStep();
      while (draw.chance(15)) {
        words("any", "", "->", "");
        settingStep();
      }
      if (more > 1) newLine();
    }
    gap("any");
    word("}");
  };

  return {
    declaration() {
      const choice = draw.number(8);
      if (choice === 0) {
        words("any", "import", " ");
        for (let more = draw.number(3); more >= 0; more--)
          words("any", draw.pick(names), ...(more > 0 ? ["", ",", ""] : [" "]));
        words("any", "from", " ", draw.pick(strings));
      } else if (choice === 1) {
        words("any", "const", " ", draw.pick(names), "", "=", "");
        expression("any");
      } else if (choice === 2) train();
      else {
        const block = choice === 3;
        words("any", block ? "block" : "model", " ", draw.pick(names), "");
        if (block || draw.chance(50)) parameters();
        body(!block);
      }
    },
  };
}
