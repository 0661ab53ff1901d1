/** Reads and writes the control block of a running module by the names of the binary interface. */
import { CONTROL, type Manifest } from "../../src/wasm/abi.ts";
import type { Running } from "./compile-chain.ts";

type Field = keyof typeof CONTROL;

export function controlOf(running: Running, { control }: Manifest) {
  const at = (field: Field): number => control.offset + CONTROL[field].offset;
  return {
    get(field: Field): number {
      const { view } = running.memory;
      switch (CONTROL[field].type) {
        case "i32":
          return view.getInt32(at(field), true);
        case "f32":
          return view.getFloat32(at(field), true);
        case "f64":
          return view.getFloat64(at(field), true);
        default:
          return CONTROL[field] satisfies never;
      }
    },
    set(field: Field, value: number): void {
      const { view } = running.memory;
      switch (CONTROL[field].type) {
        case "i32":
          view.setInt32(at(field), value, true);
          break;
        case "f32":
          view.setFloat32(at(field), value, true);
          break;
        case "f64":
          view.setFloat64(at(field), value, true);
          break;
        default:
          CONTROL[field] satisfies never;
      }
    },
  };
}
