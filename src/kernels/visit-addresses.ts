/** Walks a kernel's statements and shows each address it reads, writes or tests. */
import type { Address, Statement, Value } from "./kernel.ts";

export function visitAddresses(body: readonly Statement[], visit: (address: Address, write: boolean) => void): void {
  const inValue = (value: Value): void => {
    switch (value.kind) {
      case "load":
        visit(value.address, false);
        return;
      case "unary":
      case "horizontal":
        inValue(value.a);
        return;
      case "binary":
        inValue(value.a);
        inValue(value.b);
        return;
      case "select":
        for (const v of [value.left, value.right, value.then, value.else]) inValue(v);
        return;
      case "transpose-sum":
        for (const v of value.parts) inValue(v);
        return;
      case "constant":
      case "register":
      case "index":
      case "random":
        return;
      default:
        value satisfies never;
    }
  };
  for (const s of body) {
    switch (s.kind) {
      case "set":
        inValue(s.value);
        break;
      case "store":
        visit(s.address, true);
        inValue(s.value);
        break;
      case "when":
        visit(s.address, false);
        visitAddresses(s.body, visit);
        break;
      case "loop":
      case "guard":
        visitAddresses(s.body, visit);
        break;
      default:
        s satisfies never;
    }
  }
}
