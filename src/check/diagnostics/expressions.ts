/**
 * Diagnostics of expressions: names, kinds of values, exactness. Takes and gives nothing but definitions; `evaluate.ts`
 * and `demand.ts` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

export const unknownName = defineDiagnostic({
  code: "check/unknown-name",
  severity: "error",
  title: "a name in an expression stands for nothing",
  explanation:
    "An expression may use the consts that stand above it, `in` (the shape that reaches the place) and the functions `floor`, " +
    "`ceil`, `round`, `min`, `max` and `abs`.",
  failing: "const hidden = 120\nmodel Example {\n  input 28x28x1\n  fc {hiden}\n}\n",
  fixed: "const hidden = 120\nmodel Example {\n  input 28x28x1\n  fc {hidden}\n}\n",
});

export const notAnInteger = defineDiagnostic({
  code: "check/not-an-integer",
  severity: "error",
  title: "a fraction where an integer is needed",
  explanation:
    "Sizes, counts and repetitions are exact integers. `/` must come out even, unless it stands under `floor( )`, `ceil( )` or " +
    "`round( )`, which say what to do with the rest.",
  failing: "const c = 64\nmodel Example {\n  input 28x28x1\n  conv 3x3x{c/3}\n}\n",
  fixed: "const c = 64\nmodel Example {\n  input 28x28x1\n  conv 3x3x{floor(c/3)}\n}\n",
});

export const wrongKind = defineDiagnostic({
  code: "check/wrong-kind",
  severity: "error",
  title: "a value of the wrong kind",
  explanation:
    "Values are integers, decimals, truth values, strings and lists. Arithmetic wants numbers, `and`, `or`, `not` and `if` want " +
    "truth values, and an argument wants what its reference page says.",
  failing: "model Example {\n  input 28x28x1\n  fc {1 < 2}\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 12\n}\n",
});

export const divisionByZero = defineDiagnostic({
  code: "check/division-by-zero",
  severity: "error",
  title: "a division by zero",
  explanation: "`/` and `%` need a right side other than zero.",
  failing: "const n = 0\nmodel Example {\n  input 28x28x1\n  fc {100/n}\n}\n",
  fixed: "const n = 5\nmodel Example {\n  input 28x28x1\n  fc {100/n}\n}\n",
});

export const numberTooLarge = defineDiagnostic({
  code: "check/number-too-large",
  severity: "error",
  title: "a number too large to be exact",
  explanation:
    "Integers are exact up to 9,007,199,254,740,991; decimals are finite. What goes beyond is an error rather than a " +
    "silently wrong number.",
  failing: "const big = 2_000_000_000\nmodel Example {\n  input 28x28x1\n  fc {big * big}\n}\n",
  fixed: "const big = 20\nmodel Example {\n  input 28x28x1\n  fc {big * big}\n}\n",
});

export const outOfRange = defineDiagnostic({
  code: "check/out-of-range",
  severity: "error",
  title: "a number outside its range",
  explanation:
    "Every argument has a range, which its reference page gives; a repetition is 0 or more, an index of a list is below its " +
    "length, the sizes of an input are 1 or more.",
  failing: "model Example {\n  input 28x28x1\n  dropout 1.5\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  dropout 0.5\n  fc 10\n}\n",
});
